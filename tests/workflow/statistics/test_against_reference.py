"""The fast figures and the patient clerk's agree, whatever was recorded, for any day as known at any instant.

CI runs a slice. ``LUODI_FIGURES=200`` runs so many random cities of forty projects, each with as many questions.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from projects.funds.kinds import Origin
from projects.funds.models import Fund
from projects.ledger.models import Project
from projects.people.models import Officer
from tests.factories import NOW, City, build_city
from tests.workflow.statistics import reference
from tests.workflow.statistics.asking import LEVELS, TAG, Narrowed, any_filters, any_period
from tests.workflow.statistics.histories import moments, random_stories
from tests.workflow.statistics.population import Arrival, Event, Population, Story, tag, write
from tests.workflow.statistics.reference import MONEY, STAGE_OF, STAGES, Counted, Ledger, Reading, Wait
from workflow.statistics import queries
from workflow.statistics.figures import Cell, Over, Question
from workflow.statistics.models import FrozenFigure
from workflow.statistics.services import freeze
from workflow.statistics.terms import By, Dimension, Measure, Moment, Period

CITIES = int(os.environ.get("LUODI_FIGURES", "0")) or 4
PROJECTS = 40
SECOND = timedelta(seconds=1)
QUESTIONS = 3
"""Of each kind, in each city."""
MEASURES = ((Measure.TOTAL_WAN, MONEY[0]), (Measure.FIXED_WAN, MONEY[1]))
RULES = settings(
    max_examples=CITIES,
    deadline=None,
    derandomize=CITIES == 4,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    database=None,
)


class World:
    """A city of random projects, its ledger, and what to ask of it."""

    def __init__(self, seed: int, projects: int = PROJECTS) -> None:
        self.random = Random(seed)
        self.city: City = build_city()
        self.stories: list[Story] = random_stories(self.city, self.random, projects)
        self.projects: list[Project] = write(self.city, self.stories)
        tag(self.random.sample(self.projects, projects // 3), TAG)
        self.ledger = Ledger()
        self.officer: Officer = self.city.dispatcher

    def moment(self) -> tuple[date, datetime]:
        return moments(self.stories, self.random)[0]

    def reading(self, at: Moment, seen: Any = None) -> Reading:
        return Reading(self.ledger, at.as_of, at.known_at, seen)

    def asked(self) -> tuple[Moment, Reading, Narrowed]:
        """A moment, the ledger then, and some conditions."""
        as_of, known_at = self.moment()
        at = Moment(as_of, known_at, is_latest=False)
        return at, self.reading(at), any_filters(self.city, [one.pk for one in self.projects], self.random)


def agrees(world: World, cell: Cell, counted: Sequence[Counted], told: Any) -> None:
    """Number, money, and the rows behind them are the reference's."""
    assert (cell.count, cell.amount or 0) == (reference.count_of(counted), reference.money_of(counted)), told
    rows = queries.rows(world.officer, cell.figure)
    found = {(str(one.kind), one.id, one.count, one.amount or 0) for one in rows}
    assert found == {(one.kind, one.id, one.count, one.amount or 0) for one in counted}, told
    assert len(rows) == len(found)
    assert sum(one.count for one in rows) == cell.count
    assert sum((one.amount or Decimal(0) for one in rows), Decimal(0)) == (cell.amount or 0)


class TestTheReferenceAgrees(TestCase):
    @RULES
    @given(st.integers(0, 2**32))
    def test_on_every_figure(self, seed: int) -> None:
        world = World(seed)
        for _ in range(QUESTIONS):
            for ask in (flows, stocks, cohorts, tiers, waits, arrivals, differences, presents):
                ask(world)

    @RULES
    @given(st.integers(0, 2**32))
    def test_of_what_one_district_may_see(self, seed: int) -> None:
        world = World(seed, projects=15)
        world.officer = world.city.clerk
        seen = set(Project.objects.visible_to(world.officer).values_list("pk", flat=True))
        at, _, narrowed = world.asked()
        counted = world.reading(at, seen).stock(STAGES, narrowed.where)
        funnel = queries.funnel(world.officer, moment=at, filters=narrowed.filters)
        agrees(world, funnel.total, counted, (seed, at, narrowed))

    @RULES
    @given(st.integers(0, 2**32))
    def test_what_was_known_stays_known_whatever_is_recorded_later(self, seed: int) -> None:
        city, random = build_city(), Random(seed)
        stories = random_stories(city, random, 20)
        as_of, known_at = moments(stories, random)[0]
        stories = [story for story in stories if story.born <= known_at]
        early = [_split(story.events, lambda at: at <= known_at) for story in stories]
        later = [_split(story.events, lambda at: at > known_at) for story in stories]
        population = Population(city, [replace(one, events=some) for one, some in zip(stories, early, strict=True)])
        keys = [one.pk for one in population.projects()]
        asked = [any_filters(city, keys, random) for _ in range(3)] if keys else []
        at, period = Moment(as_of, known_at), any_period(random)
        before = [_answers(city.dispatcher, at, period, one) for one in asked]
        question = Question(Over.FLOW, at, step="sign", period=period, by=Dimension(By.UNIT))
        frozen = freeze(question, title="通报", by=city.dispatcher, now=known_at)
        population.go_on(later)
        Fund.objects.filter(state="confirmed").update(
            state="withdrawn", withdrawn_at=known_at + SECOND, withdrawn_by=city.dispatcher, withdrawn_reason="退款"
        )
        assert before == [_answers(city.dispatcher, at, period, one) for one in asked], (seed, at)
        again = freeze(question, title="通报", by=city.dispatcher, now=known_at + timedelta(days=900))
        assert FrozenFigure.objects.get(pk=frozen.pk).is_whole
        assert (again.sha256, again.rows) == (frozen.sha256, frozen.rows), (seed, at)


def _split(events: tuple[Event, ...], when: Callable[[datetime], bool]) -> tuple[Event, ...]:
    return tuple(replace(one, withdrawn_at=None) if isinstance(one, Arrival) else one for one in events if when(one.at))


def _answers(officer: Officer, at: Moment, period: Period, narrowed: Narrowed) -> list[Any]:
    """Totals and rows of every kind of figure."""
    asked: dict[str, Any] = {"moment": at, "filters": narrowed.filters}
    cells = [queries.flow(officer, step=step, period=period, **asked).total for step in STAGE_OF]
    cells += [queries.funnel(officer, **asked).total, queries.arrived(officer, period=period, **asked).total]
    rows = [[(one.id, one.count, one.amount) for one in queries.rows(officer, cell.figure)] for cell in cells]
    cohort = queries.cohort(officer, entered=period, **asked)
    waited = queries.durations(officer, from_stage="signed", to_stage="started", entered=period, **asked)
    return [
        [(cell.count, cell.amount) for cell in cells],
        rows,
        [(rate.reached, rate.size) for rate in cohort.rates.values()],
        (waited.reached, waited.waiting, waited.left, waited.quartiles),
    ]


def flows(world: World) -> None:
    at, then, narrowed = world.asked()
    step, period = world.random.choice(list(STAGE_OF)), any_period(world.random)
    measure, column = world.random.choice(MEASURES)
    counted = then.flow(step, period.from_on, period.to_on, narrowed.where, column)
    asked: dict[str, Any] = {"step": step, "period": period, "moment": at, "filters": narrowed.filters}
    figure = queries.flow(world.officer, **asked, measure=measure)
    told = (asked, measure)
    agrees(world, figure.total, counted, told)
    added = [one for one in counted if one.kind == "increase"]
    assert (figure.total.increases, figure.total.increase_amount or 0) == (len(added), reference.money_of(added)), told
    by_unit = queries.flow(world.officer, **asked, measure=measure, by=Dimension(By.UNIT))
    for cell in by_unit.cells:
        inside = [one for one in counted if _code(world, then, one) == cell.key]
        agrees(world, cell, inside, (told, cell.key))
    assert sum(cell.count for cell in by_unit.cells) == reference.count_of(counted)


def _code(world: World, then: Reading, one: Counted) -> str:
    return str(world.ledger.units[then.known(one.file, "landing_organisation")].code)


def stocks(world: World) -> None:
    at, then, narrowed = world.asked()
    measure, column = world.random.choice(MEASURES)
    counted = then.stock(STAGES, narrowed.where, column)
    funnel = queries.funnel(world.officer, moment=at, filters=narrowed.filters, measure=measure)
    agrees(world, funnel.total, counted, (at, narrowed))
    for stage in STAGES:
        there = [one for one in counted if then.stage(one.file) == stage]
        if there or stage in funnel.stages:
            agrees(world, funnel.stages[stage], there, (at, narrowed, stage))
    for standing in ("active", "suspended", "terminated", "withdrawn"):
        there = [one for one in counted if then.standing(one.file) == standing]
        if there or standing in funnel.standings:
            agrees(world, funnel.standings[standing], there, (at, narrowed, standing))


def cohorts(world: World) -> None:
    at, then, narrowed = world.asked()
    period = any_period(world.random)
    stage = world.random.choice(("signed", "signed", "registered"))
    members = then.cohort(stage, period.from_on, period.to_on, narrowed.where)
    found = queries.cohort(world.officer, moment=at, entered=period, stage=stage, filters=narrowed.filters)
    told = (stage, period, at, narrowed)
    assert (found.size, found.amount or 0) == (len(members), reference.money_of(members)), told
    for later in STAGES[STAGES.index(stage) + 1 :]:
        came = then.reached(members, later)
        rate = found.rates[later]
        assert (rate.reached, rate.size) == (len(came), len(members)), (told, later)
        assert rate.percent == _percent(len(came), len(members)), (told, later)
        behind = {one.id for one in queries.rows(world.officer, rate.figure)}
        assert len(behind) == len(came), (told, later)
    lines = queries.conversions(world.officer, moment=at, entered=period, stage=stage, filters=narrowed.filters)
    assert sum(line.size for line in lines.lines) == len(members), told
    for line in lines.lines:
        month = [
            one for one in members if one.on and (one.on.year, one.on.month) == (line.month.year, line.month.month)
        ]
        assert line.size == len(month), (told, line.month)
        for later in line.rates:
            assert line.rates[later].reached == len(then.reached(month, later)), (told, line.month, later)
        assert line.left == sum(then.standing(one.file) in reference.GONE for one in month), (told, line.month)


def _percent(part: int, whole: int) -> Decimal | None:
    """Half up at the second decimal, in whole numbers."""
    return Decimal((part * 20_000 + whole) // (2 * whole)) / 100 if whole else None


def tiers(world: World) -> None:
    at, then, narrowed = world.asked()
    levels = sorted(world.random.sample(LEVELS, world.random.randrange(1, 6)))
    period = any_period(world.random)
    if world.random.random() < 0.5:
        counted = then.flow("sign", period.from_on, period.to_on, narrowed.where)
        question = Question(Over.FLOW, at, narrowed.filters, step="sign", period=period)
    else:
        counted = then.stock(STAGES[1:], narrowed.where)
        question = Question(Over.STOCK, at, narrowed.filters, stages=STAGES[1:])
    found = queries.tiers(world.officer, thresholds_wan=levels, of=question)
    told = (question, levels)
    assert found.total.count == reference.count_of(counted), told
    for cell, inside in zip(found.nested, reference.nested(counted, levels), strict=True):
        assert (cell.count, cell.amount or 0) == (reference.count_of(inside), reference.money_of(inside)), told
    exclusive = {cell.key: cell for cell in found.exclusive}
    for low, inside in zip(("below", *levels), reference.bands(counted, levels), strict=True):
        cell = exclusive.get(low if isinstance(low, str) else f"{low.normalize():f}")
        if inside or cell:
            assert cell is not None, (told, low)
            agrees(world, cell, inside, (told, low))


def waits(world: World) -> None:
    at, then, narrowed = world.asked()
    period = any_period(world.random)
    first, last = world.random.choice((("signed", "started"), ("signed", "registered"), ("registered", "producing")))
    members = then.cohort(first, period.from_on, period.to_on, narrowed.where)
    waited: list[Wait] = then.waits(members, last, lambda file: then.day(file, first))
    found = queries.durations(
        world.officer, from_stage=first, to_stage=last, moment=at, entered=period, filters=narrowed.filters
    )
    told = (first, last, period, at, narrowed)
    states = [one.state for one in waited]
    assert (found.reached, found.waiting, found.left) == tuple(map(states.count, ("reached", "waiting", "left"))), told
    shares = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4))
    assert found.quartiles == tuple(reference.quantile(waited, share) for share in shares), told
    arrived = [one.days for one in waited if one.state == "reached"]
    assert (found.shortest, found.longest) == (min(arrived, default=None), max(arrived, default=None)), told


def arrivals(world: World) -> None:
    at, then, narrowed = world.asked()
    period, origin = any_period(world.random), world.random.choice(("", *Origin.values))
    usd = world.random.random() < 0.3
    counted = then.arrivals(period.from_on, period.to_on, narrowed.where, origin, usd)
    found = queries.arrived(
        world.officer,
        period=period,
        moment=at,
        filters=narrowed.filters,
        measure=Measure.FOREIGN_USD if usd else Measure.ARRIVED_WAN,
        origin=origin,
    )
    agrees(world, found.total, counted, (period, origin, usd, at, narrowed))


def differences(world: World) -> None:
    before, _, narrowed = world.asked()
    after, _, _ = world.asked()
    step, period = world.random.choice(list(STAGE_OF)), any_period(world.random)
    figure = queries.flow(world.officer, step=step, period=period, moment=before, filters=narrowed.filters).total.figure
    sides = [world.reading(at).flow(step, period.from_on, period.to_on, narrowed.where) for at in (before, after)]
    explained(world, figure, before, after, sides, (step, period, before, after, narrowed))
    figure = queries.funnel(world.officer, moment=before, filters=narrowed.filters).total.figure
    sides = [world.reading(at).stock(STAGES, narrowed.where) for at in (before, after)]
    explained(world, figure, before, after, sides, (before, after, narrowed))


def explained(world: World, figure: str, before: Moment, after: Moment, sides: list[list[Counted]], told: Any) -> None:
    """The two readings, and exactly the projects between them, each with a cause."""
    found = queries.differences(world.officer, figure, before, after)
    counts, sums = [reference.count_of(side) for side in sides], [reference.money_of(side) for side in sides]
    assert (found.count_before, found.count_after) == tuple(counts), told
    assert [found.amount_before or 0, found.amount_after or 0] == sums, told
    assert sum(one.count for one in found.differences) == counts[1] - counts[0], told
    assert sum((one.amount for one in found.differences), Decimal(0)) == sums[1] - sums[0], told
    expected = reference.difference(*sides)
    told_of = {one.project_id: (one.count, one.amount) for one in found.differences}
    assert {key: value for key, value in told_of.items() if value != (0, 0)} == expected, told
    assert all(one.reasons for one in found.differences if one.project_id in expected), told


def presents(world: World) -> None:
    """Where everything is known the faster reading of the present file gives the same answer."""
    _, _, narrowed = world.asked()
    last = max((event.at for story in world.stories for event in story.events), default=NOW)
    at = Moment.asked(now=last + timedelta(days=900))
    assert at.is_present
    then = world.reading(at)
    funnel = queries.funnel(world.officer, moment=at, filters=narrowed.filters)
    agrees(world, funnel.total, then.stock(STAGES, narrowed.where), (at, narrowed))
    period = any_period(world.random)
    for step in STAGE_OF:
        counted = then.flow(step, period.from_on, period.to_on, narrowed.where)
        figure = queries.flow(world.officer, step=step, period=period, moment=at, filters=narrowed.filters)
        agrees(world, figure.total, counted, (step, period, at, narrowed))
