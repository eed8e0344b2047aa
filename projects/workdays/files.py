"""A calendar file: the days off and make-up days of one year, as the State Council's notice prints them. Pure.

CSV with the columns ``date,kind,name``; days that are not listed go by their weekday. Days of the December before may
be listed too: the notice of a year sometimes moves days across New Year (2018-12-29 was worked for 2019's holiday).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date

from projects.errors import Invalid
from projects.workdays.days import DayKind, date_text, plain_kind
from projects.workdays.source import SourceDay, dates_of

COLUMNS = ("date", "kind", "name")
STATUTORY = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
_KINDS = {
    "holiday": DayKind.HOLIDAY,
    "放假": DayKind.HOLIDAY,
    "休": DayKind.HOLIDAY,
    "makeup": DayKind.MAKEUP,
    "上班": DayKind.MAKEUP,
    "调休上班": DayKind.MAKEUP,
    "班": DayKind.MAKEUP,
}
_FIXED = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
"""Days off by law in any year (全国年节及纪念日放假办法, as of 2025)."""
_SHOWN = 5


def decode(content: bytes) -> str:
    """Text of a file saved as UTF-8 or, by a Chinese Excel, as GB 18030."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid("文件无法识别为文本，请另存为 UTF-8 编码的 CSV 后重新载入。", "file")


def parse(text: str, year: int) -> list[SourceDay]:
    """All days of ``year`` (and listed days of the December before); ``Invalid`` naming each wrong line."""
    lines = list(csv.reader(text.splitlines()))
    if not lines or tuple(cell.strip().lower() for cell in lines[0]) != COLUMNS:
        raise Invalid("文件首行必须是 date,kind,name，其后每行一天，例如 2027-01-01,holiday,元旦。", "file")
    listed: dict[date, SourceDay] = {}
    problems: list[str] = []
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        try:
            day = _parse_line(cells, year)
            if day.date in listed:
                raise Invalid(f"日期{day.date}重复")
            listed[day.date] = day
        except Invalid as problem:
            problems.append(f"第{number}行：{problem}")
    problems += _omissions(listed, year)
    if problems:
        more = f"；另有{len(problems) - _SHOWN}处" if len(problems) > _SHOWN else ""
        raise Invalid(
            f"日历文件有误，未载入任何内容。{'；'.join(problems[:_SHOWN])}{more}。请改正后重新载入。",
            "file",
        )
    ordinary = [SourceDay(on, plain_kind(on)) for on in dates_of(year) if on not in listed]
    return sorted([*listed.values(), *ordinary], key=lambda day: day.date)


def _parse_line(cells: list[str], year: int) -> SourceDay:
    if len(cells) != len(COLUMNS):
        raise Invalid(f"应有{len(COLUMNS)}列，实有{len(cells)}列")
    written, kind_text, name = (cell.strip() for cell in cells)
    on = _parse_date(written)
    if on.year != year and (on.year, on.month) != (year - 1, 12):
        raise Invalid(f"日期{on}不属于{year}年（只可包含上年12月的调整）")
    kind = _KINDS.get(kind_text.lower())
    if kind is None:
        raise Invalid(f"类型“{kind_text}”不认识，应为 holiday（放假）或 makeup（调休上班）")
    if not name or len(name) > 40:
        raise Invalid("须填写节日名称，且不超过40字")
    if kind == DayKind.MAKEUP and on.isoweekday() < 6:
        raise Invalid(f"{on}不是周末，不能是调休上班日")
    return SourceDay(on, kind, name)


def _parse_date(written: str) -> date:
    try:
        year, month, day = written.replace("/", "-").split("-")
        return date(int(year), int(month), int(day))
    except ValueError:
        raise Invalid(f"日期“{written}”无法识别，应写作 2027-01-01") from None


def _omissions(listed: dict[date, SourceDay], year: int) -> Iterator[str]:
    off = [day for day in listed.values() if day.kind == DayKind.HOLIDAY]
    for name in STATUTORY:
        if not any(name in day.name for day in off):
            yield f"缺少{name}"
    dates = {day.date for day in off}
    for month, day in _FIXED:
        if date(year, month, day) not in dates:
            yield f"{date_text(date(year, month, day))}是法定节假日，文件中未列为放假"
