"""The list of items as a file: XLSX, one row each, text as text and masked (ADR 0014), numbers as numbers."""

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
from workflow.items.queries.listing import Line

MOST = 5_000
TITLES = (
    *("编号", "交办单位", "来源", "项目编号", "项目名称", "交办事项", "办理要求", "牵头单位", "配合单位", "责任人"),
    *("交办日期", "时限", "原定期限", "现期限", "状态", "亮灯", "逾期（工作日）", "复核日", "催办次数"),
    *("最近办理情况", "报请时间", "销号时间", "销号人", "跟踪问效日", "核实时间"),
)


def book_of(lines: Sequence[Line], *, filters: Sequence[str], by: Officer, now: datetime) -> bytes:
    """The whole file. Its head says which rows they are, as of when, and who took them."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, **TEXT_ONLY}) as book:
        sheet, day = book.add_worksheet("交办台账"), book.add_format({"num_format": "yyyy-mm-dd"})
        bold = book.add_format({"bold": True})
        sheet.set_column(0, len(TITLES) - 1, 14)
        sheet.set_column(5, 6, 40)
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
    at = timezone.localtime(now)
    return [
        "交办督办台账",
        f"筛选条件：{'；'.join(filters) or '无（未销号事项）'}　共 {count} 件",
        f"截至：{at:%Y-%m-%d %H:%M}（北京时间）　导出人：{by}{unit}",
    ]


def _values(line: Line) -> list[Any]:
    one = line.item
    project = (one.project.number, one.project.name) if one.project else ("", "")
    return [
        *(one.number, one.issuer.label, one.source, *project, one.matter, one.requirement),
        *(one.lead.label, one.joint_label, one.officer.name if one.officer else ""),
        *(one.issued_on, one.term, one.original_due_on, one.due_on, one.state_label, line.light_label),
        *(line.late, one.review_on, line.urges, line.last_words),
        *(_day(one.submitted_at), _day(one.closed_at), one.closed_by.name if one.closed_by else ""),
        *(one.check_due_on, _day(one.verified_at)),
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
