"""Weeks and months, with the days on which years disagree."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.errors import Invalid
from projects.progress.kinds import PeriodKind
from projects.progress.periods import latest, period_of, period_on

DAYS = st.dates(min_value=date(1990, 2, 1), max_value=date(2100, 11, 30))
KINDS = st.sampled_from(PeriodKind.values)


@pytest.mark.parametrize(
    ("on", "code", "label", "days"),
    [
        (date(2026, 11, 18), "2026-W47", "2026年第47周", "11月16日至11月22日"),
        (date(2027, 1, 1), "2026-W53", "2026年第53周", "2026年12月28日至2027年1月3日"),
        (date(2025, 12, 29), "2026-W01", "2026年第1周", "2025年12月29日至2026年1月4日"),
        (date(2024, 12, 31), "2025-W01", "2025年第1周", "2024年12月30日至2025年1月5日"),
        (date(2023, 1, 1), "2022-W52", "2022年第52周", "2022年12月26日至2023年1月1日"),
    ],
)
def test_a_week_belongs_to_the_year_of_its_thursday(on: date, code: str, label: str, days: str) -> None:
    week = period_on(PeriodKind.WEEK, on)
    assert (week.code, week.label, week.days) == (code, label, days)


@pytest.mark.parametrize(
    ("on", "code", "last"), [(date(2028, 2, 29), "2028-02", 29), (date(2026, 2, 1), "2026-02", 28)]
)
def test_a_month_ends_on_its_last_day(on: date, code: str, last: int) -> None:
    month = period_on(PeriodKind.MONTH, on)
    assert (month.code, month.last_on.day, month.first_on.day) == (code, last, 1)


@given(KINDS, DAYS)
def test_every_day_lies_in_its_period_whose_code_leads_back(kind: str, on: date) -> None:
    period = period_on(kind, on)
    assert period.first_on <= on <= period.last_on
    assert period_of(period.code) == period


@given(KINDS, DAYS)
def test_periods_follow_without_gap_or_overlap(kind: str, on: date) -> None:
    period = period_on(kind, on)
    assert period.previous().last_on + timedelta(days=1) == period.first_on


@pytest.mark.parametrize(
    "code", ["", "2026", "2026-13", "2026-00", "2026-W54", "2025-W53", "2026-W00", "２０２６-11", "0000-01", "9999-12"]
)
def test_what_is_no_period_is_refused(code: str) -> None:
    with pytest.raises(Invalid, match="没有这个报告期"):
        period_of(code)


def test_the_latest_come_first() -> None:
    assert [one.code for one in latest(PeriodKind.MONTH, date(2026, 1, 31), 3)] == ["2026-01", "2025-12", "2025-11"]
