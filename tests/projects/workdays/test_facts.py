"""The calendar that every installation starts with, against the published notices (practice.md, section 7)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from projects.workdays import queries
from projects.workdays.days import DayKind
from projects.workdays.models import CalendarYear, Day
from projects.workdays.source import LAST_OFFICIAL_YEAR

pytestmark = pytest.mark.django_db

OFF_2026 = {
    "元旦": (date(2026, 1, 1), 3),
    "春节": (date(2026, 2, 15), 9),
    "清明节": (date(2026, 4, 4), 3),
    "劳动节": (date(2026, 5, 1), 5),
    "端午节": (date(2026, 6, 19), 3),
    "中秋节": (date(2026, 9, 25), 3),
    "国庆节": (date(2026, 10, 1), 7),
}
MAKEUP_2026 = {
    date(2026, 1, 4): "元旦",
    date(2026, 2, 14): "春节",
    date(2026, 2, 28): "春节",
    date(2026, 5, 9): "劳动节",
    date(2026, 9, 20): "国庆节",
    date(2026, 10, 10): "国庆节",
}


def test_every_installation_has_2015_to_2026_official_and_2027_not() -> None:
    years = dict(CalendarYear.objects.values_list("year", "is_official"))
    assert years == {**dict.fromkeys(range(2015, 2027), True), 2027: False}
    assert LAST_OFFICIAL_YEAR == 2026
    assert Day.objects.count() == (date(2028, 1, 1) - date(2015, 1, 1)).days


def test_the_days_off_of_2026_are_those_of_the_notice_with_their_names() -> None:
    expected = {start + timedelta(days=n): name for name, (start, days) in OFF_2026.items() for n in range(days)}
    loaded = Day.objects.filter(date__year=2026, kind=DayKind.HOLIDAY).values_list("date", "name")
    assert dict(loaded) == expected


def test_the_make_up_days_of_2026_are_worked_and_name_their_holiday() -> None:
    loaded = Day.objects.filter(date__year=2026, kind=DayKind.MAKEUP, is_workday=True).values_list("date", "name")
    assert dict(loaded) == MAKEUP_2026


def test_2026_has_248_workdays_in_the_months_of_the_notice() -> None:
    months = [Day.objects.filter(date__year=2026, date__month=m, is_workday=True).count() for m in range(1, 13)]
    assert months == [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23]
    assert sum(months) == 248


def test_the_week_of_16_february_2026_has_no_workday() -> None:
    assert queries.next_workday(date(2026, 2, 15)) == date(2026, 2, 24)
    assert queries.previous_workday(date(2026, 2, 23)) == date(2026, 2, 14)
    assert queries.workdays_between(date(2026, 2, 15), date(2026, 2, 22)) == 0


@pytest.mark.parametrize(
    ("on", "worked"),
    [
        (date(2023, 10, 7), True),  # Saturday, first day after the double holiday
        (date(2023, 10, 6), False),  # Friday, public holiday
        (date(2022, 8, 6), False),  # Saturday, ordinary rest day
        (date(2018, 12, 29), True),  # Saturday, worked for the New Year of 2019
        (date(2018, 12, 31), False),  # Monday
        (date(2020, 1, 31), False),  # Friday, spring festival prolonged
        (date(2015, 9, 3), False),
        (date(2026, 11, 18), True),
    ],
)
def test_single_days_are_as_published(on: date, worked: bool) -> None:
    assert queries.is_workday(on) is worked


def test_a_day_explains_itself_in_a_sentence() -> None:
    days = queries.calendar(date(2026, 10, 1), date(2026, 10, 12))
    assert days.day(date(2026, 10, 1)).sentence == "10月1日 国庆节放假"
    assert days.day(date(2026, 10, 10)).sentence == "10月10日 国庆节调休上班"
    assert days.day(date(2026, 10, 11)).sentence == "10月11日 周末休息"
    assert days.day(date(2026, 10, 12)).sentence == "10月12日 工作日"


def test_a_month_is_whole_weeks_with_marks() -> None:
    weeks = queries.month(2026, 10)
    assert all(len(week) == 7 for week in weeks)
    assert (weeks[0][0].date, weeks[-1][-1].date) == (
        date(2026, 9, 28),
        date(2026, 11, 1),
    )
    cells = {cell.date: cell for week in weeks for cell in week}
    assert [cells[date(2026, 10, d)].day.mark for d in (1, 7, 8, 10, 11)] == [
        "休",
        "休",
        "",
        "班",
        "",
    ]
    assert not cells[date(2026, 9, 30)].in_month
    assert cells[date(2026, 10, 10)].weekday == "周六"


def test_a_month_beyond_the_calendar_is_shown_but_not_official() -> None:
    cell = queries.month(2031, 3)[1][0]
    assert not cell.day.is_official
    assert cell.day.is_workday


def test_each_question_costs_at_most_two_queries(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    on = date(2026, 3, 2)
    for ask in (
        lambda: queries.is_workday(on),
        lambda: queries.next_workday(on),
        lambda: queries.previous_workday(on),
        lambda: queries.add_workdays(on, 200),
        lambda: queries.add_workdays(on, -200),
        lambda: queries.workdays_between(on, date(2026, 12, 1)),
        lambda: queries.month(2026, 3),
    ):
        with django_assert_max_num_queries(2):
            ask()
