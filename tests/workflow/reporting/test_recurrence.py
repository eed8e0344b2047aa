"""Deadlines on the loaded calendar, 2024 to 2026: rules and policies against a slow reference, and the hard weeks."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from projects.workdays.days import Calendar, CalendarDay
from projects.workdays.source import days_of
from workflow.reporting.kinds import HolidayPolicy, Recurrence
from workflow.reporting.recurrence import Planned, Rule, nominal_dates, schedule, upcoming

CALENDAR = Calendar(
    {
        day.date: CalendarDay(day.date, day.kind, day.name, year <= 2026)
        for year in range(2023, 2028)
        for day in days_of(year)
    }
)
FIRST, LAST = date(2024, 1, 1), date(2026, 12, 31)
ANCHOR = date(2024, 1, 3)
RULES = {
    "weekly": {"weekday": 3},
    "weekly-tuesday": {"weekday": 2},
    "weekly-sunday": {"weekday": 7},
    "biweekly": {"anchor_on": ANCHOR},
    "half_monthly": {},
    "monthly-5": {"day": 5},
    "monthly-31": {"day": 31},
    "quarterly": {"day": 10},
}


def rule(name: str, policy: str, **over: object) -> Rule:
    return Rule(name.split("-")[0], policy, FIRST, **{**RULES[name], **over})  # type: ignore[arg-type]


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def reference(name: str) -> list[date]:
    """Day by day: is it one by the rule?"""
    last_of_month = {on for on in days(FIRST, LAST) if (on + timedelta(days=1)).day == 1}
    tests = {
        "weekly": lambda on: on.isoweekday() == 3,
        "weekly-tuesday": lambda on: on.isoweekday() == 2,
        "weekly-sunday": lambda on: on.isoweekday() == 7,
        "biweekly": lambda on: (on - ANCHOR).days % 14 == 0,
        "half_monthly": lambda on: on.day in (1, 15),
        "monthly-5": lambda on: on.day == 5,
        "monthly-31": lambda on: on in last_of_month,
        "quarterly": lambda on: on.day == 10 and on.month in (1, 4, 7, 10),
    }
    return [on for on in days(FIRST, LAST) if tests[name](on)]


@pytest.mark.parametrize("name", RULES)
def test_nominal_days_are_those_of_the_slow_reference(name: str) -> None:
    found = [on for on, _ in nominal_dates(rule(name, "next", ends_on=LAST), FIRST)]
    assert found == reference(name)


def moved(on: date, policy: str) -> date:
    """One by one, with nothing but ``is_workday``."""
    day = CALENDAR.day(on)
    if day.is_workday:
        return on
    step = timedelta(days=-1 if policy == HolidayPolicy.PREVIOUS else 1)
    wanted = 2 if policy == HolidayPolicy.SECOND and day.kind == "holiday" else 1
    while wanted:
        on += step
        wanted -= CALENDAR.day(on).is_workday
    return on


@pytest.mark.parametrize("policy", HolidayPolicy.values)
@pytest.mark.parametrize("name", RULES)
def test_every_deadline_is_a_working_day_in_order_and_none_is_lost(name: str, policy: str) -> None:
    found = schedule(rule(name, policy), CALENDAR.day, FIRST, date(2026, 12, 20))
    nominal = [on for on in reference(name) if on <= date(2026, 12, 20)]
    assert [one.nominal_on for one in found] == nominal
    standing = [one for one in found if one.due_on]
    assert all(CALENDAR.day(one.due_on).is_workday and one.promised for one in standing if one.due_on)
    assert all(a.due_on < b.due_on for a, b in pairwise(standing))  # type: ignore[operator]
    for one in standing:
        assert one.due_on == moved(one.nominal_on, policy)
        assert bool(one.reason) == one.is_moved or "合并" in one.reason or "没有31日" in one.reason
    for one in found:
        if one.due_on is None:  # taken in by a round that is due no earlier
            taker = [each for each in standing if each.nominal_on < one.nominal_on][-1]
            assert taker.due_on is not None and taker.due_on >= moved(one.nominal_on, policy)


@pytest.mark.parametrize("policy", HolidayPolicy.values)
def test_the_answer_does_not_depend_on_the_window(policy: str) -> None:
    whole = schedule(rule("weekly-tuesday", policy), CALENDAR.day, FIRST, LAST)
    for start in (date(2026, 2, 1), date(2026, 2, 16), date(2026, 2, 24), date(2025, 10, 5)):
        part = schedule(rule("weekly-tuesday", policy), CALENDAR.day, start, start + timedelta(days=40))
        assert part == [one for one in whole if start <= one.nominal_on <= start + timedelta(days=40)]


def around_spring(policy: str, weekday: int) -> list[Planned]:
    found = schedule(rule("weekly", policy, weekday=weekday), CALENDAR.day, date(2026, 2, 9), date(2026, 3, 1))
    return found


def test_the_week_from_16_to_22_february_2026_has_no_working_day() -> None:
    assert not any(CALENDAR.day(on).is_workday for on in days(date(2026, 2, 16), date(2026, 2, 22)))
    (_, spring, after) = around_spring("next", 3)
    assert (spring.nominal_on, spring.due_on) == (date(2026, 2, 18), date(2026, 2, 24))
    assert spring.reason == "2月18日（周三）春节放假，顺延至2月24日（周二）"
    assert after.due_on == date(2026, 2, 25)


def test_of_two_rounds_that_would_meet_there_is_one() -> None:
    (_, spring, after) = around_spring("next", 2)
    assert (spring.due_on, after.due_on) == (date(2026, 2, 24), None)
    assert "与2月24日（周二）的一期合并报送" in spring.reason and "合并报送" in after.reason


def test_the_second_working_day_after_the_holiday_does_not_overtake_the_next_round() -> None:
    (_, spring, after) = around_spring("second", 2)
    assert (spring.due_on, after.due_on) == (date(2026, 2, 25), None)
    assert "节后第二个工作日2月25日（周三）" in spring.reason


def test_brought_forward_it_meets_the_make_up_saturday() -> None:
    (_, spring, _) = around_spring("previous", 1)
    assert (spring.nominal_on, spring.due_on) == (date(2026, 2, 16), date(2026, 2, 14))
    assert CALENDAR.day(date(2026, 2, 14)).mark == "班"


def test_a_make_up_saturday_is_a_deadline_like_any_other() -> None:
    (found,) = schedule(rule("weekly", "next", weekday=6), CALENDAR.day, date(2026, 2, 28), date(2026, 2, 28))
    assert (found.due_on, found.reason) == (date(2026, 2, 28), "")


@pytest.mark.parametrize(
    ("on", "due"), [(date(2025, 2, 28), date(2025, 2, 28)), (date(2024, 2, 29), date(2024, 2, 29))]
)
def test_the_31st_of_february_is_its_last_day(on: date, due: date) -> None:
    (found,) = schedule(rule("monthly-31", "next"), CALENDAR.day, on, on)
    assert (found.due_on, found.reason) == (due, f"2月没有31日，按月末2月{due.day}日")


def test_a_month_end_on_a_weekend_moves_into_the_next_month() -> None:
    (found,) = schedule(rule("monthly-31", "next"), CALENDAR.day, date(2026, 5, 31), date(2026, 5, 31))
    assert (found.due_on, found.promised) == (date(2026, 6, 1), True)


def test_beyond_the_last_loaded_year_nothing_is_promised_and_the_file_is_named() -> None:
    found = upcoming(rule("biweekly", "next"), CALENDAR.day, date(2026, 12, 10), 10)
    assert len(found) == 10
    assert [one.promised for one in found[:3]] == [True, True, False]
    assert all("manage.py load_workdays --file 2027.csv --year 2027 --official" in one.reason for one in found[2:])


def test_a_deadline_of_december_that_would_fall_into_the_unloaded_year_is_not_promised() -> None:
    short = Calendar({on: CALENDAR.days[on] for on in CALENDAR.days if on <= date(2025, 12, 31)})
    unloaded = rule("monthly-31", "next")
    (found,) = schedule(unloaded, short.day, date(2025, 12, 31), date(2025, 12, 31))
    assert found.promised
    (spring,) = schedule(unloaded, short.day, date(2026, 1, 31), date(2026, 1, 31))
    assert not spring.promised and "2026.csv" in spring.reason


def test_ten_rounds_are_ten_even_where_two_are_merged() -> None:
    found = upcoming(rule("weekly-tuesday", "next"), CALENDAR.day, date(2026, 1, 1), 10)
    assert sum(one.due_on is not None for one in found) == 10 and any(one.due_on is None for one in found)


def test_a_rule_that_has_ended_has_no_more_rounds() -> None:
    assert upcoming(rule("weekly", "next", ends_on=date(2026, 1, 31)), CALENDAR.day, date(2026, 2, 1), 10) == []


def test_recurrences_are_all_covered() -> None:
    assert {name.split("-")[0] for name in RULES} == set(Recurrence.values)
