"""Presets give the lights their cities published: the numbers of practice.md 3.4, both ends of each band."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from projects.errors import Invalid
from tests.workflow.lights.samples import ON, facts
from workflow.lights.months import month_start, months_before
from workflow.lights.presets import BY_CODE, PRESETS
from workflow.lights.rules import BehindSchedule, NodeLate, ReportMissing, StageClock, StaleTalks
from workflow.lights.ruleset import RuleSet, unit_colour

PLAN = Decimal(36_500)  # 365 days at 100 a day: a point of the year is 365


def colour(preset: str, **over: Any) -> str:
    return BY_CODE[preset].rules.light(facts(**over)).colour


def built(points: Decimal, on: date = ON) -> dict[str, Any]:
    """A started project that is so many percentage points behind 序时."""
    elapsed = Decimal(on.timetuple().tm_yday)
    done = PLAN * (elapsed / 365 - points / 100)
    return {"stage": "started", "started_on": on, "year_plan_wan": PLAN, "done_wan": done, "on": on}


@pytest.mark.parametrize(
    ("days", "expected"), [(0, "green"), (1, "yellow"), (30, "yellow"), (31, "red"), (90, "red"), (91, "red")]
)
@pytest.mark.parametrize("preset", ["default", "sanya", "handan"])
def test_a_milestone_is_yellow_for_thirty_days_and_red_after(preset: str, days: int, expected: str) -> None:
    planned = {"stage": "registered", "planned_started_on": ON - timedelta(days=days)}
    assert colour(preset, **planned) == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 3, 10), "green"),
        (date(2026, 3, 11), "yellow"),
        (date(2026, 4, 30), "yellow"),
        (date(2026, 5, 31), "yellow"),
        (date(2026, 6, 1), "red"),
        (date(2026, 12, 31), "red"),
    ],
)
def test_yinchuan_a_start_planned_for_march_is_red_after_three_month_ends(on: date, expected: str) -> None:
    assert colour("yinchuan", on=on, stage="registered", planned_started_on=date(2026, 3, 10)) == expected


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ("-5", "green"), ("0", "green"), ("9.99", "green"), ("10", "yellow"), ("20", "yellow"), ("30", "yellow"),
        ("30.01", "red"), ("50", "red"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("preset", ["yinchuan", "default"])
def test_yinchuan_ten_to_thirty_points_behind_is_yellow_both_ends_in(preset: str, points: str, expected: str) -> None:
    # On day 73 of 365 the year stands at exactly 20 %, on day 146 at 40 %, on day 219 at 60 %.
    assert colour(preset, **built(Decimal(points), date(2026, 8, 7))) == expected


@pytest.mark.parametrize(
    ("share", "expected"),
    [("1.2", "green"), ("1", "green"), ("0.99", "yellow"), ("0.5", "yellow"), ("0.4999", "red"), ("0", "red")],
)
def test_sanya_below_by_half_of_what_was_due_is_yellow_and_by_more_red(share: str, expected: str) -> None:
    on = date(2026, 3, 14)  # day 73: a fifth of the year
    done = PLAN / 5 * Decimal(share)
    told = {"stage": "started", "started_on": on, "year_plan_wan": PLAN, "done_wan": done}
    assert colour("sanya", on=on, **told) == expected


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (date(2026, 5, 3), "green"),
        (date(2026, 5, 2), "yellow"),
        (date(2026, 4, 3), "yellow"),
        (date(2026, 4, 2), "red"),
        (date(2025, 1, 1), "red"),
    ],
)
@pytest.mark.parametrize("preset", ["handan", "default"])
def test_handan_talks_without_news_are_yellow_after_two_months_and_red_after_three(
    preset: str, last: date, expected: str
) -> None:
    assert colour(preset, reported_to=last) == expected


@pytest.mark.parametrize(
    ("last", "proposed"), [(date(2026, 1, 3), False), (date(2026, 1, 2), False), (date(2026, 1, 1), True)]
)
def test_handan_talks_silent_for_more_than_six_months_are_proposed_for_withdrawal(last: date, proposed: bool) -> None:
    silent = facts(reported_to=last)
    rules = BY_CODE["handan"].rules
    assert rules.talks.proposes_withdrawal(silent) is proposed
    assert ("拟退库" in rules.light(silent).reasons[0]) is proposed


@pytest.mark.parametrize(
    ("started", "expected"),
    [
        (date(2026, 6, 3), "green"),
        (date(2026, 6, 2), "yellow"),
        (date(2026, 5, 2), "yellow"),
        (date(2026, 5, 1), "red"),
    ],
)
def test_yinchuan_a_start_not_in_the_library_is_yellow_after_a_month_and_red_beyond_two(
    started: date, expected: str
) -> None:
    assert colour("yinchuan", stage="started", started_on=started) == expected
    assert colour("yinchuan", stage="started", started_on=started, confirmed_on=ON) == "green"
    assert colour("default", stage="started", started_on=started) == "green"


@pytest.mark.parametrize("preset", [one.code for one in PRESETS])
def test_every_preset_keeps_the_missing_chief_and_greys_the_suspended(preset: str) -> None:
    assert colour(preset, needs_chief=True, has_chief=False) == "red"
    assert colour(preset, needs_chief=True, has_chief=False, standing="suspended") == "grey"
    assert RuleSet.of(BY_CODE[preset].rules.numbers()) == BY_CODE[preset].rules


@pytest.mark.parametrize(("over", "expected"), [(0, ""), (1, "yellow"), (30, "yellow"), (31, "red")])
@pytest.mark.parametrize(
    ("stage", "limit"), [("negotiating", 180), ("signed", 60), ("registered", 90), ("started", 540)]
)
def test_a_stage_clock_is_yellow_past_its_limit_and_red_thirty_days_later(
    stage: str, limit: int, over: int, expected: str
) -> None:
    since = {f"{stage}_on": ON - timedelta(days=limit + over)}
    found = StageClock(sign_days=180, register_days=60, start_days=90, produce_days=540).judge(
        facts(stage=stage, **since)
    )
    assert (found.colour if found else "") == expected


@pytest.mark.parametrize("stage", ["negotiating", "signed", "registered", "started"])
@pytest.mark.parametrize("preset", [one.code for one in PRESETS])
def test_no_preset_runs_a_stage_clock(preset: str, stage: str) -> None:
    clocks = BY_CODE[preset].rules.clocks
    assert clocks.judge(facts(stage=stage, **{f"{stage}_on": date(2020, 1, 1)})) is None
    assert [clocks.limit_to(one) for one in ("signed", "registered", "started", "producing")] == [0] * 4


@pytest.mark.parametrize(
    ("on", "reported", "expected"),
    [
        (date(2026, 7, 5), date(2026, 4, 30), ""),  # the report on June is not due before the 6th
        (date(2026, 7, 6), date(2026, 4, 30), "yellow"),
        (date(2026, 7, 6), date(2026, 5, 3), ""),  # a weekly report counts for its month
        (date(2026, 8, 6), date(2026, 4, 30), "red"),
    ],
)
def test_months_without_a_report_are_counted_when_their_day_has_passed(on: date, reported: date, expected: str) -> None:
    rule = ReportMissing(due_day=5, yellow_months=2, red_months=3)
    found = rule.judge(facts(on, stage="signed", reported_to=reported))
    assert (found.colour if found else "") == expected


def test_the_worst_rule_wins_and_every_reason_is_kept() -> None:
    late = {"planned_signed_on": ON - timedelta(days=5), "reported_to": date(2026, 1, 1)}
    light = BY_CODE["default"].rules.light(facts(**late, needs_chief=True, has_chief=False))
    assert light.colour == "red"
    assert [reason[:2] for reason in light.reasons] == ["应有", "在谈", "计划"]


@pytest.mark.parametrize(("nights", "expected"), [(1, "yellow"), (30, "yellow"), (31, "green")])
def test_red_that_caught_up_is_yellow_for_one_period(nights: int, expected: str) -> None:
    assert colour("default", red_on=ON - timedelta(days=nights)) == expected


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: NodeLate(yellow_days=40, red_days=31), "node_late.red_days"),
        (lambda: NodeLate(yellow_days=-1), "node_late.yellow_days"),
        (lambda: StaleTalks(red_months=1), "stale_talks.red_months"),
        (lambda: StaleTalks(out_months=2), "stale_talks.out_months"),
        (lambda: BehindSchedule(red_percent=5), "behind_schedule.red_percent"),
        (lambda: BehindSchedule(red_percent=101), "behind_schedule.red_percent"),
        (lambda: RuleSet.of({"node_late": {"days": 1}}), "node_late.days"),
        (lambda: RuleSet.of({"weather": {}}), "weather"),
        (lambda: RuleSet.of({"node_late": {"red_days": "31"}}), "node_late.red_days"),  # type: ignore[dict-item]
    ],
)
def test_numbers_that_make_no_sense_are_refused_by_name(make: Any, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        make()
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({}, "grey"), ({"grey": 3}, "grey"), ({"green": 9}, "green"), ({"green": 9, "yellow": 1}, "green"),
        ({"green": 8, "yellow": 2}, "yellow"), ({"green": 9, "red": 1}, "yellow"), ({"green": 8, "red": 2}, "red"),
    ],
)  # fmt: skip
def test_a_unit_is_red_from_a_fifth_of_red_projects(counts: dict[str, int], expected: str) -> None:
    assert unit_colour(counts, RuleSet().unit) == expected


def test_months_end_where_the_calendar_ends_them() -> None:
    assert months_before(date(2026, 5, 31), 3) == date(2026, 2, 28)
    assert months_before(date(2028, 5, 31), 3) == date(2028, 2, 29)
    assert month_start(date(2026, 1, 15), 13) == date(2024, 12, 1)
