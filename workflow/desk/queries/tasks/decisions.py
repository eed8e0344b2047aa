"""Changes of amounts and steps of decisions: to answer for those who decide, to mend for those who asked."""

from __future__ import annotations

from datetime import date

from django.db.models import F
from django.urls import reverse

from projects.people.models import Officer
from projects.people.roles import Permission
from workflow.amendments.models import Amendment
from workflow.decisions.models import Decision
from workflow.desk.queries.tasks.lines import FIRST, NOTHING, Part, Task, clocks_to, told
from workflow.proposals import queries as proposals
from workflow.steps.deadlines import Clock

PROPOSALS_SHOWN = 3


def to_amend(officer: Officer, on: date) -> Part:
    """Changes of amounts to decide on, by deadline, and own ones that came back."""
    waiting = Amendment.objects.answerable_by(officer).select_related("project")
    soonest = list(waiting.order_by(F("due_on").asc(nulls_last=True), "requested_at", "pk")[:FIRST])
    returned = list(Amendment.objects.to_mend_by(officer).select_related("project")[:FIRST])
    clocks = clocks_to([one.due_on for one in soonest], on=on)
    lines = [_amend(one, clocks.get(one.due_on)) for one in soonest]
    count = len(returned) + (waiting.count() if len(soonest) == FIRST else len(soonest))
    words = f"{count} 件金额变更待您办理" if count else ""
    return Part([*lines, *(_ask_again(one) for one in returned)], count, words)


def _amend(one: Amendment, clock: Clock | None) -> Task:
    name = f"{one.project.name}　金额变更（{one.get_kind_display()}）"
    return Task("cash", "审定", name, reverse("amendments:detail", args=[one.pk]), *told(clock))


def _ask_again(one: Amendment) -> Task:
    name = f"{one.project.name}　金额变更（{one.get_kind_display()}）"
    return Task("arrow-back-up", "修改", name, reverse("amendments:detail", args=[one.pk]), "已退回", True)


def to_decide(officer: Officer, on: date) -> Part:
    """Decision steps to answer, by deadline, and own decisions to mend."""
    waiting = Decision.objects.answerable_by(officer).select_related("project", "step")
    soonest = list(waiting.order_by(F("due_on").asc(nulls_last=True), "started_at", "pk")[:FIRST])
    returned = list(Decision.objects.to_mend_by(officer).select_related("project", "step")[:FIRST])
    clocks = clocks_to([one.due_on for one in soonest], on=on)
    lines = [_answer(one, clocks.get(one.due_on)) for one in soonest]
    count = len(returned) + (waiting.count() if len(soonest) == FIRST else len(soonest))
    words = f"{count} 项决策待您办理" if count else ""
    return Part([*lines, *(_mend_decision(one) for one in returned)], count, words)


def _answer(one: Decision, clock: Clock | None) -> Task:
    return Task("gavel", one.step.name, one.project.name, reverse("decisions:detail", args=[one.pk]), *told(clock))


def _mend_decision(one: Decision) -> Task:
    url = reverse("decisions:detail", args=[one.pk])
    return Task("arrow-back-up", "补充", f"{one.project.name}　{one.step.name}", url, "退回补充", True)


def to_part_with(officer: Officer, on: date) -> Part:
    """Proposals that projects leave or be set a term: the oldest few."""
    if not officer.may(Permission.DISPATCH_WRITE):
        return NOTHING
    found = proposals.waiting_for(officer)
    first = list(found[:PROPOSALS_SHOWN])
    count = found.count() if len(first) == PROPOSALS_SHOWN else len(first)
    lines = [
        Task("door-exit", "决定", f"{one.project.name}　{one.get_kind_display()}",
             reverse("proposals:detail", args=[one.pk]), f"已提 {one.days_open(on)} 天")
        for one in first
    ]  # fmt: skip
    if count > len(first):
        more = f"另有 {count - len(first)} 条进退建议"
        lines.append(Task("door-exit", "", more, reverse("proposals:list"), "全部"))
    return Part(lines, count, f"{count} 条进退建议待办理" if count else "")
