"""Working-day arithmetic keeps its laws, and refuses where the calendar ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from projects.errors import DomainError
from projects.workdays import queries

pytestmark = pytest.mark.django_db

DAYS = st.dates(date(2017, 1, 1), date(2024, 12, 31))
COUNTS = st.integers(-400, 400)
laws = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@laws
@given(DAYS, COUNTS)
def test_adding_leads_to_a_workday_that_lies_so_many_workdays_away(on: date, n: int) -> None:
    found = queries.add_workdays(on, n)
    assert queries.is_workday(found)
    if n:
        assert queries.workdays_between(on, found) == n


@laws
@given(DAYS, COUNTS)
def test_adding_and_taking_away_leads_back_to_a_workday(on: date, n: int) -> None:
    start = queries.next_workday(on)
    assert queries.add_workdays(queries.add_workdays(start, n), -n) == start


@laws
@given(DAYS, DAYS, COUNTS, COUNTS)
def test_adding_is_monotone_in_the_day_and_in_the_number(one: date, other: date, n: int, m: int) -> None:
    earlier, later = sorted((one, other))
    assert queries.add_workdays(earlier, n) <= queries.add_workdays(later, n)
    fewer, more = sorted((n, m))
    assert queries.add_workdays(earlier, fewer) <= queries.add_workdays(earlier, more)


@laws
@given(DAYS)
def test_zero_is_the_first_workday_from_the_day_on(on: date) -> None:
    assert queries.add_workdays(on, 0) == queries.next_workday(on) >= on
    assert queries.previous_workday(on) <= on
    assert (queries.next_workday(on) == on) == queries.is_workday(on) == (queries.previous_workday(on) == on)


def test_the_first_day_is_not_counted() -> None:
    assert queries.add_workdays(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert queries.add_workdays(date(2026, 10, 3), 1) == date(2026, 10, 8)
    assert queries.add_workdays(date(2026, 10, 8), -3) == date(2026, 9, 28)


REFUSED: list[tuple[Callable[[], object], int]] = [
    (lambda: queries.is_workday(date(2027, 1, 4)), 2027),
    (lambda: queries.next_workday(date(2027, 3, 1)), 2027),
    (lambda: queries.previous_workday(date(2027, 3, 1)), 2027),
    (lambda: queries.add_workdays(date(2026, 12, 31), 1), 2027),
    (lambda: queries.add_workdays(date(2026, 12, 20), 60), 2027),
    (lambda: queries.workdays_between(date(2026, 12, 1), date(2027, 1, 5)), 2027),
    (lambda: queries.add_workdays(date(2015, 1, 10), -30), 2014),
    (lambda: queries.is_workday(date(2014, 5, 5)), 2014),
    (lambda: queries.is_workday(date(2035, 5, 5)), 2035),
]


@pytest.mark.parametrize(("ask", "year"), REFUSED)
def test_no_promise_beyond_the_official_years(ask: Callable[[], object], year: int) -> None:
    with pytest.raises(DomainError) as refusal:
        ask()
    assert refusal.value.code == "calendar_not_loaded"
    assert f"{year}年" in refusal.value.detail
    assert f"load_workdays --file {year}.csv --year {year} --official" in refusal.value.detail


def test_the_last_official_day_is_still_promised() -> None:
    assert queries.next_workday(date(2026, 12, 31)) == date(2026, 12, 31)
