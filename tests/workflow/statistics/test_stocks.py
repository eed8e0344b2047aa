"""Where the projects stand at a moment, by size, as cohorts, and how long they take (domain.md 3 and 4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from projects.errors import Invalid
from tests.workflow.statistics.samples import FIRST_QUARTER, NOW, PRESENT, YEAR, YI, Story, at, on, then
from workflow.statistics.figures import Over, Question, SpanState
from workflow.statistics.filters import Filters
from workflow.statistics.queries import cohort, conversions, durations, funnel, rows, tiers, value_of
from workflow.statistics.terms import By, Dimension, Moment, Period

pytestmark = pytest.mark.django_db
WAYS = pytest.mark.parametrize("is_latest", [True, False], ids=["latest", "walked"])


def stages(story: Story, moment: Moment, **over: Any) -> dict[str, tuple[int, Decimal]]:
    """Stage → number and 亿元, where there is one."""
    found = funnel(story.city.leader, moment=moment, **over)
    return {stage: (one.count, (one.amount or Decimal(0)) / YI) for stage, one in found.stages.items() if one.count}


@pytest.mark.parametrize(
    ("as_of", "known", "expected"),
    [
        (on(1, 1), NOW, {}),
        (
            on(1, 2),
            NOW,
            {"negotiating": (6, "31.5")},
        ),  # 1 + 8 + 3 + 6 + 9.5 + 4
        (on(3, 31), at(3, 31), {"negotiating": (2, "10"), "signed": (4, "21.5")}),
        (on(3, 31), at(1, 6), {"negotiating": (2, "9")}),  # four were not entered yet
        (on(3, 31), at(4, 15), {"negotiating": (1, "2"), "signed": (5, "29.5")}),
        (on(3, 31), NOW, {"negotiating": (2, "7"), "signed": (4, "24.5")}),
        (on(4, 30), at(5, 1), {"negotiating": (1, "2"), "signed": (4, "28.5"), "registered": (1, "1")}),
        (on(6, 9), NOW, {"negotiating": (1, "4"), "signed": (4, "26.5"), "registered": (1, "1")}),
        (on(6, 10), NOW, {"negotiating": (1, "4"), "signed": (4, "29"), "registered": (1, "1")}),
        (on(11, 18), NOW, {"negotiating": (1, "4"), "signed": (4, "27"), "registered": (1, "1")}),
        (on(11, 18), at(9, 30), {"negotiating": (1, "2"), "signed": (4, "27"), "registered": (1, "1")}),
    ],
)
def test_the_funnel_of_a_day_as_known(
    story: Story, as_of: date, known: datetime, expected: dict[str, tuple[int, str]]
) -> None:
    told = {stage: (count, Decimal(yi)) for stage, (count, yi) in expected.items()}
    assert stages(story, then(as_of, known)) == told
    if known == NOW:
        assert stages(story, Moment(as_of, NOW, is_latest=True)) == told


@pytest.mark.parametrize(
    ("as_of", "known", "lost"),
    [(on(8, 31), NOW, 0), (on(9, 1), NOW, 1), (on(9, 1), at(9, 9), 0), (on(9, 1), at(9, 10), 1)],
)
def test_the_standing_has_both_times_too(story: Story, as_of: date, known: datetime, lost: int) -> None:
    found = funnel(story.city.leader, moment=then(as_of, known))
    assert (found.standings["terminated"].count, found.total.count) == (lost, 6)


@WAYS
def test_every_number_of_a_funnel_opens(story: Story, is_latest: bool) -> None:
    leader = story.city.leader
    found = funnel(leader, moment=replace(PRESENT, is_latest=is_latest), by=Dimension(By.UNIT))
    assert {(one.key, one.stage, one.standing): one.count for one in found.cells} == {
        ("340212", "negotiating", "active"): 1,
        ("340212", "signed", "active"): 2,
        ("340212", "signed", "terminated"): 1,
        ("340212", "registered", "active"): 1,
        ("340207", "signed", "active"): 1,
    }
    for one in (*found.cells, *found.stages.values(), *found.standings.values(), found.total):
        opened = rows(leader, one.figure)
        assert (sum(row.count for row in opened), sum(row.amount or 0 for row in opened)) == (one.count, one.amount)


@WAYS
def test_tags_overlap_and_the_total_does_not(story: Story, is_latest: bool) -> None:
    moment = Moment(on(6, 30), NOW if is_latest else at(7, 1, 9), is_latest)
    found = funnel(story.city.leader, moment=moment, by=Dimension(By.TAG))
    tagged = {key: sum(one.count for one in found.cells if one.key == key) for key in ("春季", "外资", "")}
    assert tagged == ({"春季": 1, "外资": 1, "": 4} if is_latest else {"春季": 2, "外资": 1, "": 4})
    assert (found.total.count, found.overlaps) == (6, True)


@pytest.mark.parametrize(
    "of",
    [
        Question(Over.FLOW, PRESENT, step="sign", period=YEAR),
        Question(Over.STOCK, PRESENT, stages=("signed", "registered")),
        Question(Over.COHORT, then(on(11, 18), NOW), stages=("signed",), period=YEAR),
    ],
    ids=["flow", "stock", "cohort"],
)
def test_nested_counts_contain_each_other_and_bands_do_not(story: Story, of: Question) -> None:
    leader = story.city.leader
    found = tiers(leader, thresholds_wan=[8 * YI, YI, 3 * YI, 100 * YI], of=of)
    assert [one.count for one in found.nested] == ([5, 4, 2, 0] if of.over == Over.STOCK else [5, 4, 1, 0])
    assert [one.count for one in found.exclusive] == ([0, 1, 2, 2, 0] if of.over == Over.STOCK else [0, 1, 3, 1, 0])
    assert [one.label for one in found.nested] == ["1亿元以上", "3亿元以上", "8亿元以上", "100亿元以上"]
    assert found.exclusive[0].label == "不满1亿元"
    assert sum(one.count for one in found.exclusive) == found.total.count == 5
    for one in (*found.nested, *found.exclusive):
        assert value_of(leader, one.figure).count == len([row for row in rows(leader, one.figure) if row.count])
        assert value_of(leader, one.figure).count == one.count


@WAYS
@pytest.mark.parametrize(("as_of", "percent"), [(on(4, 9), "0.00"), (on(4, 10), "25.00"), (on(11, 18), "25.00")])
def test_a_rate_has_one_list_below_it(story: Story, as_of: date, percent: str, is_latest: bool) -> None:
    found = cohort(story.city.leader, moment=Moment(as_of, NOW, is_latest), entered=FIRST_QUARTER)
    assert (found.size, found.rates["registered"].percent) == (4, Decimal(percent))
    assert len(rows(story.city.leader, found.rates["registered"].figure)) == found.rates["registered"].reached
    assert found.rates["producing"].reached == 0


def test_a_list_of_an_event_is_a_cohort(story: Story) -> None:
    listed = Filters(projects=(story.exact.pk, story.late.pk, story.talk.pk))
    found = cohort(story.city.leader, moment=PRESENT, stage="negotiating", filters=listed)
    assert (found.size, found.rates["signed"].reached, found.rates["signed"].percent) == (3, 2, Decimal("66.67"))


def test_nothing_of_nothing_has_no_rate(story: Story) -> None:
    found = cohort(story.city.leader, moment=PRESENT, entered=Period(on(12, 1), on(12, 31)))
    assert (found.size, found.rates["started"].percent) == (0, None)


@WAYS
def test_conversions_month_by_month(story: Story, is_latest: bool) -> None:
    found = conversions(story.city.leader, moment=replace(PRESENT, is_latest=is_latest), entered=YEAR)
    told = [(line.month, line.size, line.rates["registered"].reached, line.left) for line in found.lines]
    assert told == [(on(3, 1), 4, 1, 1), (on(6, 1), 1, 0, 0)]
    assert found.total is not None
    assert (found.total.size, found.total.left) == (5, 1)
    assert [row.project_id for row in rows(story.city.leader, found.lines[0].left_figure)] == [story.late.pk]
    assert len(rows(story.city.leader, found.lines[0].figure)) == 4


@WAYS
def test_who_still_waits_is_counted_in_the_wait(story: Story, is_latest: bool) -> None:
    leader, moment = story.city.leader, replace(PRESENT, is_latest=is_latest)
    found = durations(leader, from_stage="signed", to_stage="registered", moment=moment)
    assert (found.reached, found.waiting, found.left) == (1, 3, 1)
    assert (found.shortest, found.longest, found.mean_of_reached) == (10, 10, Decimal("10.0"))
    assert found.quartiles == (None, None, None)  # one of five in ten days: not even a quarter is known to arrive
    assert [row.project_id for row in rows(leader, found.figures[SpanState.LEFT])] == [story.late.pk]
    talks = durations(leader, from_stage="negotiating", to_stage="signed", moment=moment)
    assert (talks.reached, talks.waiting, talks.quartiles) == (5, 1, (62, 77, 150))


def test_a_stage_does_not_come_before_itself(story: Story) -> None:
    with pytest.raises(Invalid):
        durations(story.city.leader, from_stage="started", to_stage="signed", moment=PRESENT)


@pytest.mark.parametrize("moment", [PRESENT, then(on(6, 30), at(7, 1))], ids=["present", "walked"])
def test_each_is_one_statement(story: Story, moment: Moment, django_assert_num_queries: Any) -> None:
    leader = story.city.leader
    assert leader.permissions
    with django_assert_num_queries(1):
        funnel(leader, moment=moment)
    with django_assert_num_queries(1):
        cohort(leader, moment=moment, entered=YEAR)
    with django_assert_num_queries(1):
        conversions(leader, moment=moment, entered=YEAR)
    with django_assert_num_queries(1):
        durations(leader, from_stage="signed", to_stage="started", moment=moment)
    with django_assert_num_queries(1):
        tiers(leader, thresholds_wan=[YI], of=Question(Over.STOCK, moment))
