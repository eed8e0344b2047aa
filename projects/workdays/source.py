"""The days of a year, derived from the ``holidays`` library. Pure apart from reading that library's tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from holidays import HolidayBase, country_holidays

from projects.errors import Invalid
from projects.workdays.days import ONE_DAY, DayKind, plain_kind

FIRST_OFFICIAL_YEAR = 2010
LAST_OFFICIAL_YEAR = 2026
"""Last year whose State Council notice (days off *and* make-up days) the library carries.

The notice for 2027 is not in it: for later years it computes statutory days only, without one make-up day. Such a
year may be shown, never promised (practice.md, section 7). Raise this number together with the library.
"""
LAST_COMPUTED_YEAR = 2099
SOURCE = "holidays 程序库"

_NOTE = re.compile(r"（.*?）")
_SHIFTED = re.compile(r"由 (\d{4}-\d{2}-\d{2}) 调休")
_ALIASES = {"农历除夕": "春节", "春节延长假期": "春节"}


@dataclass(frozen=True)
class SourceDay:
    """One day as a source gives it."""

    date: date
    kind: str
    name: str = ""


def days_of(year: int) -> list[SourceDay]:
    """All days of ``year``; ``Invalid`` for a year the library knows nothing reliable about."""
    if not FIRST_OFFICIAL_YEAR <= year <= LAST_COMPUTED_YEAR:
        raise Invalid(
            f"{year}年不在可推算的范围（{FIRST_OFFICIAL_YEAR}—{LAST_COMPUTED_YEAR}年）内，请改用 --file 载入日历文件。",
            "year",
        )
    table = country_holidays("CN", years=range(year - 1, year + 2), expand=False, language="zh_CN")
    made_up = _made_up_for(table)
    return [_day(on, table, made_up) for on in dates_of(year)]


def dates_of(year: int) -> Iterator[date]:
    """Each date of ``year``."""
    first = date(year, 1, 1)
    return (first + timedelta(days=days) for days in range((date(year + 1, 1, 1) - first).days))


def _day(on: date, table: HolidayBase, made_up: dict[date, str]) -> SourceDay:
    if on in table.weekend_workdays:
        return SourceDay(on, DayKind.MAKEUP, made_up.get(on, ""))
    name = _holiday_around(on, table) if _is_off(on, table) else ""
    return SourceDay(on, DayKind.HOLIDAY, name) if name else SourceDay(on, plain_kind(on))


def _is_off(on: date, table: HolidayBase) -> bool:
    return on in table or (on.isoweekday() >= 6 and on not in table.weekend_workdays)


def _own_name(on: date, table: HolidayBase) -> str:
    names = (_NOTE.sub("", name).strip() for name in table.get(on, "").split(";"))
    return "、".join(_ALIASES.get(name, name) for name in names if name and name != "休息日")


def _holiday_around(on: date, table: HolidayBase) -> str:
    """The holiday whose unbroken run of days off covers ``on``: its own name, else the one before, else after."""
    for step in (-ONE_DAY, ONE_DAY):
        day = on
        while _is_off(day, table):
            if name := _own_name(day, table):
                return name
            day += step
    return ""


def _made_up_for(table: HolidayBase) -> dict[date, str]:
    """Make-up day → the holiday it pays for."""
    paid: dict[date, str] = {}
    for off, text in table.items():
        for day in _SHIFTED.findall(text):
            paid[date.fromisoformat(day)] = _holiday_around(off, table)
    return paid
