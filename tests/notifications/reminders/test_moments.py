"""Due times against an oracle that shares nothing with the code: it walks the published days one by one."""

from __future__ import annotations

import os
import time as clock
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifications.reminders.moments import (
    SameMorning,
    WorkdaysBefore,
    instant,
    is_late,
    local_day,
    workdays_due,
)
from projects.workdays.services import load_years
from tests.factories import NOW

FREE_2026 = {  # 国务院办公厅关于2026年部分节假日安排的通知
    *((1, day) for day in (1, 2, 3)),
    *((2, day) for day in range(15, 24)),
    *((4, day) for day in (4, 5, 6)),
    *((5, day) for day in (1, 2, 3, 4, 5)),
    *((6, day) for day in (19, 20, 21)),
    *((9, day) for day in (25, 26, 27)),
    *((10, day) for day in (1, 2, 3, 4, 5, 6, 7)),
}
MADE_UP_2026 = {(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)}
EIGHT_HOURS = timedelta(hours=8)  # China keeps one zone and has had no summer time since 1991


def worked(on: date) -> bool:
    """The oracle's calendar, typed in from the notice."""
    day = (on.month, on.day)
    return day in MADE_UP_2026 or (day not in FREE_2026 and on.weekday() < 5)


def oracle(starts_at: datetime, days: int) -> datetime:
    """Walk back day by day from the meeting, in UTC+8 by plain arithmetic; 09:00 there is 01:00 UTC."""
    on = (starts_at.astimezone(UTC) + EIGHT_HOURS).date()
    while days:
        on -= timedelta(days=1)
        days -= worked(on)
    return datetime(on.year, on.month, on.day, 1, tzinfo=UTC)


instants = st.datetimes(datetime(2026, 1, 14), datetime(2026, 12, 31, 15), timezones=st.just(UTC))
hosts = st.sampled_from(["UTC", "Asia/Shanghai", "America/New_York"])


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
def test_leads_agree_with_the_oracle_on_any_host(host_zone: None) -> None:
    load_years(2025, 2026, now=NOW)

    @settings(max_examples=300, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(starts_at=instants, days=st.sampled_from([1, 3]), host=hosts)
    def agree(starts_at: datetime, days: int, host: str) -> None:
        os.environ["TZ"] = host
        clock.tzset()
        due = WorkdaysBefore(days, time(9)).due(starts_at)
        assert due.at == oracle(starts_at, days)
        assert due.note == ""

    agree()


@given(starts_at=instants)
def test_the_mornings_reminder_is_at_eight_or_an_hour_ahead_and_never_too_late(starts_at: datetime) -> None:
    due = SameMorning(time(8)).due(starts_at).at
    eight = instant(local_day(starts_at), time(8))
    assert due == (eight if starts_at - eight >= timedelta(minutes=30) else starts_at - timedelta(hours=1))
    assert due <= starts_at - timedelta(minutes=30)


@pytest.mark.django_db
def test_working_mornings_of_a_window_are_those_of_the_notice() -> None:
    load_years(2026, 2026, now=NOW)
    since, now = datetime(2026, 9, 18, 1, tzinfo=UTC), datetime(2026, 10, 12, 1, tzinfo=UTC)
    days = [date(2026, 9, 18) + timedelta(days=ahead) for ahead in range(1, 25)]
    expected = [instant(on, time(9)) for on in days if worked(on)]
    assert [due.at for due in workdays_due(since, now, time(9))] == expected


@pytest.mark.django_db
def test_without_a_calendar_weekdays_count_and_say_so() -> None:
    dues = workdays_due(instant(date(2027, 3, 5), time(12)), instant(date(2027, 3, 8), time(12)), time(9))
    assert [(due.at, bool(due.note)) for due in dues] == [(instant(date(2027, 3, 8), time(9)), True)]


def test_ten_minutes_is_not_late_and_one_more_second_is() -> None:
    assert not is_late(NOW, NOW + timedelta(minutes=10))
    assert is_late(NOW, NOW + timedelta(minutes=10, seconds=1))
