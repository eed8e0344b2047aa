"""The filtered list as a file: XLSX or CSV, the chosen columns in their order, the head saying what it is.

Text is text (see ``cells``), numbers are numbers with their unit in the heading, days are days. Personal numbers that
somebody typed into a text leave masked.
"""

from __future__ import annotations

import codecs
import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.db.models import QuerySet
from django.utils import timezone

from projects.ledger.models import Project
from projects.ledger.money import show_yi
from projects.people.models import Officer
from projects.privacy.showing import shown_text
from projects.sheets import LONGEST_CELL, TEXT_ONLY
from workflow.desk.cells import guarded
from workflow.desk.columns import NAME, Column, Day
from workflow.desk.queries.listing import Sums

MOST = 50_000
PIECE = 500
FORMATS = {"yi": "#,##0.00######", "number": "#,##0.####", "date": "yyyy-mm-dd", "instant": "yyyy-mm-dd hh:mm"}


@dataclass(frozen=True)
class Head:
    """What the file says about itself: the filters in words, the sums, who took it and when."""

    filters: Sequence[str]
    sums: Sums
    by: Officer
    now: datetime

    def lines(self) -> list[str]:
        """From the title down."""
        at = timezone.localtime(self.now)
        unit = f"（{self.by.organisation}）" if self.by.organisation else ""
        return [
            "重大项目台账",
            f"筛选条件：{shown_text('；'.join(self.filters)) or '无（全部可查看项目）'}",
            f"截至：{at:%Y-%m-%d %H:%M}（北京时间）　导出人：{self.by}{unit}",
            said(self.sums),
        ]


def said(sums: Sums) -> str:
    """Count and sums in one sentence with units."""
    parts = [
        f"共 {sums.count} 个项目",
        f"总投资 {show_yi(sums.total_wan)} 亿元" + _lacking(sums.without_total),
        f"固定资产投资 {show_yi(sums.fixed_wan)} 亿元" + _lacking(sums.without_fixed),
        *(f"外币 {amount.normalize():,f} 万{currency}（{count} 个）" for currency, amount, count in sums.foreign),
    ]
    return "，".join(parts)


def _lacking(count: int) -> str:
    return f"（{count} 个未填）" if count else ""


def values_of(project: Any, columns: Iterable[Column], day: Day) -> list[Any]:
    """What the columns read, in their order."""
    return [column.read(project, day) for column in columns]


def to_file(kind: str, projects: QuerySet[Project], columns: Sequence[Column], head: Head) -> IO[bytes]:
    """``kind``: xlsx or csv. Written row by row to the disk: memory does not grow with it."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer that sends it closes it
    try:
        WRITERS[kind](file, _rows(projects, columns, head), [NAME, *columns], head.lines())
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _rows(projects: QuerySet[Project], columns: Sequence[Column], head: Head) -> Iterator[list[Any]]:
    day = Day(timezone.localdate(head.now))
    for project in projects.iterator(chunk_size=PIECE):
        values = values_of(project, [NAME, *columns], day)
        yield [shown_text(value) if isinstance(value, str) else value for value in values]


def _csv(file: IO[bytes], rows: Iterator[list[Any]], columns: Sequence[Column], lines: Sequence[str]) -> None:
    """UTF-8 with its mark, text in quotes, numbers bare."""
    file.write(codecs.BOM_UTF8)
    for row in ([guarded(line)] for line in lines):
        file.write(_line(row))
    file.write(_line([]) + _line([column.title for column in columns]))
    for values in rows:
        file.write(_line([_plain(value) for value in values]))


def _xlsx(file: IO[bytes], rows: Iterator[list[Any]], columns: Sequence[Column], lines: Sequence[str]) -> None:
    with xlsxwriter.Workbook(file, {"constant_memory": True, **TEXT_ONLY}) as book:
        _sheet(book, rows, columns, lines)


def _sheet(book: Any, rows: Iterator[list[Any]], columns: Sequence[Column], lines: Sequence[str]) -> None:
    sheet = book.add_worksheet("项目台账")
    bold, titled = book.add_format({"bold": True}), book.add_format({"bold": True, "bg_color": "#EFF6FF", "border": 1})
    formats = {kind: book.add_format({"num_format": shape, "valign": "top"}) for kind, shape in FORMATS.items()}
    formats["text"] = book.add_format({"num_format": "@", "valign": "top"})
    for number, column in enumerate(columns):
        sheet.set_column(number, number, column.width)
    top = len(lines) + 1
    sheet.freeze_panes(top + 1, 1)
    for number, line in enumerate(lines):
        sheet.write_string(number, 0, line[:LONGEST_CELL], bold if number == 0 else None)
    for number, column in enumerate(columns):
        sheet.write_string(top, number, column.title, titled)
    for place, row in enumerate(rows, top + 1):
        for number, (column, value) in enumerate(zip(columns, row, strict=True)):
            _write(sheet, place, number, value, formats[column.kind])


def _write(sheet: Any, row: int, column: int, value: Any, style: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, Decimal | int):
        sheet.write_number(row, column, value, style)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, timezone.localtime(value).replace(tzinfo=None), style)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, style)
    else:
        sheet.write_string(row, column, str(value)[:LONGEST_CELL], style)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, int):
        return "" if value is None else value
    if isinstance(value, Decimal):
        return _Bare(value)
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else guarded(str(value))


class _Bare(float):
    """A number that the csv writer leaves without quotes, with all its digits and no exponent."""

    def __new__(cls, value: Decimal) -> _Bare:
        made = super().__new__(cls, value)
        made.digits = f"{value.normalize():f}"
        return made

    digits: str

    def __repr__(self) -> str:
        return self.digits

    __str__ = __repr__


def _line(row: Sequence[Any]) -> bytes:
    held = io.StringIO(newline="")
    csv.writer(held, quoting=csv.QUOTE_NONNUMERIC).writerow(row)
    return held.getvalue().encode()


WRITERS = {"xlsx": _xlsx, "csv": _csv}
