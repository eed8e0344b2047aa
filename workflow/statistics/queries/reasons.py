"""The records that explain a difference: what became known between two instants, or happened between two days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from projects.funds.models import Fund
from projects.ledger.fields import AMOUNT_FIELDS, ORGANISATION_FIELDS
from projects.ledger.kinds import RowKind
from projects.ledger.models import Change, Project, RowChange
from projects.ledger.money import show_yi
from projects.ledger.stages import STAGE_STEPS, STEP_TO_STAGE, Stage, Step
from projects.ledger.words import shown_field
from workflow.amendments.amounts import lines_of
from workflow.amendments.models import Amendment, AmendmentKind, AmendmentState
from workflow.statistics.figures import Cause, Over, Question, Reason, Row
from workflow.statistics.queries.grounds import VOID_REASONS
from workflow.statistics.terms import By, Moment
from workflow.steps.models import Transition

Rows = tuple[list[Row], list[Row]]
_KINDS = {
    AmendmentKind.CORRECTION: Cause.CORRECTED,
    AmendmentKind.INCREASE: Cause.INCREASED,
    AmendmentKind.REDUCTION: Cause.REDUCED,
}
UNEXPLAINED = "两次统计之间项目资料有其他变更。"
UNSEEN = "这条记录已不在您的查看范围内，或当时不在。"


class Window:
    """What lies between two moments."""

    def __init__(self, a: Moment, b: Moment) -> None:
        self.since, self.until = sorted((a.known_at, b.known_at))
        self.from_on, self.to_on = sorted((a.as_of, b.as_of))

    def learned(self, name: str) -> Q:
        """Known at the later instant and not yet at the earlier."""
        return Q(**{f"{name}__gt": self.since, f"{name}__lte": self.until})

    def happened(self, name: str) -> Q:
        """Happened by the later day and not yet by the earlier."""
        return Q(**{f"{name}__gt": self.from_on, f"{name}__lte": self.to_on})

    def cause(self, day: date, at: datetime) -> Cause:
        """Of a step: reported late, or simply later."""
        return Cause.LATE if day <= self.from_on and at > self.since else Cause.HAPPENED


OUT_OF_SIGHT = Reason(Cause.VISIBLE, None, "", UNSEEN)


def reasons_for(question: Question, a: Moment, b: Moment, moved: Mapping[UUID, Rows]) -> dict[UUID, list[Reason]]:
    """Project → why its rows differ: what is on record and touches this figure. A handful of queries in all."""
    window, found = Window(a, b), defaultdict[UUID, list[Reason]](list)
    for project, reason in _told(question, window, list(moved)):
        found[project].append(reason)
    for key, (before, after) in moved.items():
        told = [one for one in found[key] if _touches(one, before, after)]
        found[key] = sorted(told or found[key], key=lambda one: one.at or window.until) or [_none(before, after)]
    return found


def _touches(reason: Reason, before: Iterable[Row], after: Iterable[Row]) -> bool:
    """An amount alone that changed was not changed by a step, and a row that came or went not by an amount alone."""
    same = {one.id for one in before} == {one.id for one in after}
    return (reason.cause in (*_KINDS.values(), Cause.CHANGED, Cause.RECLASSIFIED)) if same else True


def _none(before: list[Row], after: list[Row]) -> Reason:
    unseen = bool(before) and not after
    return Reason(Cause.VISIBLE if unseen else Cause.CHANGED, None, "", UNSEEN if unseen else UNEXPLAINED)


def _told(question: Question, window: Window, keys: list[UUID]) -> Iterable[tuple[UUID, Reason]]:
    yield from _steps(question, window, keys)
    yield from _amendments(window, keys)
    yield from _changes(question, window, keys)
    if question.over == Over.ARRIVALS:
        yield from _funds(window, keys)
    if question.over == Over.PLANS:
        yield from _plans(window, keys)
    if question.over in (Over.STOCK, Over.PLANS) or question.stages[:1] == (Stage.NEGOTIATING,):
        yield from _entries(window, keys)


def _steps(question: Question, window: Window, keys: list[UUID]) -> Iterable[tuple[UUID, Reason]]:
    taken = Transition.objects.filter(project__in=keys).select_related("by", "revokes")
    taken = taken.filter(window.learned("recorded_at") | window.happened("effective_on"))
    taken = taken.filter(recorded_at__lte=window.until).order_by("recorded_at", "sequence")
    wanted = _wanted_steps(question)
    for one in taken:
        if (one.revokes.step if one.revokes else one.step) in wanted:
            yield one.project_id, _step(one, window)


def _wanted_steps(question: Question) -> set[str]:
    """Steps that can move a row of this figure."""
    standing = {Step.SUSPEND, Step.RESUME, Step.TERMINATE, Step.WITHDRAW, Step.RESTORE}
    if question.over == Over.FLOW:
        moving = {question.step}
    elif question.over in (Over.COHORT, Over.SPAN):
        moving = {STEP_TO_STAGE[one] for one in (*question.stages, question.reached) if one in STEP_TO_STAGE}
    else:
        moving = set(STAGE_STEPS)
    needs_standing = question.filters.standings or question.over in (Over.STOCK, Over.SPAN) or question.state
    return moving | standing if needs_standing else moving | {Step.WITHDRAW, Step.RESTORE}


def _step(one: Transition, window: Window) -> Reason:
    day, label = f"{one.effective_on:%Y-%m-%d}", one.get_step_display()
    recorded = f"{timezone.localtime(one.recorded_at):%Y-%m-%d %H:%M}记录"
    if one.revokes is not None:
        what = f"{one.revokes.effective_on:%Y-%m-%d}的“{one.revokes.get_step_display()}”认定被撤销"
        return Reason(Cause.REVOKED, one.recorded_at, one.by.name, f"{what}，{recorded}。")
    if one.step in STAGE_STEPS:
        cause = window.cause(one.effective_on, one.recorded_at)
        return Reason(cause, one.recorded_at, one.by.name, f"{day}{label}，{recorded}。")
    cause = Cause.MERGED if one.reason in VOID_REASONS else Cause.STANDING
    return Reason(cause, one.recorded_at, one.by.name, f"{day}“{label}”，{recorded}。")


def _amendments(window: Window, keys: list[UUID]) -> Iterable[tuple[UUID, Reason]]:
    agreed = Amendment.objects.filter(project__in=keys, state=AmendmentState.APPROVED, decided_at__lte=window.until)
    agreed = agreed.filter(window.learned("decided_at") | window.happened("effective_on"))
    for one in agreed.select_related("decided_by", "project").order_by("decided_at"):
        told = "；".join(f"{line.label}由{line.before}改为{line.after}" for line in lines_of(one))
        by = one.decided_by.name if one.decided_by else ""
        sentence = f"{one.get_kind_display()}：{told}，{one.effective_on:%Y-%m-%d}生效。"
        yield one.project_id, Reason(_KINDS[AmendmentKind(one.kind)], one.decided_at, by, sentence)


def _changes(question: Question, window: Window, keys: list[UUID]) -> Iterable[tuple[UUID, Reason]]:
    changes = Change.objects.filter(window.learned("at"), project__in=keys, field__in=_wanted_fields(question))
    decided = set(
        Amendment.objects.filter(window.learned("decided_at"), project__in=keys).values_list("project", "decided_at")
    )
    for one in changes.select_related("by").order_by("at", "pk"):
        if one.field in AMOUNT_FIELDS and (one.project_id, one.at) in decided:
            continue
        cause = Cause.MOVED if one.field in ORGANISATION_FIELDS else Cause.RECLASSIFIED
        before, after = (shown_field(one.field, text) or "空" for text in (one.before, one.after))
        yield one.project_id, Reason(cause, one.at, one.by.name, f"{one.label}由{before}改为{after}。")


def _wanted_fields(question: Question) -> set[str]:
    """Particulars that this figure reads."""
    filters, by = question.filters, question.by
    wanted = {one for one in ("industry", "chain", "channel") if getattr(filters, one)}
    if filters.is_industrial is not None:
        wanted.add("is_industrial")
    if filters.tag or (by and by.by == By.TAG):
        wanted.add("tags")
    if filters.organisation:
        wanted.add(filters.role.field)
    if by and by.by == By.UNIT:
        wanted.add(by.role.field)
    if by and by.by in (By.INDUSTRY, By.CHAIN, By.CHANNEL):
        wanted.add(str(by.by))
    if question.over in (Over.STOCK, Over.COHORT, Over.ARRIVALS, Over.PLANS):
        wanted |= {*AMOUNT_FIELDS, "negotiating_on"}
    return wanted


def _funds(window: Window, keys: list[UUID]) -> Iterable[tuple[UUID, Reason]]:
    came = Fund.objects.filter(project__in=keys, confirmed_at__lte=window.until).select_related(
        "confirmed_by", "withdrawn_by"
    )
    for one in came.filter(window.learned("withdrawn_at")):
        by = one.withdrawn_by.name if one.withdrawn_by else ""
        yield one.project_id, Reason(Cause.VOIDED, one.withdrawn_at, by, f"{_fund(one)}作废：{one.withdrawn_reason}。")
    for one in came.filter(window.learned("confirmed_at") | window.happened("arrived_on")):
        by = one.confirmed_by.name if one.confirmed_by else ""
        yield one.project_id, Reason(Cause.CONFIRMED, one.confirmed_at, by, f"{_fund(one)}核实。")


def _fund(fund: Fund) -> str:
    return f"{fund.arrived_on:%Y-%m-%d}到账{show_yi(fund.confirmed_amount_wan or Decimal(0))}亿元"


def _plans(window: Window, keys: list[UUID]) -> Iterable[tuple[UUID, Reason]]:
    changes = RowChange.objects.filter(window.learned("at"), project__in=keys, kind=RowKind.YEAR_PLAN)
    for one in changes.select_related("by").order_by("at", "pk"):
        cause = Cause.VOIDED if not one.after else Cause.LATE if not one.before else Cause.CHANGED
        yield (
            one.project_id,
            Reason(cause, one.at, one.by.name, f"{one.title}：{_shown(one.before)}→{_shown(one.after)}。"),
        )


def _shown(row: Mapping[str, Any]) -> str:
    return "、".join(f"{label}{text}" for label, text in row.items()) or "无"


def _entries(window: Window, keys: list[UUID]) -> Iterable[tuple[UUID, Reason]]:
    entered = Project.objects.filter(window.learned("created_at") | window.happened("negotiating_on"), pk__in=keys)
    for one in entered.select_related("created_by"):
        cause = window.cause(one.negotiating_on, one.created_at)
        sentence = f"{one.negotiating_on:%Y-%m-%d}在谈，{timezone.localtime(one.created_at):%Y-%m-%d %H:%M}录入。"
        yield one.pk, Reason(cause, one.created_at, one.created_by.name, sentence)
