"""Every rhythm and every policy over 2024–2026, against a slow and obvious reference that looks at each day in turn."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest

from projects.workdays.queries import calendar
from workflow.dispatch.queries import preview
from workflow.dispatch.rhythms import Rule, nominal_dates
from workflow.dispatch.series import schedule

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2024, 1, 1), date(2026, 12, 31)
DAY = timedelta(days=1)
ALL_DAYS = [FIRST + DAY * number for number in range((LAST - FIRST).days + 1)]

WEEKS = [{"weekday": weekday} for weekday in (1, 3, 6, 7)]
MONTHS = [
    {"monthly_rule": "day", "day": 1},
    {"monthly_rule": "day", "day": 30},
    {"monthly_rule": "day", "day": 31},
    {"monthly_rule": "nth", "nth": 1, "weekday": 1},
    {"monthly_rule": "nth", "nth": 5, "weekday": 5},
]
RULES: list[dict[str, object]] = [
    *({"kind": "weekly", **days} for days in WEEKS),
    *({"kind": "biweekly", **days} for days in WEEKS),
    *({"kind": "monthly", **days} for days in MONTHS),
    *({"kind": "quarterly", "quarter_month": month, **days} for month, days in product((1, 2, 3), MONTHS)),
    {"kind": "consultation", "rhythm": "biweekly", "weekday": 2},
    {"kind": "consultation", "rhythm": "quarterly", "quarter_month": 2, "monthly_rule": "day", "day": 29},
]
POLICIES = ("next", "previous", "cancel")
Row = tuple[date, date | None, date | None]


def rule_of(values: dict[str, object], policy: str, starts_on: date = FIRST) -> Rule:
    return Rule(holiday_policy=policy, starts_on=starts_on, **values)  # type: ignore[arg-type]


def sits_nominally(rule: Rule, on: date) -> bool:
    """Is it a day by rule? Asked of one day, by counting in its month or from the start."""
    beat = rule.rhythm or rule.kind
    if beat in ("weekly", "biweekly"):
        if on.isoweekday() != rule.weekday or on < rule.starts_on:
            return False
        anchor = next(
            rule.starts_on + DAY * n for n in range(7) if (rule.starts_on + DAY * n).isoweekday() == on.isoweekday()
        )
        return (on - anchor).days % (7 if beat == "weekly" else 14) == 0
    if (
        beat == "quarterly"
        and on.month not in {1: (1, 4, 7, 10), 2: (2, 5, 8, 11), 3: (3, 6, 9, 12)}[rule.quarter_month or 1]
    ):
        return False
    month = [day for day in ALL_DAYS if (day.year, day.month) == (on.year, on.month)]
    if rule.monthly_rule == "day":
        return on == ([day for day in month if day.day <= (rule.day or 1)] or month)[-1]
    same = [day for day in month if day.isoweekday() == rule.weekday]
    return on == same[min(rule.nth or 1, len(same)) - 1]


def reference(rule: Rule, worked: set[date]) -> list[Row]:
    """(nominal, held, merged into), the slow way."""
    rows: list[Row] = []
    taken: set[date] = set()
    for on in ALL_DAYS:
        if not sits_nominally(rule, on):
            continue
        held = on
        if on not in worked and rule.holiday_policy == "cancel":
            rows.append((on, None, None))
            continue
        while held not in worked:
            held += DAY if rule.holiday_policy == "next" else -DAY
        rows.append((on, None, held) if held in taken else (on, held, None))
        taken.add(held)
    return rows


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("values", RULES, ids=lambda values: "-".join(str(one) for one in values.values()))
def test_the_schedule_of_three_years_is_that_of_the_reference(values: dict[str, object], policy: str) -> None:
    loaded = calendar(FIRST - 60 * DAY, LAST + 60 * DAY)
    worked = {on for on in [FIRST - DAY * n for n in range(60)] + ALL_DAYS + [LAST + DAY * n for n in range(60)]
              if loaded.day(on).is_workday}  # fmt: skip
    rule = rule_of(values, policy)
    found = [(one.nominal_on, one.held_on, one.merged_into) for one in schedule(rule, loaded.day, FIRST, LAST)]
    assert found == reference(rule, worked)
    assert len(found) > 10


def test_the_week_without_any_working_day_is_known() -> None:
    loaded = calendar(date(2026, 2, 1), date(2026, 3, 1))
    assert not any(loaded.day(date(2026, 2, 16) + DAY * n).is_workday for n in range(7))


@pytest.mark.parametrize("weekday", range(1, 8))
@pytest.mark.parametrize(
    ("policy", "held"), [("next", date(2026, 2, 24)), ("previous", date(2026, 2, 14)), ("cancel", None)]
)
def test_no_rhythm_sits_in_the_week_of_16_february_2026(weekday: int, policy: str, held: date | None) -> None:
    loaded = calendar(date(2025, 12, 1), date(2026, 5, 1))
    nominal = date(2026, 2, 15) + DAY * weekday
    for values in ({"kind": "weekly", "weekday": weekday}, {"kind": "biweekly", "weekday": weekday}):
        rule = rule_of(values, policy, starts_on=nominal)
        assert schedule(rule, loaded.day, nominal, nominal)[0].held_on == held
    quarterly = {"kind": "quarterly", "quarter_month": 2, "monthly_rule": "day", "day": nominal.day}
    rule = rule_of(quarterly, policy, starts_on=date(2026, 1, 1))
    assert schedule(rule, loaded.day, nominal, nominal)[0].held_on == held


def test_a_biweekly_series_keeps_the_weeks_of_its_first_day_wherever_it_is_asked() -> None:
    rule = rule_of({"kind": "biweekly", "weekday": 4}, "next", starts_on=date(2026, 1, 5))
    first = [on for on, _ in zip(nominal_dates(rule, date(2026, 1, 5)), range(5), strict=False)]
    assert [on for on, _ in first] == [date(2026, 1, 8) + 14 * DAY * n for n in range(5)]
    for asked in range(60):
        ((on, _),) = [next(nominal_dates(rule, date(2026, 3, 1) + DAY * asked))]
        assert (on - date(2026, 1, 8)).days % 14 == 0


def test_a_make_up_saturday_is_a_day_like_any_other() -> None:
    rule = rule_of({"kind": "biweekly", "weekday": 6}, "next", starts_on=date(2026, 10, 10))
    found = schedule(rule, calendar(date(2026, 9, 1), date(2026, 12, 31)).day, date(2026, 10, 10), date(2026, 10, 24))
    assert [one.held_on for one in found] == [date(2026, 10, 10), date(2026, 10, 26)]


def test_a_quarterly_sitting_beyond_the_loaded_years_is_shown_and_not_promised() -> None:
    values: dict[str, object] = {"kind": "quarterly", "quarter_month": 1, "monthly_rule": "day", "day": 8}
    rows = preview(rule_of(values, "next", starts_on=date(2026, 7, 1)), on=date(2026, 7, 1), count=4)
    assert [one.nominal_on for one in rows] == [date(2026, 7, 8), date(2026, 10, 8), date(2027, 1, 8), date(2027, 4, 8)]
    assert [one.promised for one in rows] == [True, True, False, False]
    assert "2027年放假安排尚未载入" in rows[2].reason


def test_a_preview_of_ten_quarters_is_ten_days_in_two_queries(django_assert_num_queries: object) -> None:
    values: dict[str, object] = {"kind": "quarterly", "quarter_month": 3, "monthly_rule": "nth", "nth": 5, "weekday": 5}
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert len(preview(rule_of(values, "previous"), on=date(2024, 1, 1))) == 10


def test_a_mobilisation_has_no_days_of_its_own() -> None:
    assert preview(rule_of({"kind": "mobilisation"}, "next"), on=FIRST) == []
