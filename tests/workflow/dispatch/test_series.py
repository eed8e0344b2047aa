"""From rule to days, on the real calendar: shifts, merges, short months, and what is not promised."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from projects.workdays.queries import calendar
from workflow.dispatch.queries import preview
from workflow.dispatch.series import Planned, Rule, schedule

pytestmark = pytest.mark.django_db

START = date(2026, 1, 1)


def weekly(weekday: int, policy: str = "next", **over: object) -> Rule:
    return Rule(kind="weekly", weekday=weekday, holiday_policy=policy, starts_on=START, **over)  # type: ignore[arg-type]


def monthly_day(day: int, policy: str = "next") -> Rule:
    return Rule(kind="monthly", monthly_rule="day", day=day, holiday_policy=policy, starts_on=START)


def monthly_nth(nth: int, weekday: int, policy: str = "next") -> Rule:
    return Rule(kind="monthly", monthly_rule="nth", nth=nth, weekday=weekday, holiday_policy=policy, starts_on=START)


def days(rule: Rule, first: date, last: date) -> list[Planned]:
    margin = timedelta(days=70)
    return schedule(rule, calendar(first - margin, last + margin).day, first, last)


def in_year(rule: Rule) -> list[Planned]:
    return days(rule, date(2026, 1, 1), date(2026, 12, 31))


def one(rule: Rule, nominal: date) -> Planned:
    [found] = days(rule, nominal, nominal)
    return found


NATIONAL_DAY = [
    (weekly(1), date(2026, 10, 5), date(2026, 10, 8), "10月5日（周一）国庆节放假，顺延至10月8日（周四）"),
    (weekly(1, "previous"), date(2026, 10, 5), date(2026, 9, 30), "10月5日（周一）国庆节放假，提前至9月30日（周三）"),
    (weekly(1, "cancel"), date(2026, 10, 5), None, "10月5日（周一）国庆节放假，本次取消"),
    (weekly(3), date(2026, 10, 7), date(2026, 10, 8), "10月7日（周三）国庆节放假，顺延至10月8日（周四）"),
    (weekly(5), date(2026, 10, 9), date(2026, 10, 9), ""),
    (weekly(6), date(2026, 10, 10), date(2026, 10, 10), ""),  # a make-up Saturday is worked
    (weekly(6), date(2026, 10, 17), date(2026, 10, 19), "10月17日（周六）周末休息，顺延至10月19日（周一）"),
    (weekly(7), date(2026, 9, 20), date(2026, 9, 20), ""),  # so is a make-up Sunday
    (monthly_day(1), date(2026, 10, 1), date(2026, 10, 8), "10月1日（周四）国庆节放假，顺延至10月8日（周四）"),
    (monthly_nth(1, 1), date(2026, 10, 5), date(2026, 10, 8), "10月5日（周一）国庆节放假，顺延至10月8日（周四）"),
    (monthly_day(4), date(2026, 1, 4), date(2026, 1, 4), ""),  # Sunday, made up for New Year
]


@pytest.mark.parametrize(("rule", "nominal", "held", "reason"), NATIONAL_DAY)
def test_a_holiday_shifts_a_sitting_and_says_so(rule: Rule, nominal: date, held: date | None, reason: str) -> None:
    found = one(rule, nominal)
    assert (found.held_on, found.reason, found.promised) == (held, reason, True)
    assert found.shifted == (held != nominal)


@pytest.mark.parametrize(
    ("weekday", "policy", "held"),
    [
        (1, "next", date(2026, 2, 24)),
        (2, "next", date(2026, 2, 24)),
        (3, "next", date(2026, 2, 24)),
        (5, "next", date(2026, 2, 24)),
        (1, "previous", date(2026, 2, 14)),  # the make-up Saturday is the working day before
        (5, "previous", date(2026, 2, 14)),
        (4, "cancel", None),
    ],
)
def test_the_week_of_the_spring_festival_2026_has_no_sitting(weekday: int, policy: str, held: date | None) -> None:
    nominal = date(2026, 2, 15) + timedelta(days=weekday)
    assert one(weekly(weekday, policy), nominal).held_on == held


def test_two_sittings_that_fall_on_one_day_are_merged_into_the_first() -> None:
    first, second = days(weekly(1), date(2026, 2, 16), date(2026, 2, 23))
    assert first.held_on == date(2026, 2, 24)
    assert first.reason == ("2月16日（周一）春节放假，顺延至2月24日（周二）；与2月23日（周一）例会合并召开")
    assert (second.held_on, second.merged_into, second.shifted) == (None, date(2026, 2, 24), True)
    assert second.reason == "2月23日（周一）春节放假，顺延至2月24日（周二）；与2月16日（周一）例会同日，合并召开"


def test_a_shifted_sitting_takes_in_the_regular_one_of_its_day() -> None:
    first, second = days(weekly(2), date(2026, 2, 17), date(2026, 2, 24))
    assert (first.held_on, second.held_on, second.merged_into) == (date(2026, 2, 24), None, date(2026, 2, 24))


def test_moving_forward_merges_too() -> None:
    first, second = days(weekly(1, "previous"), date(2026, 2, 16), date(2026, 2, 23))
    assert (first.held_on, second.merged_into) == (date(2026, 2, 14), date(2026, 2, 14))


def test_cancelled_sittings_do_not_merge() -> None:
    assert [row.held_on for row in days(weekly(1, "cancel"), date(2026, 2, 9), date(2026, 3, 2))] == [
        date(2026, 2, 9),
        None,
        None,
        date(2026, 3, 2),
    ]


def test_a_monday_meeting_never_moves_to_a_make_up_saturday_under_the_usual_policy() -> None:
    """2026-02-28 is worked, but the next working day after Monday 02-23 is Tuesday 02-24."""
    held = {row.held_on for row in in_year(weekly(1))}
    assert date(2026, 2, 28) not in held
    assert date(2026, 10, 10) not in held


def test_the_mondays_lost_in_2026_are_those_of_the_notice() -> None:
    shifted = [row.nominal_on for row in in_year(weekly(1)) if row.shifted]
    assert shifted == [date(2026, m, d) for m, d in ((2, 16), (2, 23), (4, 6), (5, 4), (10, 5))]


@pytest.mark.parametrize(("weekday", "lost"), [(1, 5), (2, 3), (3, 2), (4, 3), (5, 6)])
def test_so_many_weekly_slots_are_lost_in_2026(weekday: int, lost: int) -> None:
    assert sum("放假" in row.reason for row in in_year(weekly(weekday))) == lost


def test_short_months_sit_on_their_last_day() -> None:
    nominal = [row.nominal_on for row in in_year(monthly_day(31))]
    ends = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    assert nominal == [date(2026, month, day) for month, day in enumerate(ends, start=1)]
    assert one(monthly_day(31), date(2026, 2, 28)).reason == "2月没有31日，按月末2月28日"
    assert one(monthly_day(31), date(2026, 3, 31)).reason == ""


def test_a_leap_february_has_its_29th() -> None:
    rule = Rule(kind="monthly", monthly_rule="day", day=30, holiday_policy="next", starts_on=date(2024, 1, 1))
    [february] = days(rule, date(2024, 2, 1), date(2024, 2, 29))
    assert february.nominal_on == date(2024, 2, 29)


def test_a_short_month_and_a_weekend_are_both_told() -> None:
    [may] = days(monthly_day(31), date(2026, 5, 1), date(2026, 5, 31))
    assert may.reason == "5月31日（周日）周末休息，顺延至6月1日（周一）"


@pytest.mark.parametrize(
    ("nth", "weekday", "month", "nominal"),
    [
        (1, 1, 11, date(2026, 11, 2)),
        (2, 3, 7, date(2026, 7, 8)),
        (4, 5, 5, date(2026, 5, 22)),
        (5, 1, 11, date(2026, 11, 30)),  # there is a fifth Monday
        (5, 1, 7, date(2026, 7, 27)),  # there is none: the last
        (5, 5, 2, date(2026, 2, 27)),
    ],
)
def test_the_nth_weekday_of_a_month(nth: int, weekday: int, month: int, nominal: date) -> None:
    found = in_year(monthly_nth(nth, weekday))[month - 1]
    assert found.nominal_on == nominal


def test_a_missing_fifth_weekday_says_so() -> None:
    assert one(monthly_nth(5, 1), date(2026, 7, 27)).reason == "7月没有第5个周一，按最后一个周一7月27日"


def test_a_shift_over_new_year_names_the_year() -> None:
    rule = Rule(kind="weekly", weekday=7, holiday_policy="next", starts_on=date(2023, 1, 1))
    assert one(rule, date(2023, 12, 31)).reason.endswith("顺延至2024年1月2日（周二）")


def test_a_series_begins_and_ends_on_its_dates() -> None:
    rule = Rule(kind="weekly", weekday=3, holiday_policy="next", starts_on=date(2026, 3, 5), ends_on=date(2026, 3, 18))
    assert [row.nominal_on for row in in_year(rule)] == [date(2026, 3, 11), date(2026, 3, 18)]


def test_a_series_that_begins_in_the_holiday_merges_with_nothing_before_it() -> None:
    rule = Rule(kind="weekly", weekday=1, holiday_policy="next", starts_on=date(2026, 2, 18))
    assert in_year(rule)[0].held_on == date(2026, 2, 24)
    assert in_year(rule)[0].merged_into is None


RULES: list[Callable[[str], Rule]] = [
    lambda policy: weekly(1, policy),
    lambda policy: weekly(5, policy),
    lambda policy: weekly(6, policy),
    lambda policy: monthly_day(1, policy),
    lambda policy: monthly_day(31, policy),
    lambda policy: monthly_nth(5, 1, policy),
]


@pytest.mark.parametrize("make", RULES)
@pytest.mark.parametrize("policy", ["next", "previous", "cancel"])
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=st.dates(date(2026, 1, 1), date(2026, 11, 30)), length=st.integers(0, 60))
def test_the_window_asked_in_changes_no_answer(
    make: Callable[[str], Rule], policy: str, first: date, length: int
) -> None:
    rule, last = make(policy), first + timedelta(days=length)
    whole = days(rule, date(2026, 1, 1), date(2027, 3, 1))
    assert days(rule, first, last) == [row for row in whole if first <= row.nominal_on <= last]


@pytest.mark.parametrize("make", RULES)
@pytest.mark.parametrize("policy", ["next", "previous", "cancel"])
def test_whatever_the_rule_every_promised_sitting_is_on_a_workday_and_no_two_share_one(
    make: Callable[[str], Rule], policy: str
) -> None:
    rows = in_year(make(policy))
    held = [row.held_on for row in rows if row.held_on]
    loaded = calendar(date(2025, 11, 1), date(2027, 2, 28))
    assert all(loaded.day(on).is_workday for on in held)
    assert len(held) == len(set(held))
    assert {row.merged_into for row in rows if row.merged_into} <= set(held) | {date(2025, 12, 31)}


def test_the_preview_shows_ten_days_and_marks_what_is_not_promised() -> None:
    rows = preview(weekly(1), on=date(2026, 11, 22))
    assert len(rows) == 10
    assert [row.promised for row in rows] == [True] * 6 + [False] * 4
    assert rows[0].weekday == "周一"
    assert rows[6].nominal_on == date(2027, 1, 4)
    assert rows[6].reason == (
        "2027年放假安排尚未载入，日期待定。请管理员载入：manage.py load_workdays --file 2027.csv --year 2027 --official"
    )


def test_a_sitting_whose_shift_leads_into_an_unloaded_year_is_not_promised() -> None:
    found = one(weekly(6), date(2026, 12, 26))
    assert found.promised
    rule = Rule(kind="weekly", weekday=5, holiday_policy="previous", starts_on=START)
    assert not one(rule, date(2027, 1, 1)).promised  # held on 2026-12-31, if the first is off


def test_the_preview_still_shows_a_sitting_that_was_shifted_into_the_period() -> None:
    assert preview(weekly(1), on=date(2026, 10, 6))[0].held_on == date(2026, 10, 8)


def test_the_preview_of_a_series_that_begins_later_begins_there() -> None:
    rule = Rule(kind="monthly", monthly_rule="day", day=15, holiday_policy="next", starts_on=date(2026, 9, 1))
    rows = preview(rule, on=date(2026, 1, 5), count=4)
    assert [row.nominal_on for row in rows] == [date(2026, month, 15) for month in (9, 10, 11, 12)]


def test_the_preview_reaches_years_that_are_not_loaded_at_all() -> None:
    rows = preview(monthly_day(10), on=date(2028, 5, 1), count=10)
    assert len(rows) == 10
    assert not any(row.promised for row in rows)


@pytest.mark.parametrize("rule", [weekly(1), monthly_day(31), monthly_nth(5, 5)])
def test_a_preview_costs_two_queries(rule: Rule, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(2):
        preview(rule, on=date(2026, 3, 1), count=10)
