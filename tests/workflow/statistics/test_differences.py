"""Two readings of one figure: the exact records that make the difference, each with its cause (domain.md 4)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from tests.workflow.statistics.samples import FIRST_QUARTER, NOW, PRESENT, YEAR, YI, Story, at, on, then
from workflow.statistics.figures import Cause, Over, Question
from workflow.statistics.filters import Filters
from workflow.statistics.keys import encode
from workflow.statistics.queries import differences, value_of
from workflow.statistics.terms import By, Dimension, Moment

pytestmark = pytest.mark.django_db

SIGNED = Question(Over.FLOW, PRESENT, step="sign", period=FIRST_QUARTER)
MARCH = on(3, 31)


def explained(story: Story, question: Question, a: Moment, b: Moment) -> dict[str, tuple[int, Decimal, list[str]]]:
    """Project → by how many, by how many 亿元, why; the sums are checked against the figure."""
    leader = story.city.leader
    found = differences(leader, encode(question), a, b)
    before, after = (value_of(leader, encode(question.at(moment))) for moment in (a, b))
    assert (found.count_before, found.count_after) == (before.count, after.count)
    assert (found.amount_before, found.amount_after) == (before.amount, after.amount)
    assert sum(one.count for one in found.differences) == after.count - before.count
    assert sum(one.amount for one in found.differences) == (after.amount or 0) - (before.amount or 0)
    return {
        one.name[0]: (one.count, one.amount / YI, [str(reason.cause) for reason in one.reasons])
        for one in found.differences
    }


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (at(4, 1), at(4, 2), {}),
        (at(4, 1), at(5, 1), {"乙": (1, 8, [Cause.LATE])}),
        (at(5, 1), at(5, 11), {"丙": (-1, -3, [Cause.REVOKED])}),
        (at(5, 11), at(5, 20), {"丁": (0, -2, [Cause.CORRECTED])}),
        (at(5, 20), NOW, {}),
        (at(4, 1), NOW, {
            "乙": (1, 8, [Cause.LATE]), "丙": (-1, -3, [Cause.REVOKED]), "丁": (0, -2, [Cause.CORRECTED]),
        }),
    ],
)  # fmt: skip
def test_a_published_quarter_is_explained(
    story: Story, a: datetime, b: datetime, expected: dict[str, tuple[int, int, list[str]]]
) -> None:
    told = explained(story, SIGNED, then(MARCH, a), then(MARCH, b))
    shown = {name: (count, yi, causes[:1]) for name, (count, yi, causes) in told.items()}
    assert shown == {
        name: (count, Decimal(yi), [str(one) for one in causes]) for name, (count, yi, causes) in expected.items()
    }


def test_a_move_between_units_is_named(story: Story) -> None:
    question = Question(Over.FLOW, PRESENT, Filters(organisation="340207"), step="sign", period=FIRST_QUARTER)
    found = explained(story, question, then(MARCH, at(6, 30)), then(MARCH, NOW))
    assert found == {"丁": (1, Decimal(6), ["moved"])}
    cell = Question(Over.FLOW, PRESENT, step="sign", period=FIRST_QUARTER, by=Dimension(By.CHAIN), cell="人工智能")
    assert explained(story, cell, then(MARCH, at(6, 30)), then(MARCH, NOW)) == {"丁": (1, Decimal(6), ["reclassified"])}


def test_another_day_is_told_by_what_happened_since(story: Story) -> None:
    year = Question(Over.FLOW, PRESENT, step="sign", period=YEAR)
    found = explained(story, year, then(on(5, 31), NOW), then(on(8, 31), NOW))
    assert found == {
        "丙": (1, Decimal(3), ["happened"]),
        "丁": (0, Decimal("2.5"), ["increased"]),
        "戊": (0, Decimal(-2), ["reduced"]),
    }


def test_a_funnel_is_explained_by_steps_and_standings(story: Story) -> None:
    going = Question(Over.STOCK, PRESENT, Filters(standings=("active",)), stages=("signed",))
    found = explained(story, going, then(on(9, 5), at(9, 6)), then(on(9, 5), NOW))
    assert found == {"乙": (-1, Decimal(-8), ["standing"])}
    found = explained(story, Question(Over.STOCK, PRESENT), then(on(1, 31), at(1, 6)), then(on(1, 31), at(1, 8)))
    assert found == {"丙": (1, Decimal(3), ["late"]), "丁": (1, Decimal(8), ["late"])}


def test_a_negotiation_s_amount_is_what_was_known(story: Story) -> None:
    talks = Question(Over.STOCK, PRESENT, stages=("negotiating",))
    found = explained(story, talks, then(on(9, 30), at(9, 30)), then(on(9, 30), NOW))
    assert found == {"己": (0, Decimal(2), ["reclassified"])}


def test_every_reason_says_when_and_by_whom(story: Story) -> None:
    found = differences(story.city.leader, encode(SIGNED), then(MARCH, at(4, 1)), then(MARCH, NOW))
    told = {one.name[0]: one.reasons[0] for one in found.differences}
    assert told["乙"].sentence == "2026-03-20签约，2026-04-15 10:00记录。"
    assert told["丙"].sentence == "2026-02-10的“签约”认定被撤销，2026-05-10 10:00记录。"
    assert told["丁"].sentence == "更正：总投资由8.00 亿元改为6.00 亿元，2026-03-01生效。"
    assert {one.by for one in told.values()} == {"钱认"}
    assert [one.number for one in found.differences] == sorted(one.number for one in found.differences)
