"""The pure parts: arithmetic of Chinese bulletins, keys of numbers, waits with those who still wait."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.http import QueryDict

from projects.errors import Invalid, NotFound
from workflow.statistics import arithmetic, survival
from workflow.statistics.figures import Over, Question, SpanState
from workflow.statistics.filters import Filters
from workflow.statistics.forms import MomentsForm
from workflow.statistics.keys import decode, encode
from workflow.statistics.terms import By, Dimension, Measure, Moment, Period, Role, tier_label

MOMENT = Moment(date(2026, 8, 31), datetime(2026, 9, 3, 1, 2, 3, 456789, tzinfo=UTC))
CAMPAIGN = Period(date(2021, 10, 1), date(2021, 12, 31))


@pytest.mark.parametrize(
    ("now", "then", "change", "percent", "note"),
    [
        (513, 320, 193, "60.3", ""),
        (496, 342, 154, "45.0", ""),
        (3, 0, 3, None, "上年同期为0"),
        (0, 0, 0, None, "上年同期为0"),
        (5, 5, 0, "0.0", "与上年同期持平"),
        (0, 8, -8, "-100.0", ""),
        (2005, 2000, 5, "0.3", ""),  # 0.25: half up
    ],
)
def test_year_on_year(now: int, then: int, change: int, percent: str | None, note: str) -> None:
    found = arithmetic.year_on_year(now, then)
    assert (found.change, found.note) == (change, note)
    assert found.percent == (None if percent is None else Decimal(percent))
    assert (found.times is None) == (then == 0)


@pytest.mark.parametrize(
    ("part", "whole", "expected"), [(119, 121, "98.35"), (116, 121, "95.87"), (85, 121, "70.25"), (1, 0, None)]
)
def test_percent_is_rounded_once_half_up(part: int, whole: int, expected: str | None) -> None:
    assert arithmetic.percent(part, whole) == (None if expected is None else Decimal(expected))


def test_days_of_a_period_count_both_ends() -> None:
    assert CAMPAIGN.days == 92
    assert arithmetic.elapsed(CAMPAIGN, date(2021, 11, 18)) == (49, 92)
    assert arithmetic.elapsed(CAMPAIGN, date(2021, 9, 30)) == (0, 92)
    assert arithmetic.elapsed(CAMPAIGN, date(2022, 5, 1)) == (92, 92)
    assert arithmetic.elapsed_percent(CAMPAIGN, date(2021, 11, 18)) == Decimal("53.3")
    assert arithmetic.gap_points(12, 20, CAMPAIGN, date(2021, 11, 18)) == Decimal("6.7")
    assert arithmetic.gap_points(12, 0, CAMPAIGN, date(2021, 11, 18)) is None


def test_the_end_of_a_february_stays_its_end() -> None:
    leap = Period(date(2024, 2, 1), date(2024, 2, 29))
    assert leap.a_year_before() == Period(date(2023, 2, 1), date(2023, 2, 28))
    after = Period(date(2025, 2, 1), date(2025, 2, 28))
    assert after.a_year_before() == Period(date(2024, 2, 1), date(2024, 2, 29))
    assert Period(date(2025, 2, 28), date(2025, 3, 9)).a_year_before().from_on == date(2024, 2, 28)


def test_ties_share_a_place_and_the_next_is_skipped() -> None:
    places = arithmetic.ranks([7, None, 9, 9, 3])
    assert places == [3, None, 1, 1, 4]
    assert arithmetic.is_shared(places) == [False, False, True, True, False]


def test_averages_and_intensity() -> None:
    assert arithmetic.mean(Decimal("655.45"), 71) == Decimal("9.23")
    assert arithmetic.mean(208, 12) == Decimal("17.33")
    assert arithmetic.mean(1, 0) is None
    assert arithmetic.intensity(Decimal(80_000), Decimal(252)) == Decimal("317.5")


@pytest.mark.parametrize(
    ("watched", "expected"),
    [
        ([], (None, None, None)),
        ([(10, 4, 0)], (10, 10, 10)),
        ([(1, 1, 0), (2, 1, 0), (3, 1, 0), (4, 1, 0)], (1, 2, 3)),
        ([(1, 1, 0), (2, 0, 2), (3, 1, 0)], (1, 3, 3)),  # after two leave, the last one is all that was at risk
        ([(5, 1, 0), (9, 0, 9)], (None, None, None)),
        ([(1, 1, 1), (4, 1, 0), (6, 1, 0)], (1, 4, 6)),
    ],
)
def test_quartiles_with_those_who_still_wait(
    watched: list[survival.Watched], expected: tuple[int | None, int | None, int | None]
) -> None:
    assert survival.quartiles(survival.curve(watched)) == expected


@pytest.mark.parametrize(
    ("band", "label"),
    [
        (None, "不满5000万元"),
        ("5000", "5000万元以上、不满1亿元"),
        ("10000", "1亿元以上、不满1.5亿元"),
        ("15000", "1.5亿元以上"),
    ],
)
def test_bands_say_which_end_they_include(band: str | None, label: str) -> None:
    bands = (Decimal(5_000), Decimal(10_000), Decimal(15_000))
    assert tier_label(Decimal(band) if band else None, bands) == label


QUESTIONS = [
    Question(Over.STOCK, MOMENT),
    Question(
        Over.FLOW,
        MOMENT,
        Filters(
            organisation="340200", role=Role.LEAD, min_total_wan=Decimal("10000.0001"), is_industrial=False,
            chief=UUID(int=7), standings=("active", "suspended"), projects=(UUID(int=1), UUID(int=2)),
        ),
        Measure.FIXED_WAN,
        Dimension(By.TIER, thresholds_wan=(Decimal(50_000), Decimal(10_000))),
        cell="50000",
        step="sign",
        period=CAMPAIGN,
    ),
    Question(Over.STOCK, MOMENT, by=Dimension(By.UNIT, level=2, role=Role.FIRST_CONTACT), cell="", stages=("signed",)),
    Question(Over.SPAN, MOMENT, stages=("signed", "started"), state=SpanState.WAITING),
    Question(Over.ARRIVALS, MOMENT, measure=Measure.FOREIGN_USD, period=CAMPAIGN, origin="foreign"),
    Question(Over.PLANS, MOMENT, Filters(projects=()), measure=Measure.PLAN_WAN, year=2026),
]  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.over)
def test_a_key_opens_to_its_question(question: Question) -> None:
    key = encode(question)
    assert decode(key) == question
    assert key.replace("-", "").replace("_", "").isalnum()
    for broken in (key[:-3], key[3:], key + "AA", key.swapcase()):
        with pytest.raises(NotFound):
            decode(broken)


@pytest.mark.parametrize("key", ["", "x", "数", "A" * 5000, "eJyrVkpUslIyNDJWqgUAEZ4CsA"])
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(NotFound):
        decode(key)


def test_a_key_forgets_that_its_moment_was_the_latest() -> None:
    latest = replace(MOMENT, is_latest=True)
    assert decode(encode(Question(Over.STOCK, latest))).moment == MOMENT


def test_a_period_does_not_end_before_it_begins() -> None:
    with pytest.raises(Invalid):
        Period(date(2026, 2, 1), date(2026, 1, 31))


def test_a_split_by_size_needs_bands() -> None:
    with pytest.raises(Invalid):
        Dimension(By.TIER)


@pytest.mark.parametrize(
    ("typed", "second"), [({}, 3), ({"before_known": "2026-09-03T09:02"}, 3), ({"before_known": "2026-09-03T09:01"}, 0)]
)
def test_the_minute_shown_of_a_figures_own_instant_means_that_instant(typed: dict[str, str], second: int) -> None:
    given = QueryDict(mutable=True)
    given.update(typed)
    form = MomentsForm(given, of=MOMENT, now=MOMENT.known_at + timedelta(days=2))
    assert form.is_valid()
    assert form.moments()[0].known_at.second == second
    assert (form.moments()[0].known_at == MOMENT.known_at) is (second == 3)
