"""Laying down a procedure: a new version each time; and whether signing waits for a decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from projects.audit.services import Difference, audited, record
from projects.errors import Conflict, Invalid, Stale
from projects.people.models import Officer, Organisation
from projects.people.policies import check_receives
from projects.rows import one_or_none
from workflow.decisions.acts import Act
from workflow.decisions.models import Gate, Owner, Procedure, ProcedureStep
from workflow.decisions.policies import check_may_keep_procedure
from workflow.decisions.presets import StepLine, line_of

MOST_STEPS, LONGEST = 9, 250


@audited()
def save_procedure(
    organisation: Organisation,
    lines: Sequence[StepLine],
    *,
    valid_from: date,
    by: Officer,
    now: datetime,
    is_active: bool = True,
    basis: str = "",
    expected_number: int | None = None,
) -> Procedure:
    """A new version. ``is_active`` false: from that day on the unit uses the procedure of the unit above it.

    ``expected_number``: the version the writer saw, 0 for none; ``Stale`` when another one was laid down since.
    Decisions that have begun keep the version they began under.
    """
    check_may_keep_procedure(organisation, by)
    check_receives(organisation, timezone.localdate(now), field="organisation")
    if valid_from < timezone.localdate(now):
        raise Invalid("生效日期不能早于今天：已经发生的决策按当时的流程办理。", "valid_from")
    _check_lines(lines)
    earlier = Procedure.objects.filter(organisation=organisation).order_by("-number").first()
    number = earlier.number if earlier else 0
    if expected_number is not None and expected_number != number:
        raise Stale()
    procedure = Procedure(organisation=organisation, number=number + 1, valid_from=valid_from, is_active=is_active)
    procedure.basis, procedure.created_by, procedure.created_at = basis.strip(), by, now
    _save_new(procedure)
    ProcedureStep.objects.bulk_create([_step(procedure, place, line) for place, line in enumerate(lines, start=1)])
    before = [line_of(one).text for one in earlier.steps.select_related("unit")] if earlier else []
    _record(procedure, before, [line.text for line in lines], by=by, now=now)
    return procedure


@audited()
def set_gate(
    organisation: Organisation, *, is_required: bool, by: Officer, now: datetime, expected_version: int | None = None
) -> Gate:
    """From now on signing waits for a decision in favour, or no longer does. ``expected_version`` 0: none was set."""
    check_may_keep_procedure(organisation, by)
    gate = one_or_none(Gate.objects.select_for_update(no_key=True).filter(pk=organisation.pk))
    if expected_version is not None and expected_version != (gate.version if gate else 0):
        raise Stale()
    was = gate.is_required if gate else False
    if gate is None:
        gate = Gate(organisation=organisation, version=0)
    gate.is_required, gate.updated_by, gate.updated_at, gate.version = is_required, by, now, gate.version + 1
    _save_gate(gate)
    words = {True: "须完成决策", False: "不要求"}
    changes = [Difference("is_required", "签约前", words[was], words[is_required])]
    record(Act.SET_GATE, organisation, by=by, now=now, changes=changes)
    return gate


def _check_lines(lines: Sequence[StepLine]) -> None:
    if not 1 <= len(lines) <= MOST_STEPS:
        raise Invalid(f"决策流程至少一步、最多{MOST_STEPS}步，请核对。", "steps")
    if all(line.threshold_wan for line in lines):
        raise Invalid("至少要有一步不设投资门槛，否则小项目没有步骤可走。", "steps", "no_common_step")
    names = [line.name.strip() for line in lines]
    if len(set(names)) != len(names):
        raise Invalid("步骤名称不能重复，请改为不同的名称。", "steps", "name_taken")
    for line in lines:
        _check_line(line)


def _check_line(line: StepLine) -> None:
    if not 1 <= len(line.name.strip()) <= 20 or "\x00" in line.name:
        raise Invalid("请填写步骤名称，最多20个字。", "steps")
    if line.owner not in Owner.values or (line.owner == Owner.UNIT) != (line.unit is not None):
        raise Invalid(f"“{line.name}”：责任方选“指定单位”时请选择单位，否则不选。", "steps", "owner")
    if not 1 <= line.limit_days <= LONGEST:
        raise Invalid(f"“{line.name}”：时限应为1至{LONGEST}个工作日。", "steps")
    if line.threshold_wan is not None and line.threshold_wan <= 0:
        raise Invalid(f"“{line.name}”：投资门槛应大于0，不设门槛请留空。", "steps")


def _step(procedure: Procedure, place: int, line: StepLine) -> ProcedureStep:
    return ProcedureStep(
        procedure=procedure,
        position=place,
        name=line.name.strip(),
        owner=line.owner,
        unit=line.unit,
        limit_days=line.limit_days,
        threshold_wan=line.threshold_wan,
        needs_document=line.needs_document,
    )


def _save_new(procedure: Procedure) -> None:
    """``Conflict`` when somebody laid down this version in the same moment."""
    try:
        with transaction.atomic():
            procedure.save(force_insert=True)
    except IntegrityError as refused:
        raise Conflict("刚刚有人发布了新的流程版本，请刷新后核对再发布。", "procedure_taken") from refused


def _save_gate(gate: Gate) -> None:
    """``Conflict`` when somebody set the first one in the same moment."""
    try:
        with transaction.atomic():
            gate.save()
    except IntegrityError as refused:
        raise Conflict("刚刚有人改了这项设置，请刷新后核对。", "gate_taken") from refused


def _record(procedure: Procedure, before: list[str], after: list[str], *, by: Officer, now: datetime) -> None:
    changes = [
        Difference(f"step_{place}", f"第{place}步", _at(before, place), _at(after, place))
        for place in range(1, max(len(before), len(after)) + 1)
        if _at(before, place) != _at(after, place)
    ]
    state = "启用" if procedure.is_active else "停用（沿用上级流程）"
    record(Act.SAVE_CHAIN, procedure, by=by, now=now, changes=changes, detail=f"{procedure.valid_from}起{state}")


def _at(texts: list[str], place: int) -> str:
    return texts[place - 1] if place <= len(texts) else ""
