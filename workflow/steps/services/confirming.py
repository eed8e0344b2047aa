"""Statistics confirmations: noted after start or production, withdrawn with a reason, never changed."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from projects.audit.services import Difference, audited, record
from projects.days import check_plausible
from projects.errors import Conflict, Invalid, NotFound, Stale
from projects.ledger.models import Project
from projects.ledger.services import locked_project, save_version
from projects.ledger.stages import STAGES, Stage, date_field_of
from projects.lines import check_line
from projects.people.models import Officer
from projects.rows import one_or_none
from workflow.steps.acts import Act
from workflow.steps.models import STAGE_BEFORE, ConfirmationKind, StatisticsConfirmation
from workflow.steps.policies import check_may_confirm

_WHY = 200


@audited()
def confirm_statistics(
    project_id: UUID,
    kind: str,
    *,
    confirmed_on: date,
    basis: str,
    by: Officer,
    now: datetime,
    expected_version: int | None = None,
) -> StatisticsConfirmation:
    """Note that the statistics library holds the project (入统, after its start) or its firm (入规, after production).

    Refusals: ``NotFound``, ``Stale``, ``NotAllowed``, ``Conflict`` (``too_early``, ``already_confirmed``), ``Invalid``
    for kind, day and basis. The day is not before that step and not in the future.
    """
    if kind not in ConfirmationKind.values:
        raise Invalid("请选择入统或入规。", "kind", "unknown_kind")
    project = locked_project(project_id, by=by, expected_version=expected_version)
    check_may_confirm(project, kind, by)
    _check_reached(project, kind)
    _check_day(project, kind, confirmed_on, now=now)
    row = StatisticsConfirmation(
        project=project,
        kind=kind,
        confirmed_on=confirmed_on,
        basis=_text(basis, "依据或编号", "basis", "例如统计部门的项目编码或批次。"),
        created_by=by,
        created_at=now,
        updated_at=now,
    )
    _save_new(row)
    save_version(project, now=now)
    day = Difference(kind, str(ConfirmationKind(kind).label), "", str(confirmed_on))
    record(Act.CONFIRM, project, by=by, now=now, changes=[day], detail=row.basis)
    return row


@audited()
def withdraw_confirmation(
    confirmation_id: UUID, *, why: str, by: Officer, now: datetime, expected_version: int | None = None
) -> StatisticsConfirmation:
    """It was noted by mistake or the library dropped the project: it no longer counts and stays in the history."""
    known = one_or_none(StatisticsConfirmation.objects.filter(pk=confirmation_id).values_list("project_id", flat=True))
    if known is None:
        raise NotFound("没有找到这条统计确认，或它不在您的查看范围内。")
    project = locked_project(known, by=by)
    row = StatisticsConfirmation.objects.select_for_update(no_key=True).get(pk=confirmation_id)
    check_may_confirm(project, row.kind, by)
    if row.is_withdrawn:
        raise Conflict(f"“{row}”已经撤回，无需重复操作。", "withdrawn")
    if expected_version is not None and row.version != expected_version:
        raise Stale()
    row.withdrawn_why = _text(why, "撤回理由", "why", "例如“误登”或“统计部门退库”。")
    row.withdrawn_at, row.withdrawn_by, row.updated_at = now, by, now
    row.version += 1
    row.save()
    save_version(project, now=now)
    day = Difference(row.kind, str(row.get_kind_display()), str(row.confirmed_on), "")
    record(Act.WITHDRAW_CONFIRMATION, project, by=by, now=now, changes=[day], detail=row.withdrawn_why)
    return row


def _check_reached(project: Project, kind: str) -> None:
    stage = STAGE_BEFORE[kind]
    if STAGES.index(project.stage) >= STAGES.index(stage):
        return
    label, word = ConfirmationKind(kind).label, str(Stage(stage).label).removeprefix("已")
    now_at = Stage(project.stage).label
    raise Conflict(f"项目目前为“{now_at}”，{word}认定后才能登记{label}，请先办理{word}认定。", "too_early")


def _check_day(project: Project, kind: str, confirmed_on: date, *, now: datetime) -> None:
    check_plausible(confirmed_on, "confirmed_on")
    if confirmed_on > timezone.localdate(now):
        raise Invalid(f"确认日期{confirmed_on}晚于今天，请核对。", "confirmed_on", "future_date")
    stage = STAGE_BEFORE[kind]
    reached = getattr(project, date_field_of(stage))
    if reached and confirmed_on < reached:
        word = str(Stage(stage).label).removeprefix("已")
        raise Invalid(f"确认日期{confirmed_on}早于{word}日期{reached}，请核对。", "confirmed_on", "date_order")


def _text(text: str, label: str, field: str, example: str) -> str:
    line = check_line(text, label, field)
    if not line:
        raise Invalid(f"请填写{label}，{example}", field, "required")
    most = StatisticsConfirmation._meta.get_field("basis").max_length if field == "basis" else _WHY
    if len(line) > (most or _WHY):
        raise Invalid(f"“{label}”最多{most}个字，请写得简短些。", field, "too_long")
    return line


def _save_new(row: StatisticsConfirmation) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as refused:
        same = StatisticsConfirmation.objects.current().filter(project=row.project, kind=row.kind).first()
        if same is None:
            raise
        raise Conflict(
            f"本项目已登记{same.get_kind_display()}（{same.confirmed_on}），有误请先撤回那一条再登记。",
            "already_confirmed",
        ) from refused
