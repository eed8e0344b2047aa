"""The archive of one project: where it is, what the next step still needs, who answers for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, QuerySet, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone

from projects.errors import NotAllowed
from projects.ledger import policies as ledger_policies
from projects.ledger.kinds import EvidenceKind, ResponsibilityRole
from projects.ledger.models import Clash, Evidence, Project, Responsibility
from projects.ledger.queries import nested_tags, visible_project
from projects.ledger.requirements import STEP_REQUIREMENTS
from projects.ledger.stages import STAGES, Stage, Standing, Step, next_step_of
from projects.ledger.words import shown_field
from projects.people.models import Officer
from projects.people.services.reveals import may_reveal
from projects.workdays.queries import Worked, worked_since
from workflow.handover.queries import with_deputy
from workflow.items.lateness import REACH
from workflow.lights.colours import LABELS
from workflow.lights.queries.books import Book
from workflow.lights.queries.now import with_facts, with_light
from workflow.proposals.clocks import StepClock
from workflow.steps import queries as step_queries
from workflow.steps.claimed import decode
from workflow.steps.deadlines import Clock, clocks_of
from workflow.steps.models import OPEN_STATES, Claim
from workflow.steps.policies import check_may_claim
from workflow.steps.queries import Requirement

WAY_BACK = {Standing.SUSPENDED: Step.RESUME, Standing.TERMINATED: Step.RESTORE, Standing.WITHDRAWN: Step.RESTORE}
IN_DECISIONS = ("decision", "fair_competition_review")
FORM_NAMES = {"total_investment_wan": "total_investment_yi", "fixed_investment_wan": "fixed_investment_yi"}


@dataclass(frozen=True)
class Node:
    """One stage on the stepper. ``days``: since the stage before; ``late``: days behind the planned day.

    ``clock``: how long it took, or has been taking, to reach it; none in the file of a past day.
    """

    label: str
    state: str  # done | now | ahead
    on: date | None
    planned_on: date | None
    days: int | None
    since: int | None
    late: int
    clock: StepClock | None = None


@dataclass(frozen=True)
class Item:
    """One line of the checklist: met with its value, or missing with how to mend it and where."""

    met: bool
    label: str
    how: str
    value: str = ""
    url: str = ""
    action: str = ""


@dataclass(frozen=True)
class Ahead:
    """The panel of the next step."""

    step: str
    label: str
    items: list[Item]
    claim: Claim | None
    clock: Clock | None
    refusal: str

    @property
    def missing(self) -> int:
        """How many lines are not met."""
        return sum(not item.met for item in self.items)


@dataclass(frozen=True)
class Team:
    """Who answers for the project now. ``load``: colour → number of the chief's projects that the visitor sees."""

    chief: Responsibility | None
    others: dict[str, list[Responsibility]]
    load: Counter[str] = field(default_factory=Counter)
    may_reveal: bool = False
    is_own: bool = False

    @property
    def load_total(self) -> int:
        """All of them."""
        return self.load.total()

    @property
    def lights(self) -> list[tuple[str, int]]:
        """Colour and number, for the colours that occur."""
        return [(colour, self.load[colour]) for colour in LABELS if self.load[colour]]


def project_for(officer: Officer, project_id: UUID, *, on: date) -> Project:
    """The project with what every tab shows, or ``NotFound``; each part with who stands in for its holder ``on``.

    Its row brings the facts of its light, so that ``light_of`` asks nothing, and the names of its tags (``tag_rows``).
    """

    def shown(projects: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
        return with_facts(projects.select_related("created_by"), on=on).annotate(tag_rows=nested_tags())

    found = visible_project(officer, project_id, shown, on)
    parts = Responsibility.objects.select_related("officer", "post__organisation", "created_by")
    responsibilities = with_deputy(parts, on=on)
    prefetch_related_objects(
        [found],
        "investors",
        Prefetch("responsibilities", queryset=responsibilities),
    )
    chiefs = [one for one in found.responsibilities.all() if _is_chief(one)]
    found.current_chiefs, found.has_chief = chiefs, bool(chiefs)  # type: ignore[attr-defined]
    return found


def worked_around(project: Project, *, on: date) -> Worked:
    """The working days that the page of the project counts, in its stages and in what hangs on it. One query."""
    days = [day for day in project.date_of.values() if isinstance(day, date)]
    return worked_since(min(*days, timezone.localdate(project.created_at), on - REACH))


def _is_chief(one: Responsibility) -> bool:
    return one.role == ResponsibilityRole.CHIEF and one.valid_to is None


def nodes_of(project: Project, *, on: date, clocks: Mapping[str, StepClock] | None = None) -> list[Node]:
    """The five stages with their dates, the days between them, and how late each is or was."""
    reached = STAGES.index(project.stage)
    found = [_node(project, position, reached, on) for position in range(len(STAGES))]
    known = clocks or {}
    return [replace(node, clock=known.get(stage)) for stage, node in zip(STAGES, found, strict=True)]


def _node(project: Project, position: int, reached: int, on: date) -> Node:
    stage = STAGES[position]
    day: date | None = getattr(project, f"{stage}_on")
    planned: date | None = getattr(project, f"planned_{stage}_on", None)
    before: date | None = getattr(project, f"{STAGES[position - 1]}_on") if position else None
    state = "done" if position < reached else "now" if position == reached else "ahead"
    is_next = position == reached + 1 and project.standing == Standing.ACTIVE
    measured = day if state != "ahead" else on if is_next else None
    label = str(Stage(stage).label)
    return Node(
        label=label if state != "ahead" else label.removeprefix("已"),
        state=state,
        on=day if state != "ahead" else None,
        planned_on=planned,
        days=(day - before).days if state != "ahead" and day and before else None,
        since=(on - day).days if state == "now" and day and position + 1 < len(STAGES) else None,
        late=max((measured - planned).days, 0) if measured and planned else 0,
    )


def ahead_of(
    project: Project, officer: Officer, *, on: date, evidence: list[Evidence], clashes: list[Clash], worked: Worked
) -> Ahead | None:
    """The next step with its checklist and the claim under way; None when nothing is left to do.

    ``evidence``: its ``counting_evidence``; ``clashes``: its ``clashes_of_each``; ``worked``: ``worked_around`` it.
    """
    standing = Standing(project.standing)
    step = next_step_of(project.stage) if standing == Standing.ACTIVE else WAY_BACK[standing]
    if step is None:
        return None
    open_claims = Claim.objects.visible_to(officer).filter(project=project, step=step, state__in=OPEN_STATES)
    claim = open_claims.select_related(
        "verifying_unit", "created_by__organisation", "created_by__scope", "submitted_by"
    ).first()
    clock = clocks_of([claim.due_on], on=on, known=worked)[claim.due_on] if claim and claim.due_on else None
    may_write = ledger_policies.may_write(project, officer)
    added = step_queries.added_of_each(step, [project], clashes=clashes)[project.pk]
    asked = step_queries.requirements_for(project, step, fields=_claimed(claim), evidence=evidence, added=added)
    items = [_item(project, step, one, officer, may_write=may_write) for one in asked]
    return Ahead(step, str(Step(step).label), items, claim, clock, _refusal(project, step, officer))


def _claimed(claim: Claim | None) -> dict[str, Any]:
    """What the claim under way adds to the project."""
    return decode(claim.fields) if claim else {}


def _refusal(project: Project, step: str, officer: Officer) -> str:
    try:
        check_may_claim(project, step, officer)
    except NotAllowed as refused:
        return refused.detail
    return ""


def _item(project: Project, step: str, asked: Requirement, officer: Officer, *, may_write: bool) -> Item:
    if asked.met:
        return Item(True, asked.label, asked.how, _met_words(asked))
    url, action = _mend(project, step, asked, officer) if may_write else ("", "")
    return Item(False, asked.label, asked.how, "", url, action)


def _met_words(asked: Requirement) -> str:
    if asked.kind == "evidence" and isinstance(asked.value, list):
        last = max(timezone.localdate(one.uploaded_at) for one in asked.value)
        return f"已交 {len(asked.value)} 份，{last:%m-%d}"
    if isinstance(asked.value, Responsibility):
        return asked.value.officer.name
    return shown_field(asked.name, asked.value)


def _mend(project: Project, step: str, asked: Requirement, officer: Officer) -> tuple[str, str]:
    """Address and word of the link that mends what is missing."""
    if asked.kind == "evidence":
        return f"{reverse('ledger:add_evidence', args=[project.pk])}?kind={_kind_for(step, asked.name)}", "上传"
    if asked.name == "chief":
        may = ledger_policies.may_assign(project, officer)
        return (reverse("ledger:assign", args=[project.pk]), "指定") if may else ("", "")
    if asked.name in IN_DECISIONS:
        return f"{reverse('desk:project', args=[project.pk])}?tab=decisions#tab", "办理"
    control = FORM_NAMES.get(asked.name, asked.name)
    return f"{reverse('ledger:edit', args=[project.pk])}#id_{control}", "填写"


def _kind_for(step: str, name: str) -> str:
    """The evidence kind that mends requirement ``name`` most simply."""
    if name in EvidenceKind.values:
        return name
    wanted = next(one for one in STEP_REQUIREMENTS[step].evidence if one.name == name)
    return sorted(wanted.alternatives[0][0])[0]


def team_of(project: Project, officer: Officer, *, on: date, book: Book | None = None) -> Team:
    """The chief with the load the visitor may see, and everybody else by role."""
    current = [one for one in project.responsibilities.all() if one.valid_to is None]
    chief = next((one for one in current if _is_chief(one)), None)
    others: dict[str, list[Responsibility]] = {}
    for one in current:
        if one is not chief:
            others.setdefault(one.get_role_display(), []).append(one)
    if chief is None:
        return Team(None, others)
    load = load_of(chief.officer, officer, on=on, book=book)
    return Team(chief, others, load, may_reveal(chief.officer, officer), chief.officer_id == officer.pk)


def load_of(chief: Officer, officer: Officer, *, on: date, book: Book | None = None) -> Counter[str]:
    """Light colour → number of projects ``chief`` is chief of now, among those that ``officer`` sees."""
    held = Responsibility.objects.current().chiefs().filter(officer=chief).values("project")
    lit = with_light(Project.objects.visible_to(officer).filter(pk__in=held), on=on, book=book)
    return Counter(dict(lit.order_by().values_list("light_colour").annotate(Count("pk"))))


def actions_for(project: Project, officer: Officer) -> list[Step]:
    """Steps other than the next one that the officer may take now: suspend, terminate, withdraw, revoke …

    What they still need is said by their own pages.
    """
    ahead = next_step_of(project.stage) if project.standing == Standing.ACTIVE else None
    steps = [Step(step) for step in project.legal_moves() if step != ahead]
    return [step for step in steps if not step_queries.refusal_of(project, step, officer)]
