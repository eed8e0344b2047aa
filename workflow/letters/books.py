"""The register 函件台账 as a file: XLSX, one row each, text as text and masked (ADR 0014), dates as dates."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter
from django.utils import timezone

from projects.masking import mask_text
from projects.people.models import Officer
from projects.sheets import TEXT_ONLY
from workflow.letters.queries.listing import Line

MOST = 5_000
TITLES = (
    *("文号", "文种", "标题", "项目编号", "项目", "交办事项", "触发情形", "级别", "收文单位", "收文人", "状态"),
    *("签发人", "签发日期", "签收人", "签收日期", "回复期限", "回复次数", "办结说明"),
)


def book_of(lines: Sequence[Line], *, filters: Sequence[str], by: Officer, now: datetime) -> bytes:
    """The whole file. Its head says which rows they are, as of when, and who took them."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, **TEXT_ONLY}) as book:
        sheet, day = book.add_worksheet("函件台账"), book.add_format({"num_format": "yyyy-mm-dd"})
        bold = book.add_format({"bold": True})
        sheet.set_column(0, len(TITLES) - 1, 16)
        for place, text in enumerate(_head(len(lines), filters, by, now)):
            sheet.write_string(place, 0, text, bold if place == 0 else None)
        for column, title in enumerate(TITLES):
            sheet.write_string(4, column, title, bold)
        sheet.freeze_panes(5, 1)
        for row, line in enumerate(lines, start=5):
            for column, value in enumerate(_values(line)):
                _write(sheet, row, column, value, day)
    return held.getvalue()


def _head(count: int, filters: Sequence[str], by: Officer, now: datetime) -> list[str]:
    unit = f"（{by.organisation}）" if by.organisation else ""
    return [
        "督办函件台账",
        f"筛选条件：{'；'.join(filters) or '无（全部可查看函件）'}　共 {count} 件",
        f"截至：{timezone.localtime(now):%Y-%m-%d %H:%M}（北京时间）　导出人：{by}{unit}",
    ]


def _values(line: Line) -> list[Any]:
    one = line.letter
    project, item = one.project, one.item
    return [
        *(one.number_text, one.named, one.title, project.number if project else "", project.name if project else ""),
        *(item.number if item else "", one.trigger, one.level, one.unit.name),
        *(one.recipient.name if one.recipient else "", one.get_state_display()),
        *(one.signed_by.name if one.signed_by else "", _day(one.signed_at)),
        *(one.received_by.name if one.received_by else "", _day(one.received_at), one.due_on),
        *(len(one.answers.all()), one.closed_note),
    ]


def _day(at: datetime | None) -> date | None:
    return timezone.localdate(at) if at else None


def _write(sheet: Any, row: int, column: int, value: Any, day: Any) -> None:
    if isinstance(value, int):
        sheet.write_number(row, column, value)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, day)
    elif value:
        sheet.write_string(row, column, mask_text(str(value)))
