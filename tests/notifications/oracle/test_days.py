"""Local dates and working days of the product against the oracle's own (reliability.md 6, row 10).

The oracle's calendar is typed in from the notices of the State Council (``published.csv``); the product's comes from a
library. ``LUODI_ORACLE_DAYS=20000`` is the long form of the property test. See also ``reminders/test_moments.py``.
"""

from __future__ import annotations

import os
import time as clock
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifications.receipts.terms import REACH, Acknowledge, deadline
from notifications.reminders.moments import SameMorning, WorkdaysBefore, instant, local_day, workdays_due
from projects.errors import DomainError
from projects.workdays.models import Day
from projects.workdays.queries import add_workdays, calendar, is_workday, workdays_between
from tests.notifications.oracle import almanac
from workflow.items.deadlines import Deadline
from workflow.items.lateness import late_days

EXAMPLES = int(os.environ.get("LUODI_ORACLE_DAYS", "400"))
HOSTS = ("UTC", "Asia/Shanghai", "America/New_York")
PUBLISHED = almanac.days(almanac.FIRST, almanac.LAST)
FIRST, LAST = datetime(2024, 1, 20, tzinfo=UTC), datetime(2026, 12, 5, tzinfo=UTC)
EDGES = [
    on
    for on in PUBLISHED
    if FIRST.date() < on < LAST.date() and (on.day in (1, 31) or (on.month, on.day) == (2, 29) or on in almanac.NAMED)
]
"""Months' ends, the leap day, and every day that a notice names."""
anywhere = st.datetimes(FIRST.replace(tzinfo=None), LAST.replace(tzinfo=None), timezones=st.just(UTC))
at_edges = st.builds(
    lambda on, minute: datetime(on.year, on.month, on.day, tzinfo=UTC) + timedelta(minutes=minute),
    st.sampled_from(EDGES),
    st.integers(-12 * 60, 12 * 60),
)


@pytest.mark.django_db
def test_every_day_of_the_published_years_is_worked_or_free_as_the_notices_say() -> None:
    rows = dict(Day.objects.filter(date__range=(almanac.FIRST, almanac.LAST)).values_list("date", "is_workday"))
    assert {on: almanac.worked(on) for on in PUBLISHED} == rows
    loaded = calendar(almanac.FIRST, almanac.LAST)
    inner = PUBLISHED[15:-15]
    assert [loaded.next_workday(on) for on in inner] == [almanac.on_or_after(on) for on in inner]
    assert [loaded.previous_workday(on) for on in inner] == [almanac.on_or_before(on) for on in inner]


@pytest.mark.django_db
def test_a_shift_from_every_day_is_that_of_the_published_calendar() -> None:
    """Each day forward and back by some number of working days, so that every number meets every kind of day."""
    inner = PUBLISHED[40:-40]
    turns = [(on, 1 + place % 9) for place, on in enumerate(inner)]
    assert [add_workdays(on, days) for on, days in turns] == [almanac.forward(on, days) for on, days in turns]
    assert [add_workdays(on, -days) for on, days in turns] == [almanac.back(on, days) for on, days in turns]


@pytest.mark.django_db
@pytest.mark.parametrize("on", [date(2027, 1, 1), date(2027, 1, 4), date(2027, 12, 31)])
def test_a_year_without_a_notice_is_not_promised(on: date) -> None:
    for ask in (lambda: is_workday(on), lambda: add_workdays(on, 1), lambda: add_workdays(almanac.LAST, 1)):
        with pytest.raises(DomainError):
            ask()


@pytest.fixture
def host_zone() -> Iterator[None]:
    """Give the host its own zone back."""
    before = os.environ.get("TZ")
    yield
    os.environ.pop("TZ", None)
    if before is not None:
        os.environ["TZ"] = before
    clock.tzset()


@pytest.mark.django_db
def test_days_leads_and_deadlines_are_the_oracles_on_any_host(host_zone: None) -> None:
    official = calendar(almanac.FIRST, almanac.LAST)
    assert timedelta(days=20) < REACH

    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(at=anywhere | at_edges, days=st.integers(1, 9), hour=st.integers(0, 23), host=st.sampled_from(HOSTS))
    def agree(at: datetime, days: int, hour: int, host: str) -> None:
        os.environ["TZ"] = host
        clock.tzset()
        on = almanac.day_of(at)
        assert local_day(at) == on
        assert instant(on, time(hour)) == almanac.clock(on, hour)
        assert WorkdaysBefore(days, time(hour)).due(at).at == almanac.clock(almanac.back(on, days), hour)
        early = at < almanac.clock(on, 8, 30)
        assert SameMorning(time(8)).due(at).at == (at - timedelta(hours=1) if early else almanac.clock(on, 8))
        later = almanac.forward(on, days)
        assert workdays_between(on, later) == late_days(on, later) == days
        assert deadline(at, Acknowledge(days), official) == almanac.clock(later, 17)
        assert Deadline(days=days).last_day(on) == later
        assert Deadline(days=3 * days, counting="calendar").last_day(on) == almanac.on_or_after(
            on + timedelta(days=3 * days)
        )
        window = almanac.days(on - timedelta(days=days), on)
        mornings = [almanac.clock(one, 9) for one in window if almanac.worked(one)]
        since = at - timedelta(days=days)
        assert [due.at for due in workdays_due(since, at, time(9))] == [one for one in mornings if since < one <= at]

    agree()
