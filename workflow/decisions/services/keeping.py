"""What every write on a decision shares: the lock, the turns, the audit entry."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from projects.audit.services import Difference, record
from projects.errors import Conflict, Invalid, NotFound, Stale
from projects.ledger.models import Evidence, Project
from projects.ledger.services import locked_project
from projects.ledger.stages import Stage, Standing
from projects.people.models import Officer, Organisation
from projects.rows import one_or_none
from projects.workdays.days import CalendarNotLoaded
from projects.workdays.queries import add_workdays, workdays_between
from workflow.decisions.acts import Act
from workflow.decisions.models import Decision, DecisionState, Holder, Outcome, Owner, ProcedureStep, Turn


def locked_decision(decision_id: UUID, *, by: Officer, expected_version: int | None) -> Decision:
    """The decision with its project, both locked; the project first, so that nobody waits in a ring."""
    known = one_or_none(Decision.objects.visible_to(by).filter(pk=decision_id).values_list("project_id", flat=True))
    if known is None:
        raise NotFound("没有找到这项决策，或它不在您的查看范围内。")
    project = locked_project(known, by=by)
    decision = Decision.objects.select_for_update(no_key=True).get(pk=decision_id)
    if expected_version is not None and decision.version != expected_version:
        raise Stale()
    decision.project = project
    return decision


def check_negotiating(project: Project) -> None:
    """Decisions come before the signing of a project that is pursued."""
    if project.stage != Stage.NEGOTIATING or project.standing != Standing.ACTIVE:
        state = f"“{Stage(project.stage).label}”、“{Standing(project.standing).label}”"
        raise Conflict(f"决策在签约之前办理，本项目目前是{state}，不能再办理。", "not_negotiating")


def check_state(decision: Decision, *allowed: str) -> None:
    """``Conflict`` unless the decision is in one of these states."""
    if decision.state not in allowed:
        raise Conflict(
            f"这项决策目前是“{decision.get_state_display()}”，不能这样办理，请刷新后查看。", "decision_state"
        )


def checked_note(note: str, *, needed: str = "") -> str:
    """The text; ``needed``: the sentence that asks for it."""
    most = Turn._meta.get_field("note").max_length or 0
    note = note.strip()
    if needed and not note:
        raise Invalid(needed, "note", "reason_required")
    if len(note) > most or "\x00" in note:
        raise Invalid(f"意见最多{most}个字，且不能含不可见字符。", "note")
    return note


def checked_paper(decision: Decision, paper: Evidence | None) -> Evidence | None:
    """A document of this project that is not void."""
    if paper is not None and not Evidence.objects.valid().filter(pk=paper.pk, project=decision.project_id).exists():
        raise Invalid("只能引用本项目有效的佐证材料，请先上传到本项目。", "paper", "unknown_evidence")
    return paper


def unit_of(step: ProcedureStep, project: Project) -> Organisation:
    """Who answers the step: by name or by role; the heir of a unit that has ended."""
    roles = {
        Owner.LANDING: lambda: project.landing_organisation,
        Owner.LEAD: lambda: project.lead_organisation or project.landing_organisation,
        Owner.CITY: lambda: project.landing_organisation.city(),
    }
    unit = step.unit if step.unit is not None else roles[Owner(step.owner)]()
    while unit.valid_to is not None and unit.successor is not None:
        unit = unit.successor
    return unit


def steps_of(decision: Decision) -> list[ProcedureStep]:
    """The steps of its version that apply to the amount it began with, in their order."""
    rows = decision.procedure.steps.select_related("unit__successor").order_by("position")
    return [one for one in rows if one.applies_to(decision.total_investment_wan)]


def open_turn(decision: Decision) -> Turn:
    """The one that goes on."""
    return decision.turns.select_related("step").get(outcome="")


def end_turn(turn: Turn, outcome: Outcome, *, by: Officer, now: datetime, note: str, paper: Evidence | None) -> None:
    """Once; from then on the row stays as it is."""
    turn.outcome, turn.by, turn.ended_at, turn.ended_on = outcome, by, now, timezone.localdate(now)
    turn.note, turn.paper = note, paper
    turn.save()


def begin_turn(decision: Decision, step: ProcedureStep, holder: Holder, *, asked_by: Officer, now: datetime) -> Turn:
    """The next stretch of time; the unit of an office's turn sees the project from now on."""
    today, project = timezone.localdate(now), decision.project
    office = holder == Holder.OFFICE
    unit = unit_of(step, project) if office else decision.started_by.organisation or project.landing_organisation
    due_on = _due_on(decision, step, today) if office else None
    decision.step, decision.unit, decision.due_on = step, unit, due_on
    if decision._state.adding:
        decision.save(force_insert=True)
    if office:
        project.verifying_organisations.add(unit)
    return Turn.objects.create(
        decision=decision,
        sequence=decision.turns.count() + 1,
        holder=holder,
        step=step,
        unit=unit,
        asked_by=asked_by,
        began_at=now,
        began_on=today,
        due_on=due_on,
    )


def _due_on(decision: Decision, step: ProcedureStep, today: date) -> date | None:
    """What is left of the step's limit; None beyond the last official year: no promise, no stop."""
    try:
        return add_workdays(today, max(step.limit_days - _used(decision, step), 0))
    except CalendarNotLoaded:
        return None


def _used(decision: Decision, step: ProcedureStep) -> int:
    """Working days that the step has had already, before it came back."""
    if decision._state.adding:
        return 0
    earlier = decision.turns.filter(step=step, holder=Holder.OFFICE, ended_on__isnull=False)
    return sum(workdays_between(one.began_on, one.ended_on) for one in earlier if one.ended_on)


def save_decision(decision: Decision, state: DecisionState, *, now: datetime) -> None:
    """With the next version; a final state carries its day and no deadline."""
    decision.state, decision.updated_at = state, now
    decision.version += 1
    if not decision.is_open:
        decision.closed_at, decision.closed_on, decision.due_on = now, timezone.localdate(now), None
    decision.save()


def record_turn(act: Act, decision: Decision, turn: Turn, *, by: Officer, now: datetime) -> None:
    """One entry of the audit log."""
    changes = [Difference("state", "状态", "", decision.get_state_display())]
    if turn.paper:
        changes.append(Difference("paper", "材料", "", turn.paper.title))
    record(act, decision, by=by, now=now, changes=changes, detail=f"{turn.step}：{turn.note}".rstrip("："),
           name=str(decision))  # fmt: skip
