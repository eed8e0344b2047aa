"""Newly signed in a period: what counts, once, and what it is worth, as of a day and as known (domain.md 3 and 4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from projects.errors import DomainError, Invalid, NotFound
from projects.ledger.models import Project
from projects.ledger.models.projects import sight_of
from projects.ledger.stages import Step
from tests.workflow.statistics.samples import FIRST_QUARTER, NOW, PRESENT, YEAR, YI, Story, at, on, then
from workflow.statistics.figures import Row
from workflow.statistics.filters import Filters
from workflow.statistics.queries import cursor_of, flow, rows, value_of, year_on_year
from workflow.statistics.terms import By, Dimension, Measure, Moment, Period, Role
from workflow.steps.models import Transition

pytestmark = pytest.mark.django_db


def signed(story: Story, moment: Moment = PRESENT, period: Period = YEAR, **over: Any) -> tuple[int, Decimal]:
    """Number and 亿元."""
    total = flow(story.city.leader, step=Step.SIGN, period=period, moment=moment, **over).total
    return total.count, (total.amount or Decimal(0)) / YI


END_OF_MARCH = on(3, 31)


@pytest.mark.parametrize(
    ("known", "count", "yi"),
    [
        (at(2, 10), 0, 0),  # nothing is recorded yet
        (at(2, 11), 1, 3),
        (at(3, 31), 4, 21.5),  # 3 + 8 + 9.5 + 1
        (at(4, 15, 9), 4, 21.5),
        (at(4, 15), 5, 29.5),  # 乙, 8亿, reported late
        (at(5, 10, 9), 5, 29.5),
        (at(5, 10), 4, 26.5),  # 丙 revoked: from the instant that is known
        (at(5, 20), 4, 24.5),  # 丁 corrected from 8 to 6
        (at(6, 2), 4, 24.5),  # 丙 signed again counts in June, not here
        (at(6, 12), 4, 24.5),  # an increase is an event of its own day
        (NOW, 4, 24.5),
    ],
)
def test_the_first_quarter_depends_on_what_was_known(story: Story, known: datetime, count: int, yi: float) -> None:
    assert signed(story, then(END_OF_MARCH, known), FIRST_QUARTER) == (count, Decimal(str(yi)))


@pytest.mark.parametrize(
    ("as_of", "count", "yi"),
    [
        (on(2, 9), 0, 0),
        (on(2, 10), 0, 0),  # the first signing of 丙 does not count, as known today
        (on(3, 1), 1, 6),
        (on(3, 31), 4, 24.5),
        (on(6, 1), 5, 27.5),
        (on(6, 9), 5, 27.5),
        (on(6, 10), 5, 30),  # the increment of 丁, without a new number
        (on(7, 31), 5, 30),
        (on(8, 1), 5, 28),  # 戊 reduced from 9.5 to 7.5 from that day on
        (on(11, 18), 5, 28),
    ],
)
@pytest.mark.parametrize("is_latest", [True, False], ids=["latest", "walked"])
def test_the_year_depends_on_the_day(story: Story, as_of: date, count: int, yi: float, is_latest: bool) -> None:
    assert signed(story, Moment(as_of, NOW, is_latest)) == (count, Decimal(str(yi)))


def test_an_increase_is_told_apart_from_the_new_projects(story: Story) -> None:
    june = Period(on(6, 1), on(6, 30))
    total = flow(story.city.leader, step=Step.SIGN, period=june, moment=PRESENT).total
    assert (total.count, total.increases) == (1, 1)
    assert (total.amount, total.increase_amount) == (5 * YI + YI / 2, 2 * YI + YI / 2)


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        (Filters(min_total_wan=YI), 5),
        (Filters(min_total_wan=YI + Decimal("0.0001")), 4),  # 以上 includes exactly 1亿元
        (Filters(max_total_wan=YI), 1),
        (Filters(below_total_wan=YI), 0),
        (Filters(min_total_wan=6 * YI), 3),  # 丁 as corrected, whatever it grew to since
        (Filters(min_total_wan=Decimal("6.1") * YI), 2),
        (Filters(foreign_currency="USD", min_foreign_wan=Decimal(13_000)), 1),
        (Filters(foreign_currency="USD", min_foreign_wan=Decimal("13000.0001")), 0),
        (Filters(foreign_currency="EUR"), 0),
        (Filters(is_industrial=False), 1),
        (Filters(industry="C"), 5),
        (Filters(industry="C36"), 1),
        (Filters(chain="新能源"), 1),
        (Filters(channel="industry"), 1),
        (Filters(tag="春季"), 1),
        (Filters(tag="外资"), 1),
        (Filters(standings=("terminated",)), 1),
        (Filters(standings=("active",)), 4),
        (Filters(organisation="340200"), 5),
        (Filters(organisation="340207"), 1),
        (Filters(organisation="340212"), 4),
        (Filters(organisation="340212", role=Role.FIRST_CONTACT), 5),
        (Filters(organisation="340207", role=Role.LEAD), 0),
        (Filters(projects=()), 0),
    ],
)
@pytest.mark.parametrize("is_latest", [True, False], ids=["latest", "walked"])
def test_a_filter_narrows_the_figure(story: Story, filters: Filters, count: int, is_latest: bool) -> None:
    assert signed(story, replace(PRESENT, is_latest=is_latest), filters=filters)[0] == count


@pytest.mark.parametrize(
    ("filters", "before", "after"),
    [
        (Filters(organisation="340207"), 0, 1),
        (Filters(organisation="340212"), 5, 4),
        (Filters(chain="人工智能"), 0, 1),
        (Filters(tag="春季"), 2, 1),
        (Filters(tag="外资"), 1, 1),
        (Filters(standings=("active",)), 5, 5),
    ],
)
def test_particulars_are_read_as_they_were_known(story: Story, filters: Filters, before: int, after: int) -> None:
    june = on(6, 30)
    assert signed(story, then(june, at(7, 1, 9)), filters=filters)[0] == before
    assert signed(story, then(june, at(7, 1)), filters=filters)[0] == after


@pytest.mark.parametrize(
    ("by", "cells"),
    [
        (Dimension(By.UNIT), {"340212": 4, "340207": 1}),
        (Dimension(By.UNIT, level=2), {"340200": 5}),
        (Dimension(By.UNIT, level=1), {"340000": 5}),
        (Dimension(By.UNIT, role=Role.LEAD), {"": 5}),
        (Dimension(By.INDUSTRY), {"C36": 1, "C38": 4}),
        (Dimension(By.INDUSTRY, level=1), {"C": 5}),
        (Dimension(By.CHAIN), {"新能源": 1, "汽车": 1, "人工智能": 1, "": 2}),
        (Dimension(By.CHANNEL), {"industry": 1, "": 4}),
        (Dimension(By.MONTH), {"2026-03": 4, "2026-06": 1}),
        (Dimension(By.TAG), {"春季": 1, "外资": 1, "": 3}),
        (Dimension(By.CHIEF), {"": 5}),
        (Dimension(By.ORIGIN), {"": 5}),
        (
            Dimension(By.TIER, thresholds_wan=(YI, 5 * YI, 8 * YI)),
            {"10000": 2, "50000": 2, "80000": 1},
        ),
    ],
)
@pytest.mark.parametrize("is_latest", [True, False], ids=["latest", "walked"])
def test_every_cell_opens_to_exactly_its_rows(
    story: Story, by: Dimension, cells: dict[str, int], is_latest: bool
) -> None:
    leader, moment = story.city.leader, replace(PRESENT, is_latest=is_latest)
    found = flow(leader, step=Step.SIGN, period=YEAR, moment=moment, by=by)
    assert {one.key: one.count for one in found.cells if one.count} == cells
    assert (found.total.count, found.total.amount) == (5, 28 * YI)
    for one in (*found.cells, found.total):
        opened = rows(leader, one.figure)
        assert sum(row.count for row in opened) == one.count
        assert sum(row.amount or 0 for row in opened) == one.amount
        again = value_of(leader, one.figure)
        assert (again.key, again.label, again.count, again.amount) == (one.key, one.label, one.count, one.amount)


def test_rows_are_paged_without_loss(story: Story) -> None:
    leader = story.city.leader
    figure = flow(leader, step="sign", period=YEAR, moment=PRESENT).total.figure
    whole = rows(leader, figure)
    paged: list[Row] = []
    while page := rows(leader, figure, limit=2, after=cursor_of(paged[-1]) if paged else ""):
        paged += page
    assert paged == whole
    assert len(whole) == 6  # five signings and an increase
    with pytest.raises(NotFound):
        rows(leader, figure, after="x|y")


@pytest.mark.parametrize("who", ["leader", "clerk", "sibling_clerk", "dispatcher", "chief"])
def test_sight_is_that_of_the_ledger(story: Story, who: str) -> None:
    officer = getattr(story.city, who)
    seen = set(Project.objects.visible_to(officer).values_list("pk", flat=True))
    assert set(Project.objects.filter(sight_of(officer)).values_list("pk", flat=True)) == seen
    steps = Transition.objects.filter(sight_of(officer, "project__"))
    assert set(steps.values_list("pk", flat=True)) == set(
        Transition.objects.visible_to(officer).values_list("pk", flat=True)
    )


def test_who_sees_less_counts_less(story: Story) -> None:
    figure = flow(story.city.leader, step=Step.SIGN, period=YEAR, moment=PRESENT).total.figure
    assert flow(story.city.sibling_clerk, step=Step.SIGN, period=YEAR, moment=PRESENT).total.count == 1
    assert {row.project_id for row in rows(story.city.sibling_clerk, figure)} == {story.changed.pk}


def test_a_year_ago_there_was_nothing(story: Story) -> None:
    found = year_on_year(story.city.leader, step=Step.SIGN, period=FIRST_QUARTER, moment=PRESENT)
    assert (found.count.now, found.count.then, found.count.percent, found.count.note) == (4, 0, None, "上年同期为0")


def test_a_figure_asks_the_database_once(story: Story, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        flow(story.city.leader, step=Step.SIGN, period=YEAR, moment=PRESENT)
    with django_assert_num_queries(4):  # the unit, the figure, its units and their former names
        flow(
            story.city.leader, step=Step.SIGN, period=YEAR, moment=then(on(6, 30), NOW),
            filters=Filters(organisation="340200", min_total_wan=YI), by=Dimension(By.UNIT),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("over", "refusal"),
    [
        ({"step": "revoke"}, Invalid),
        ({"measure": Measure.ARRIVED_WAN}, Invalid),
        ({"filters": Filters(organisation="没有")}, NotFound),
        ({"filters": Filters(min_foreign_wan=Decimal(1))}, Invalid),
    ],
)
def test_what_makes_no_sense_is_refused(story: Story, over: dict[str, Any], refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        flow(story.city.leader, **{"step": Step.SIGN, "period": YEAR, "moment": PRESENT, **over})
