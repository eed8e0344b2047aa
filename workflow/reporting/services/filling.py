"""The unit's side: a working copy, handing in, taking back, correcting. Every version stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from projects.audit.services import Difference, audited, record
from projects.errors import Conflict, Invalid, NotFound, Stale
from projects.people.models import Officer
from projects.rows import one_or_none
from workflow.reporting.acts import Act
from workflow.reporting.cells import typed
from workflow.reporting.columns import Definition
from workflow.reporting.differences import changes_between
from workflow.reporting.kinds import OWED, EventKind, ReturnState, VersionKind
from workflow.reporting.models import ReportReturn, ReportRound, ReturnEvent, ReturnVersion
from workflow.reporting.policies import check_may_fill
from workflow.reporting.queries.finding import known_for, names_in
from workflow.reporting.rows import MOST_CHARACTERS, MOST_ROWS, Sheet, read_rows

MOST_REASON = 300
Rows = Sequence[Mapping[str, Any]]
"""Name of the column → what was typed, row by row."""


@audited()
def save_draft(
    return_id: UUID, rows: Rows, *, by: Officer, now: datetime, expected_version: int | None = None
) -> ReportReturn:
    """Replace the working copy. It may hold mistakes: it is nobody's statement yet."""
    report = locked_return(return_id, by=by, expected_version=expected_version)
    check_may_fill(report, by)
    _check_state(report, ReturnState.PENDING, ReturnState.RETURNED, ReturnState.SUBMITTED)
    report.draft = _texts(report.round.form.definition, rows)
    save_return(report, now=now)
    record(Act.DRAFT, report, by=by, now=now, detail=f"{len(report.draft)} 行")
    return report


@audited()
def submit_return(
    return_id: UUID,
    rows: Rows,
    *,
    by: Officer,
    now: datetime,
    is_nil: bool = False,
    expected_version: int | None = None,
) -> ReportReturn:
    """Hand in the rows, or that there are none (零报送). After the deadline it is late, with its days.

    Refusals: ``Conflict`` (``return_state``, ``round_closed``), ``Invalid`` (``rows``) naming the first wrong cell.
    """
    report = locked_return(return_id, by=by, expected_version=expected_version)
    check_may_fill(report, by)
    _check_state(report, *OWED)
    mends = report.state == ReturnState.RETURNED
    if report.reported_at is None:
        report.reported_at, report.late_days = now, _late_days(report.round, now)
    kind = VersionKind.MENDED if mends else VersionKind.FIRST
    made = _keep(report, rows, kind, is_nil=is_nil, note="", by=by, now=now)
    report.reason = ""
    _finish(report, made, EventKind.SUBMITTED, by=by, now=now)
    told = "零报送" if is_nil else f"{len(made.rows)} 行"
    record(Act.SUBMIT, report, by=by, now=now, detail="，".join(one for one in (told, report.late_text) if one))
    return report


@audited()
def correct_return(
    return_id: UUID,
    rows: Rows,
    *,
    note: str,
    by: Officer,
    now: datetime,
    is_nil: bool = False,
    expected_version: int | None = None,
) -> ReportReturn:
    """A new version of what was handed in, with the reason; the one before stays and the difference is shown."""
    report = locked_return(return_id, by=by, expected_version=expected_version)
    check_may_fill(report, by)
    _check_state(report, ReturnState.SUBMITTED)
    note = checked_reason(note, "请写明更正的原因。", "note")
    before = report.versions.get(number=report.current)
    made = _keep(report, rows, VersionKind.CORRECTION, is_nil=is_nil, note=note, by=by, now=now)
    changes = _changes(report, before.rows, made.rows)
    if not changes and made.is_nil == before.is_nil:
        raise Invalid("内容与现行版本相同，没有需要更正的。", "rows", "unchanged")
    _finish(report, made, EventKind.CORRECTED, by=by, now=now)
    record(Act.CORRECT, report, by=by, now=now, changes=changes, detail=note)
    return report


@audited()
def withdraw_return(
    return_id: UUID, *, by: Officer, now: datetime, expected_version: int | None = None
) -> ReportReturn:
    """Take it back before the deadline; its rows become the working copy again."""
    report = locked_return(return_id, by=by, expected_version=expected_version)
    check_may_fill(report, by)
    _check_state(report, ReturnState.SUBMITTED)
    if report.round.is_over_at(now):
        raise Conflict("截止时间已过，不能撤回；内容有误请提交更正。", "deadline_passed")
    definition = report.round.form.definition
    stood = report.versions.get(number=report.current)
    report.draft = [_typed(definition, row) for row in stood.rows]
    note_event(report, EventKind.WITHDRAWN, by=by, now=now, number=report.current)
    report.state, report.current, report.is_nil, report.rows_count = ReturnState.PENDING, 0, False, 0
    report.reported_at = report.late_days = None
    save_return(report, now=now)
    record(Act.WITHDRAW, report, by=by, now=now)
    return report


def locked_return(return_id: UUID, *, by: Officer, expected_version: int | None) -> ReportReturn:
    """The return with its round, both locked, the round first: closing waits for whoever reports, and the reverse."""
    known = one_or_none(ReportReturn.objects.visible_to(by).filter(pk=return_id).values_list("round_id", flat=True))
    if known is None:
        raise NotFound("没有找到这份报送，或它不在您的查看范围内。")
    round_ = _locked_round(known)
    report = ReportReturn.objects.select_for_update(of=("self",), no_key=True).select_related("unit").get(pk=return_id)
    report.round = round_
    if expected_version is not None and report.version != expected_version:
        raise Stale()
    if not round_.is_open:
        raise Conflict(f"{round_}已经封存，不能再改；有出入请在下一期说明。", "round_closed")
    return report


def _locked_round(round_id: UUID) -> ReportRound:
    related = ("request__organisation", "form")
    return ReportRound.objects.select_for_update(of=("self",), no_key=True).select_related(*related).get(pk=round_id)


def save_return(report: ReportReturn, *, now: datetime) -> None:
    """One more version of the row."""
    report.version += 1
    report.updated_at = now
    report.save()


def note_event(
    report: ReportReturn, kind: EventKind, *, by: Officer, now: datetime, note: str = "", number: int | None = None
) -> ReturnEvent:
    """What happened, for the history and for whoever must be told."""
    return ReturnEvent.objects.create(report=report, kind=kind, number=number, note=note, by=by, at=now)


def checked_reason(text: str, needed: str, field: str) -> str:
    """``text`` trimmed; ``Invalid`` for none or a long one."""
    text = text.strip()
    if not text:
        raise Invalid(needed, field, "reason_required")
    if len(text) > MOST_REASON or "\x00" in text:
        raise Invalid(f"最多{MOST_REASON}个字，且不能含不可见字符。", field)
    return text


def read_for(report: ReportReturn, rows: Rows, *, by: Officer) -> Sheet:
    """The rows as they would be handed in, with every problem at its cell."""
    definition = report.round.form.definition
    return read_rows(definition, _texts(definition, rows), known_for(definition, report.unit, by))


def _check_state(report: ReportReturn, *allowed: str) -> None:
    if report.state not in allowed:
        raise Conflict(
            f"{report.unit}的报送目前是“{report.get_state_display()}”，不能这样办理，请刷新后查看。", "return_state"
        )


def _keep(
    report: ReportReturn, rows: Rows, kind: VersionKind, *, is_nil: bool, note: str, by: Officer, now: datetime
) -> ReturnVersion:
    sheet = read_for(report, rows, by=by)
    if is_nil and sheet.lines:
        raise Invalid("已填了内容，不能零报送；请删去各行，或直接报送。", "rows", "nil_with_rows")
    if not is_nil and not sheet.lines:
        raise Invalid("没有填写内容。本期确实没有的，请点“零报送”。", "rows", "no_rows")
    if not sheet.is_clean:
        raise Invalid(sheet.first(report.round.form.definition), "rows", "wrong_cells")
    last = report.versions.order_by("-number").values_list("number", flat=True).first() or 0
    return ReturnVersion.objects.create(
        report=report, number=last + 1, kind=kind, rows=sheet.values, is_nil=is_nil, note=note, by=by, at=now
    )


def _finish(report: ReportReturn, made: ReturnVersion, kind: EventKind, *, by: Officer, now: datetime) -> None:
    report.state, report.current = ReturnState.SUBMITTED, made.number
    report.is_nil, report.rows_count, report.draft = made.is_nil, len(made.rows), []
    note_event(report, kind, by=by, now=now, note=made.note, number=made.number)
    save_return(report, now=now)


def _late_days(round_: ReportRound, now: datetime) -> int | None:
    """Calendar days after the deadline; 0 on the day itself; nothing in time."""
    if not round_.is_over_at(now):
        return None
    return (timezone.localdate(now) - timezone.localdate(round_.due_at)).days


def _changes(report: ReportReturn, before: Rows, after: Rows) -> list[Difference]:
    definition = report.round.form.definition
    names = names_in(definition, [*before, *after])
    found = changes_between(definition, before, after, names)
    return [Difference(one.kind, one.label or one.row, one.before, one.after or one.words) for one in found]


def _texts(definition: Definition, rows: Rows) -> list[dict[str, str]]:
    """Rows of the form's columns alone, as text; empty ones go."""
    if len(rows) > 2 * MOST_ROWS:
        raise Invalid(f"最多{MOST_ROWS}行，现有{len(rows)}行，请分清后再报。", "rows")
    known = set(definition.names)
    found = []
    for row in rows:
        unknown = sorted(set(row) - known)
        if unknown:
            raise Invalid(f"报送表没有“{unknown[0]}”这一列，请按表式填写。", "rows", "unknown_column")
        texts = {name: _text(row.get(name)) for name in definition.names}
        if any(texts.values()):
            found.append(texts)
    return found


def _text(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        raise Invalid("单元格只能是文字或数字。", "rows")
    return str(value).replace("\x00", "")[:MOST_CHARACTERS].strip()


def _typed(definition: Definition, row: Mapping[str, str]) -> dict[str, str]:
    return {one.name: typed(one, row.get(one.name, "")) for one in definition.columns}
