"""荣誉资质 entered and withdrawn. The column ``Enterprise.recognitions`` tells the rows as lines, for the API."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from projects.audit.services import Difference, audited, record
from projects.errors import Conflict, Invalid, NotFound
from projects.ledger.acts import Act
from projects.ledger.honours import Honour, read_honour
from projects.ledger.models import Enterprise, Recognition, RecognitionKind
from projects.ledger.models.enterprises import TOP_500
from projects.ledger.policies import check_may_update_enterprise
from projects.ledger.services.enterprise_rows import keep_changes, locked_enterprise, save_enterprise
from projects.lines import check_line
from projects.people.models import Officer
from projects.rows import one_or_none

FIRST_YEAR = 1990
_LABEL = "荣誉资质"
_STOCK = re.compile(r"[0-9A-Z.]{4,12}")
_VIA_LIST = "按提交的清单更新"


@audited()
def add_recognition(
    enterprise_id: UUID,
    *,
    kind: str,
    list_year: int | None = None,
    text: str = "",
    stock_code: str = "",
    note: str = "",
    by: Officer,
    now: datetime,
) -> Recognition:
    """Enter one. The lists of 500 need their year, a listed firm its stock code, 其他 its name."""
    enterprise = locked_enterprise(enterprise_id, by=by)
    check_may_update_enterprise(enterprise, by)
    row = _checked(kind, list_year, text, stock_code, note, now=now)
    row.enterprise, row.added_by, row.added_at = enterprise, by, now
    _inserted(row)
    _retell(enterprise, [Difference("recognition", _LABEL, "", str(row))], by=by, now=now)
    record(Act.ADD_RECOGNITION, enterprise, by=by, now=now, detail=str(row))
    return row


@audited()
def withdraw_recognition(recognition_id: UUID, *, reason: str, by: Officer, now: datetime) -> Recognition:
    """Say that it does not hold, with a reason; the row stays."""
    place = one_or_none(Recognition.objects.filter(pk=recognition_id).values_list("enterprise", flat=True))
    if place is None:
        raise NotFound("没有找到这项荣誉资质。")
    enterprise = locked_enterprise(place, by=by)
    check_may_update_enterprise(enterprise, by)
    row = Recognition.objects.select_for_update(no_key=True).get(pk=recognition_id)
    if row.withdrawn_at is not None:
        raise Conflict("这项荣誉资质已经作废，请刷新页面。")
    why = checked_reason(reason)
    _withdraw(row, why, by=by, now=now)
    _retell(enterprise, [Difference("recognition", _LABEL, str(row), "")], by=by, now=now, why=why)
    record(Act.WITHDRAW_RECOGNITION, enterprise, by=by, now=now, detail=f"{row}；{why}")
    return row


def state_recognitions(enterprise: Enterprise, lines: Iterable[str], *, by: Officer, now: datetime) -> list[Difference]:
    """Make the rows of a locked enterprise say exactly ``lines``; what they said already stays. The caller saves."""
    wanted = dict.fromkeys(check_line(str(line), _LABEL, "recognitions") for line in lines)
    said = {str(row): row for row in enterprise.honours.valid()}
    gone = [row for line, row in said.items() if line not in wanted]
    new = [read_honour(line) for line in wanted if line and line not in said]
    for row in gone:
        _withdraw(row, _VIA_LIST, by=by, now=now)
    for honour in new:
        _inserted(_row_of(honour, enterprise, by=by, now=now))
    before, after = "、".join(sorted(said)), "、".join(sorted(retold(enterprise)))
    return [] if before == after else [Difference("recognitions", _LABEL, before, after)]


def retold(enterprise: Enterprise) -> list[str]:
    """The rows as lines, kept in the column too."""
    enterprise.recognitions = [str(row) for row in enterprise.honours.valid()]
    return enterprise.recognitions


def checked_reason(reason: str) -> str:
    """A reason of 2 to 200 characters, or ``Invalid``."""
    why = check_line(reason, "理由", "reason")
    if not 2 <= len(why) <= 200:
        raise Invalid("请写明理由（2至200字）。", "reason")
    return why


def _retell(enterprise: Enterprise, changes: list[Difference], *, by: Officer, now: datetime, why: str = "") -> None:
    retold(enterprise)
    save_enterprise(enterprise, now=now)
    keep_changes(enterprise, changes, by=by, now=now, why=why)


def _withdraw(row: Recognition, why: str, *, by: Officer, now: datetime) -> None:
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = now, by, why
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])


def _row_of(honour: Honour, enterprise: Enterprise, *, by: Officer, now: datetime) -> Recognition:
    row = _checked(honour.kind, honour.list_year, honour.text, honour.stock_code, "", now=now, told=True)
    row.enterprise, row.added_by, row.added_at = enterprise, by, now
    return row


def _inserted(row: Recognition) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as refused:
        raise Conflict(f"“{row}”已经登记过，不必重复登记。") from refused


def _checked(
    kind: str, list_year: int | None, text: str, stock_code: str, note: str, *, now: datetime, told: bool = False
) -> Recognition:
    """A row whose values fit together. ``told``: read from a line, which may leave out the stock code."""
    if kind not in RecognitionKind.values:
        raise Invalid("请选择荣誉资质的类别。", "kind")
    _check_year(kind, list_year, timezone.localdate(now).year)
    text, note = check_line(text, "名称", "text"), check_line(note, "备注", "note")
    _check_lengths({"text": text, "note": note})
    if kind == RecognitionKind.OTHER and not text:
        raise Invalid("类别选“其他”时，请写明荣誉资质的名称。", "text")
    code = _checked_code(kind, stock_code, told=told)
    own_text = text if kind == RecognitionKind.OTHER else ""
    return Recognition(kind=kind, list_year=list_year, text=own_text, stock_code=code, note=note)


def _check_year(kind: str, list_year: int | None, this_year: int) -> None:
    if kind in TOP_500 and list_year is None:
        raise Invalid("500强请写明榜单年份，如2025。", "list_year")
    if list_year is not None and not FIRST_YEAR <= list_year <= this_year:
        raise Invalid(f"年份应在{FIRST_YEAR}年至{this_year}年之间，请核对。", "list_year")


def _check_lengths(texts: dict[str, str]) -> None:
    for name, text in texts.items():
        field: Any = Recognition._meta.get_field(name)
        most = field.max_length
        if len(text) > most:
            raise Invalid(f"最多{most}个字，您填了{len(text)}个。", name)


def _checked_code(kind: str, stock_code: str, *, told: bool) -> str:
    code = stock_code.strip().upper() if kind == RecognitionKind.LISTED else ""
    if kind == RecognitionKind.LISTED and not code and not told:
        raise Invalid("上市公司请填写股票代码，如600519。", "stock_code")
    if code and not _STOCK.fullmatch(code):
        raise Invalid("股票代码为4至12位数字或字母，如600519、00700.HK。", "stock_code")
    return code
