"""The list of decisions as a file: XLSX, one row each, text as text and masked (ADR 0014), numbers as numbers."""

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
from workflow.decisions.queries.listing import Line

MOST = 5_000
TITLES = (
    *("项目编号", "项目名称", "落地单位", "第几次", "状态", "当前步骤", "当前单位", "发起日期", "办结日期"),
    *("办理用时（工作日）", "补充用时（工作日）", "合计（工作日）", "时限合计（工作日）", "是否超时限"),
)


def book_of(lines: Sequence[Line], *, filters: Sequence[str], by: Officer, now: datetime) -> bytes:
    """The whole file. Its head says which rows they are, as of when, and who took them."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, **TEXT_ONLY}) as book:
        sheet, day = book.add_worksheet("项目决策"), book.add_format({"num_format": "yyyy-mm-dd"})
        bold = book.add_format({"bold": True})
        sheet.set_column(0, len(TITLES) - 1, 16)
        for place, text in enumerate(_head(len(lines), filters, by, now)):
            sheet.write_string(place, 0, text, bold if place == 0 else None)
        for column, title in enumerate(TITLES):
            sheet.write_string(4, column, title, bold)
        sheet.freeze_panes(5, 2)
        for row, line in enumerate(lines, start=5):
            for column, value in enumerate(_values(line)):
                _write(sheet, row, column, value, day)
    return held.getvalue()


def _head(count: int, filters: Sequence[str], by: Officer, now: datetime) -> list[str]:
    unit = f"（{by.organisation}）" if by.organisation else ""
    at = timezone.localtime(now)
    return [
        "项目决策办理情况",
        f"筛选条件：{'；'.join(filters) or '无（全部可查看决策）'}　共 {count} 项",
        f"截至：{at:%Y-%m-%d %H:%M}（北京时间）　导出人：{by}{unit}",
    ]


def _values(line: Line) -> list[Any]:
    one, days = line.decision, line.elapsed
    at = (one.step.name, one.unit.label) if one.is_open else ("", "")
    late = "" if days.is_within else "超时限"
    return [
        *(one.project.number, one.project.name, one.landing.label, one.attempt, one.get_state_display(), *at),
        *(one.started_on, one.closed_on, days.office, days.applicant, days.total, days.limit, late),
    ]


def _write(sheet: Any, row: int, column: int, value: Any, day: Any) -> None:
    if isinstance(value, int):
        sheet.write_number(row, column, value)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, day)
    elif value:
        sheet.write_string(row, column, mask_text(str(value)))
