"""今天要办: what waits for this officer, most pressing first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

from django.db.models import Case, DateField, F, Q, When
from django.urls import reverse

from projects.ledger import queries_clashes as clashes
from projects.ledger.models import Evidence, Project
from projects.ledger.stages import STAGES, Standing, Step, next_step_of, planned_field_of
from projects.people.models import Officer
from projects.people.roles import Permission
from projects.progress import queries as progress
from projects.progress.models import Problem
from workflow.amendments.models import Amendment
from workflow.decisions.models import Decision
from workflow.handover import queries as handovers
from workflow.spotchecks.models import Visit
from workflow.spotchecks.queries import to_recheck
from workflow.steps.deadlines import Clock, clocks_of
from workflow.steps.models import OPEN_STATES, Claim, ClaimState
from workflow.steps.queries import Requirement, added_of_each, counting_evidence_of_each, missing_for

SOON = timedelta(days=30)
NODES_SHOWN = 5
CLAIMS_SHOWN = 8
PROBLEMS_SHOWN = 5
NEXT_PLANNED = Case(
    *(When(stage=before, then=F(planned_field_of(after))) for before, after in pairwise(STAGES)),
    output_field=DateField(),
)


@dataclass(frozen=True)
class Task:
    """One line: an icon, words with a link, and how pressing it is."""

    icon: str
    verb: str
    name: str
    url: str
    due: str = ""
    is_late: bool = False
    note: str = ""


@dataclass(frozen=True)
class Tasks:
    """All lines with the sentence on top; counts are of everything, lines of the first few."""

    title: str
    lines: list[Task]
    count: int


def tasks_of(officer: Officer, *, on: date) -> Tasks:
    """Claims to answer and to mend, handovers, problems, projects without chief, nodes near their day."""
    verify, waiting, late = _to_verify(officer, on)
    amend, amending = _to_amend(officer, on)
    decide, deciding = _to_decide(officer, on)
    mend = _to_mend(officer) if officer.may(Permission.CLAIM_WRITE) else []
    chief, chiefless = _without_chief(officer) if officer.may(Permission.DISPATCH_WRITE) else ([], 0)
    nodes = _nodes_due(officer, on) if officer.may(Permission.CLAIM_WRITE) else []
    passing = _to_hand_over(officer, on)
    disputes = _to_settle(officer, on)
    visits, visiting = _to_visit(officer, on)
    asked, unanswered = _to_coordinate(officer, on) if officer.may(Permission.DISPATCH_WRITE) else ([], 0)
    found = [
        f"{waiting} 件申报待您认定" + (f"，{late} 件已超期" if late else "") if waiting else "",
        f"{len(mend)} 件申报待您补正或提交" if mend else "",
        f"{amending} 件金额变更待您办理" if amending else "",
        f"{deciding} 项决策待您办理" if deciding else "",
        f"{len(passing)} 项责任交接待您办理" if passing else "",
        f"{unanswered} 个问题待协调" if unanswered else "",
        f"{len(disputes)} 项撞单或移交待您办理" if disputes else "",
        f"{visiting} 项核查待您办理" if visiting else "",
        f"{chiefless} 个项目缺首席责任人" if chiefless else "",
        f"{len(nodes)} 个节点临近或已迟" if nodes and not (waiting or mend) else "",
    ]
    title = "；".join(sentence for sentence in found if sentence) or "今天没有待办"
    count = (
        waiting + len(mend) + amending + deciding + len(passing) + len(disputes) + unanswered + chiefless + len(nodes)
    )
    count += visiting
    return Tasks(title, [*verify, *visits, *mend, *amend, *decide, *passing, *disputes, *asked, *chief, *nodes], count)


def _to_verify(officer: Officer, on: date) -> tuple[list[Task], int, int]:
    """The first claims by deadline, the number of all, and of those the late ones."""
    waiting = Claim.objects.answerable_by(officer, on=on)
    soonest = waiting.select_related("project").order_by(F("due_on").asc(nulls_last=True), "submitted_at", "pk")
    shown = list(soonest[:CLAIMS_SHOWN])
    clocks = clocks_of([claim.due_on for claim in shown if claim.due_on], on=on)
    lines = [_verify(claim, clocks.get(claim.due_on) if claim.due_on else None) for claim in shown]
    return lines, waiting.count(), waiting.filter(due_on__lt=on).count()


def _verify(claim: Claim, clock: Clock | None) -> Task:
    words, late = (clock.words, clock.is_overdue) if clock else ("", False)
    name = f"{claim.project.name}　申报{claim.get_step_display()}"
    return Task("rosette-discount-check", "认定", name, reverse("steps:claim_detail", args=[claim.pk]), words, late)


def _to_visit(officer: Officer, on: date) -> tuple[list[Task], int]:
    """Visits to make and mendings to look at again, by their days, and the number of all."""
    open_ = Visit.objects.to_do_by(officer).select_related("project", "round")
    again = to_recheck(officer).select_related("project", "round", "record")
    soonest, mended = list(open_[:CLAIMS_SHOWN]), list(again[:CLAIMS_SHOWN])
    clocks = clocks_of([one.due_on for one in soonest if one.due_on], on=on)
    lines = [_visit(one, clocks.get(one.due_on) if one.due_on else None) for one in soonest]
    count = open_.count() if len(soonest) == CLAIMS_SHOWN else len(soonest)
    return [*lines, *(_recheck(one, on) for one in mended)], count + len(mended)


def _visit(one: Visit, clock: Clock | None) -> Task:
    words, late = (clock.words, clock.is_overdue) if clock else ("", False)
    name = f"{one.project.name}　{one.round.number}第 {one.number} 项"
    return Task("map-search", "核查", name, reverse("spotchecks:visit", args=[one.pk]), words, late)


def _recheck(one: Visit, on: date) -> Task:
    day = one.record.mend_by
    late = day is not None and day < on
    return Task(
        "refresh", "复查整改", one.project.name, reverse("spotchecks:visit", args=[one.pk]), f"期限 {day:%m-%d}", late
    )


def _to_mend(officer: Officer) -> list[Task]:
    mine = Claim.objects.visible_to(officer).filter(Q(created_by=officer) | Q(submitted_by=officer))
    mine = mine.filter(state__in=[ClaimState.RETURNED, ClaimState.DRAFT]).select_related("project")
    return [_mend(claim) for claim in mine.order_by("-state", "-updated_at")[:CLAIMS_SHOWN]]


def _mend(claim: Claim) -> Task:
    returned = claim.state == ClaimState.RETURNED
    return Task(
        icon="arrow-back-up" if returned else "pencil",
        verb="补正" if returned else "草稿",
        name=f"{claim.project.name}　申报{claim.get_step_display()}",
        url=reverse("steps:claim_detail", args=[claim.pk]),
        due="已退回" if returned else "未提交",
        is_late=returned,
    )


def _to_amend(officer: Officer, on: date) -> tuple[list[Task], int]:
    """Changes of amounts to decide on, by deadline, and own ones that came back; and the number of all."""
    waiting = Amendment.objects.answerable_by(officer).select_related("project")
    soonest = list(waiting.order_by(F("due_on").asc(nulls_last=True), "requested_at", "pk")[:CLAIMS_SHOWN])
    returned = list(Amendment.objects.to_mend_by(officer).select_related("project")[:CLAIMS_SHOWN])
    clocks = clocks_of([one.due_on for one in soonest if one.due_on], on=on)
    lines = [_decide(one, clocks.get(one.due_on) if one.due_on else None) for one in soonest]
    count = waiting.count() if len(soonest) == CLAIMS_SHOWN else len(soonest)
    return [*lines, *(_ask_again(one) for one in returned)], count + len(returned)


def _decide(one: Amendment, clock: Clock | None) -> Task:
    words, late = (clock.words, clock.is_overdue) if clock else ("", False)
    name = f"{one.project.name}　金额变更（{one.get_kind_display()}）"
    return Task("cash", "审定", name, reverse("amendments:detail", args=[one.pk]), words, late)


def _ask_again(one: Amendment) -> Task:
    name = f"{one.project.name}　金额变更（{one.get_kind_display()}）"
    return Task("arrow-back-up", "修改", name, reverse("amendments:detail", args=[one.pk]), "已退回", True)


def _to_decide(officer: Officer, on: date) -> tuple[list[Task], int]:
    """Decision steps to answer, by deadline, and own decisions to mend; and the number of all."""
    waiting = Decision.objects.answerable_by(officer).select_related("project", "step")
    soonest = list(waiting.order_by(F("due_on").asc(nulls_last=True), "started_at", "pk")[:CLAIMS_SHOWN])
    returned = list(Decision.objects.to_mend_by(officer).select_related("project", "step")[:CLAIMS_SHOWN])
    clocks = clocks_of([one.due_on for one in soonest if one.due_on], on=on)
    lines = [_answer(one, clocks.get(one.due_on) if one.due_on else None) for one in soonest]
    count = waiting.count() if len(soonest) == CLAIMS_SHOWN else len(soonest)
    return [*lines, *(_mend_decision(one) for one in returned)], count + len(returned)


def _answer(one: Decision, clock: Clock | None) -> Task:
    words, late = (clock.words, clock.is_overdue) if clock else ("", False)
    return Task("gavel", one.step.name, one.project.name, reverse("decisions:detail", args=[one.pk]), words, late)


def _mend_decision(one: Decision) -> Task:
    url = reverse("decisions:detail", args=[one.pk])
    return Task("arrow-back-up", "补充", f"{one.project.name}　{one.step.name}", url, "退回补充", True)


def _to_hand_over(officer: Officer, on: date) -> list[Task]:
    """Handovers to confirm for the office, to acknowledge for the successor."""
    found = handovers.waiting_for(officer, on=on)
    return [Task(one.icon, one.verb, one.name, one.url, one.due, one.is_late) for one in found]


def _to_settle(officer: Officer, on: date) -> list[Task]:
    """Clashes to rule on for the office; projects to take over for the unit that is to land them."""
    return [
        Task(one.icon, one.verb, one.name, reverse(one.url[0], args=[one.url[1]]), one.due, one.is_late)
        for one in clashes.waiting_for(officer, on=on)
    ]


def _to_coordinate(officer: Officer, on: date) -> tuple[list[Task], int]:
    """Problems asked of the officer's level that nobody has answered, the oldest first, and the number of all."""
    found = progress.waiting_for(officer)
    first = list(found[:PROBLEMS_SHOWN])
    count = found.count() if len(first) == PROBLEMS_SHOWN else len(first)
    lines = [_coordinate(one, on) for one in first]
    if count > len(first):
        url = f"{reverse('progress:problems')}?mine=1&state=waiting"
        lines.append(Task("alert-triangle", "", f"另有 {count - len(first)} 个问题待协调", url, "全部"))
    return lines, count


def _coordinate(problem: Problem, on: date) -> Task:
    name = f"{problem.project.name}　{problem.get_kind_display()}：{problem.title}"
    due = f"已等 {problem.days_open(on)} 天"
    return Task("alert-triangle", "协调", name, reverse("progress:problem", args=[problem.pk]), due)


def _without_chief(officer: Officer) -> tuple[list[Task], int]:
    found = Project.objects.visible_to(officer).needing_chief().without_chief()
    first = list(found.order_by(F("total_investment_wan").desc(nulls_last=True), "pk")[:3])
    if not first:
        return [], 0
    lines = [
        Task("user-question", "指定首席责任人", one.name, reverse("ledger:assign", args=[one.pk]), "未指定", True)
        for one in first
    ]
    count = found.count()
    if count > len(first):
        url = f"{reverse('desk:projects')}?chief_state=missing"
        lines.append(Task("user-question", "", f"另有 {count - len(first)} 个项目缺首席责任人", url, "全部"))
    return lines, count


def _nodes_due(officer: Officer, on: date) -> list[Task]:
    """Own projects whose next node is planned within 30 days or late, without a claim under way."""
    root = officer.scope_root
    if root is None:
        return []
    own = Project.objects.visible_to(officer).under(root).filter(standing=Standing.ACTIVE)
    due = own.annotate(next_planned=NEXT_PLANNED).filter(next_planned__lte=on + SOON)
    due = due.exclude(claims__state__in=OPEN_STATES)
    wanted = due.select_related("landing_organisation", "company").prefetch_related("investors")
    rows = list(wanted.order_by("next_planned", "number")[:NODES_SHOWN])
    papers, added = counting_evidence_of_each(rows), _added_of_each(rows)
    return [_node(one, papers[one.pk], added[one.pk], on) for one in rows]


def _added_of_each(projects: Sequence[Project]) -> dict[UUID, list[Requirement]]:
    """Conditions of the rooms above on the next step of each."""
    found: dict[UUID, list[Requirement]] = {}
    for step in {next_step_of(project.stage) for project in projects}:
        found |= added_of_each(step, [one for one in projects if next_step_of(one.stage) == step]) if step else {}
    return found


def _node(project: Project, papers: list[Evidence], added: list[Requirement], on: date) -> Task:
    step = next_step_of(project.stage)
    assert step is not None  # only projects with a next node are asked for
    missing = len(missing_for(project, step, evidence=papers, added=added))
    left = (project.next_planned - on).days  # type: ignore[attr-defined]
    return Task(
        icon="calendar-due",
        verb=f"{Step(step).label}还缺 {missing} 项" if missing else f"可以申报{Step(step).label}",
        name=project.name,
        url=reverse("desk:project", args=[project.pk]),
        due=f"剩 {left} 天" if left > 0 else "今天" if left == 0 else f"已迟 {-left} 天",
        is_late=left < 0,
    )
