"""Answers and rows as a workbook: numbers are numbers, the head says the question and both times. Text stays text."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.utils import timezone

from projects.privacy.showing import shown_text
from projects.sheets import LONGEST_CELL, TEXT_ONLY
from workflow.statistics.explorer.tables import Answer, Form, Number
from workflow.statistics.figures import Row

_FORMATS: dict[str, str] = {
    Form.COUNT: "#,##0",
    Form.YI: "#,##0.00##",
    Form.WAN: "#,##0.00##",
    Form.CHANGE: "+#,##0;-#,##0;0",
    Form.PERCENT: "0.00",
    Form.GROWTH: "0.0",
    Form.DAYS: "#,##0",
    "date": "yyyy-mm-dd",
    "instant": "yyyy-mm-dd hh:mm",
}
_IN_PERCENT = (Form.PERCENT, Form.GROWTH)
ROW_HEADS = ("项目编号", "项目名称", "单位", "记录", "发生日期", "记录时间", "计数", "金额")
MOST_ROWS = 50_000


def answer_file(answer: Answer, head: Sequence[str]) -> IO[bytes]:
    """The table, then the sentences and notes on a sheet of their own."""
    titles = [answer.label or "范围"]
    titles += [f"{one.title}（%）" if one.form in _IN_PERCENT else one.title for one in answer.columns]
    lines = [[line.label, *line.numbers] for line in answer.lines]
    words = [[one] for one in (*answer.sentences, *answer.notes)]
    return _file([("统计", head, titles, lines), ("文字", (), ["内容"], words)])


def rows_file(rows: Iterable[Row], head: Sequence[str], money: str) -> IO[bytes]:
    """The records behind a number."""
    is_yi = "亿元" in money
    lines = [
        [
            row.number,
            row.name,
            row.unit,
            str(row.kind.label),
            row.effective_on,
            row.recorded_at,
            row.count,
            Number(row.amount, Form.YI if is_yi else Form.WAN),
        ]
        for row in rows
    ]
    return _file([("明细", head, [*ROW_HEADS[:-1], money], lines)])


Sheet = tuple[str, Sequence[str], Sequence[str], Sequence[Sequence[Any]]]
"""Name, head lines, column titles, lines."""


def _file(sheets: Sequence[Sheet]) -> IO[bytes]:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer that sends it closes it
    with xlsxwriter.Workbook(file, TEXT_ONLY) as book:
        bold = book.add_format({"bold": True})
        titled = book.add_format({"bold": True, "bg_color": "#EFF6FF", "border": 1})
        formats = {name: book.add_format({"num_format": shape}) for name, shape in _FORMATS.items()}
        for name, head, titles, lines in sheets:
            sheet = book.add_worksheet(name)
            sheet.set_column(0, 0, 24)
            sheet.set_column(1, max(len(titles) - 1, 1), 16)
            top = len(head) + 1 if head else 0
            for place, line in enumerate(head):
                sheet.write_string(place, 0, shown_text(line)[:LONGEST_CELL], bold if place == 0 else None)
            for place, title in enumerate(titles):
                sheet.write_string(top, place, title, titled)
            sheet.freeze_panes(top + 1, 1)
            for row, line_ in enumerate(lines, top + 1):
                for place, value in enumerate(line_):
                    _write(sheet, row, place, value, formats)
    file.seek(0)
    return file


def _write(sheet: Any, row: int, place: int, value: Any, formats: dict[str, Any]) -> None:
    if isinstance(value, Number):
        if value.value is not None:
            sheet.write_number(row, place, value.plain, formats[value.form])
        elif value.note:
            sheet.write_string(row, place, value.note)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, place, timezone.localtime(value).replace(tzinfo=None), formats["instant"])
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value, formats["date"])
    elif isinstance(value, int | Decimal):
        sheet.write_number(row, place, value, formats[Form.COUNT])
    elif value is not None:
        sheet.write_string(row, place, shown_text(str(value))[:LONGEST_CELL])
