"""Tiers and differences against a slow reference; what a unit that is missing does to them; the frozen hash."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import NOW, City
from tests.workflow.reporting.samples import at, opened, reported, row
from workflow.reporting import triggers
from workflow.reporting.differences import Entry, Unit, compare, told_twice
from workflow.reporting.models import ReportRound, ReturnVersion
from workflow.reporting.queries.contents import is_as_frozen
from workflow.reporting.queries.figures import figures_of
from workflow.reporting.services import close_round, open_rounds
from workflow.reporting.tiers import tiers_of

THRESHOLDS = (200_000, 500_000, 1_000_000)
DUE, NEXT = date(2026, 11, 18), date(2026, 12, 2)


@pytest.mark.parametrize("seed", range(20))
def test_tiers_are_those_of_counting_one_by_one(seed: int) -> None:
    draw = random.Random(seed)
    choices = [None, *map(Decimal, (199_999, 200_000, 499_999, 500_000, 999_999, 1_000_000, 5_000_000))]
    amounts = [draw.choice(choices) for _ in range(draw.randrange(40))]
    nested = tiers_of(amounts, THRESHOLDS, exclusive=False)
    bands = tiers_of(amounts, THRESHOLDS, exclusive=True)
    for place, least in enumerate(THRESHOLDS):
        reach = [one for one in amounts if one is not None and one >= least]
        assert (nested[place].count, nested[place].amount_wan) == (len(reach), sum(reach, Decimal(0)))
        upper = [*THRESHOLDS[1:], 10**12][place]
        within = [one for one in reach if one < upper]
        assert (bands[place].count, bands[place].amount_wan) == (len(within), sum(within, Decimal(0)))
    assert sum(one.count for one in bands) == len(amounts), "bands, 不足 and 未填 together are everything"


def entries(unit: str, held: dict[str, int | None]) -> list[Entry]:
    return [Entry(Unit(unit, unit), key, key, None if wan is None else Decimal(wan)) for key, wan in held.items()]


def test_two_units_of_one_name_are_two_and_a_unit_that_is_renamed_is_one() -> None:
    here, there = Unit("340212-TC", "投促中心"), Unit("340207-TC", "投促中心")
    told = {here: [Entry(here, "a", "甲", None)], there: [Entry(there, "a", "甲", None), Entry(there, "b", "乙", None)]}
    renamed = Unit("340212-TC", "招商中心")
    found = compare(told, {renamed: [Entry(renamed, "a", "甲", None)], there: told[there]})
    assert (found.same, found.new, found.gone, found.uncompared) == (3, [], [], [])
    assert told_twice(told) == [("甲", [here, there])]


@pytest.mark.parametrize("seed", range(30))
def test_differences_are_those_of_comparing_pair_by_pair(seed: int) -> None:
    draw = random.Random(seed)

    def held() -> dict[str, dict[str, int | None]]:
        units = draw.sample("甲乙丙丁", draw.randrange(5))
        return {
            unit: {key: draw.choice([None, 1, 2]) for key in draw.sample("abcde", draw.randrange(6))} for unit in units
        }

    then, now = held(), held()
    before, after = ({Unit(u, u): entries(u, rows) for u, rows in held.items()} for held in (then, now))
    found = compare(before, after)
    both = set(then) & set(now)
    pairs = Counter(
        "new"
        if key not in then[u]
        else "gone"
        if key not in now[u]
        else "moved"
        if then[u][key] != now[u][key]
        else "same"
        for u in both
        for key in {*then[u], *now[u]}
    )
    assert (len(found.new), len(found.gone), len(found.moved), found.same) == tuple(
        pairs[kind] for kind in ("new", "gone", "moved", "same")
    )
    assert {one.code for one in found.uncompared} == set(then) ^ set(now)


@pytest.fixture
def two(city: City) -> ReportRound:
    """Round 1 with everybody, round 2 with 鸠江 missing."""
    first = opened(city, due_on=DUE)
    reported(city, first, row("甲", "25"), row("乙", "30"), now=NOW)
    reported(city, first, row("丙", "60"), unit=city.sibling, by=city.sibling_clerk, now=NOW)
    reported(city, first, is_nil=True, unit=city.park, by=city.dispatcher, now=NOW)
    close_round(first.pk, by=city.dispatcher, now=at(DUE, 20))
    open_rounds(at(date(2026, 11, 30)))
    second = first.request.rounds.get(sequence=2)
    reported(city, second, row("甲项目", "28"), row("丁", "100"), now=at(NEXT))
    reported(city, second, row("丁", "100"), unit=city.park, by=city.dispatcher, now=at(NEXT, 20))
    return second


@pytest.mark.django_db
def test_a_missing_unit_has_not_lost_its_projects(city: City, two: ReportRound) -> None:
    found = figures_of(two, city.dispatcher, at(NEXT, 21))
    told = found.comparison
    assert told is not None
    assert [one.name for one in told.new] == ["丁", "丁"] and [one.name for one in told.gone] == ["乙"]
    assert [one.words for one in told.moved] == ["由25.00亿元调增至28.00亿元"]
    assert [str(one) for one in told.uncompared] == ["鸠江区"]
    assert [(name, [str(one) for one in units]) for name, units in found.twice] == [("丁", ["繁昌区", "芜湖经开区"])]
    assert told.words == "新增2项（200.00亿元）、减少1项（30.00亿元）、1项金额变动"
    assert found.counts == {"on_time": 1, "late": 1, "missing": 1, "owed": 0, "exempt": 0}
    assert [(one.count, one.amount_wan) for one in found.nested] == [(3, 2_280_000), (2, 2_000_000), (2, 2_000_000)]


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_the_api_names_the_units_of_a_difference_by_code_and_by_name(
    city: City, two: ReportRound, client: Client
) -> None:
    client.force_login(city.dispatcher)
    told = client.get(reverse("api:report-round-summary", args=[two.pk])).json()["comparison"]
    units = [(one["unit"], one["unit_name"]) for one in told["new"]]
    assert units == [(city.district.code, "繁昌区"), (city.park.code, "芜湖经开区")]
    assert (told["uncompared"], told["uncompared_names"]) == ([city.sibling.code], ["鸠江区"])


@pytest.mark.django_db
def test_a_reader_is_told_of_the_units_in_his_sight_alone(city: City, two: ReportRound) -> None:
    found = figures_of(two, city.clerk, at(NEXT, 21))
    assert [one.report.unit.name for one in found.units] == ["繁昌区"]
    assert found.comparison is not None and found.comparison.uncompared == [] and found.twice == []


@pytest.mark.django_db
def test_the_queries_do_not_grow_with_the_rows(city: City, two: ReportRound) -> None:

    with CaptureQueriesContext(connection) as few:
        figures_of(two, city.dispatcher, at(NEXT, 21))
    many = [row(f"项目{n}", "30") for n in range(60)]
    reported(city, two, *many, unit=city.sibling, by=city.sibling_clerk, now=at(NEXT, 21))
    with CaptureQueriesContext(connection) as more:
        figures_of(two, city.dispatcher, at(NEXT, 21))
    assert len(more) <= len(few) + 1


@pytest.mark.django_db
def test_the_hash_of_a_closed_round_tells_when_it_was_touched(city: City, two: ReportRound) -> None:
    first = two.request.rounds.get(sequence=1)
    assert is_as_frozen(first)
    triggers.remove(connection)
    try:
        ReturnVersion.objects.filter(report__round=first, report__unit=city.district).update(rows=[])
        assert not is_as_frozen(first)
    finally:
        triggers.install(connection)
