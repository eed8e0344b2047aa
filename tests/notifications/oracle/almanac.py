"""The oracle's own calendar and clock: State Council notices typed in by hand, China as plain UTC+8. No library.

``published.csv`` has the days off and the worked weekends of the notices for 2024 (国办发明电〔2023〕7号), 2025
(〔2024〕12号) and 2026. That for 2027 was not at hand: days of that year are nobody's promise.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path

EIGHT_HOURS = timedelta(hours=8)
CHINA = timezone(EIGHT_HOURS)
DAY = timedelta(days=1)
FIRST, LAST = date(2024, 1, 1), date(2026, 12, 31)


def _read() -> dict[date, bool]:
    lines = Path(__file__).with_name("published.csv").read_text().split()[1:]
    return {date.fromisoformat(on): what == "worked" for on, what in (line.split(",") for line in lines)}


NAMED = _read()
"""Days that the notices name → worked?"""


def is_published(on: date) -> bool:
    """Does a notice settle this day?"""
    return FIRST <= on <= LAST


def worked(on: date) -> bool:
    """Is it a working day? What no notice names goes by its weekday."""
    return NAMED.get(on, on.weekday() < 5)


def forward(on: date, days: int) -> date:
    """The ``days``-th working day after ``on``, walked day by day."""
    while days:
        on += DAY
        days -= worked(on)
    return on


def back(on: date, days: int) -> date:
    """The ``days``-th working day before ``on``."""
    while days:
        on -= DAY
        days -= worked(on)
    return on


def on_or_after(on: date) -> date:
    """``on`` if it is worked, else the next working day."""
    while not worked(on):
        on += DAY
    return on


def on_or_before(on: date) -> date:
    """``on`` if it is worked, else the last working day before."""
    while not worked(on):
        on -= DAY
    return on


def passed(first: date, last: date) -> int:
    """Working days after ``first`` up to and with ``last``."""
    return sum(worked(first + DAY * n) for n in range(1, (last - first).days + 1))


def day_of(at: datetime) -> date:
    """The day on a wall calendar in China."""
    return (at.astimezone(UTC).replace(tzinfo=None) + EIGHT_HOURS).date()


def clock(on: date, hour: int, minute: int = 0) -> datetime:
    """That hour in China."""
    return datetime.combine(on, time(hour, minute)).replace(tzinfo=UTC) - EIGHT_HOURS


def days(first: date, last: date) -> list[date]:
    """Every day from ``first`` to ``last``."""
    return [first + DAY * n for n in range((last - first).days + 1)]


def is_holiday(on: date) -> bool:
    """Is it a rest day within a run of rest days that a notice speaks of? A plain weekend is none."""
    run, before, after = [], on, on + DAY
    while not worked(before):
        run.append(before)
        before -= DAY
    while run and not worked(after):
        run.append(after)
        after += DAY
    return any(NAMED.get(one) is False for one in run)
