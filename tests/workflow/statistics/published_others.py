"""赣州 2021 and 2022, 濉溪 2021, as published."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from projects.errors import Invalid
from projects.ledger.stages import Step
from projects.people.models import Organisation
from tests.factories import City, fresh
from tests.workflow.statistics.population import Arrival, Story, at_noon, simple, tag, write
from tests.workflow.statistics.published import YI, Published, flow_of, other_city, proves, spread, summing, within
from workflow.statistics.arithmetic import mean, year_on_year
from workflow.statistics.figures import Over, Question
from workflow.statistics.filters import Filters
from workflow.statistics.queries import arrived, cohort, durations, flow, rows, tiers
from workflow.statistics.sentences import (
    average_sentence,
    cohort_sentence,
    tiers_sentence,
)
from workflow.statistics.terms import Measure, Moment, Period
from workflow.statistics.wording import foreign_name, yi_name


@proves("GZ-01", "GZ-02", "GZ-03")
def cohort_rate(city: City, line: Published) -> None:
    """One list of 121; what others reached in the same days changes nothing."""
    size, reached = line.given("size")[0], line.given("reached")[0]
    stage = {"GZ-01": "registered", "GZ-02": "started", "GZ-03": "producing"}[line.id]
    ganzhou, signed = other_city(city, "360700", "赣州"), date(2021, 5, 20)
    path = [(Step.REGISTER, date(2021, 8, 1)), (Step.START, date(2021, 11, 1)), (Step.PRODUCE, date(2022, 6, 30))]
    length = ["registered", "started", "producing"].index(stage) + 1
    members = write(
        city,
        spread([ganzhou], size, YI, lambda at: [(Step.SIGN, signed), *(path[:length] if at < reached else [])]),
    )
    tag(members, "2021年签约活动")
    write(city, spread([ganzhou], 30, YI, lambda at: [(Step.SIGN, signed), *path]))
    for filters in (Filters(tag="2021年签约活动"), Filters(projects=tuple(one.pk for one in members))):
        found = cohort(city.dispatcher, moment=line.moment, filters=filters)
        assert (found.size, found.rates[stage].reached) == (size, reached)
        assert f"{found.rates[stage].percent}%" == line.expected
        assert len(rows(city.dispatcher, found.rates[stage].figure)) == reached
    assert line.expected in cohort_sentence("2021年签约活动", size, {stage: reached}, on=line.day, year=2022)


@proves("GZ-04")
def both_tiers(city: City, line: Published) -> None:
    nested, exclusive = line.given("nested"), [int(one) for one in line.expected.split(" ")[1].split(",")]
    levels = [10 * YI, 20 * YI, 50 * YI, 100 * YI]
    period = Period(date(2021, 7, 1), line.day)
    stories = [
        simple(city.park, amount, (Step.SIGN, within(period, at)))
        for low, number in zip(levels, exclusive, strict=True)
        for at, amount in enumerate([low] + [low + 5 * YI] * (number - 1))
    ]
    write(city, [*stories, simple(city.park, 10 * YI - Decimal("0.0001"), (Step.SIGN, line.day))])
    asked = Question(Over.FLOW, line.moment, step=Step.SIGN, period=period)
    found = tiers(city.dispatcher, thresholds_wan=levels, of=asked)
    assert [one.count for one in found.nested] == nested
    bands = {one.key: one.count for one in found.exclusive}
    assert [bands[f"{level.normalize():f}"] for level in levels] == exclusive
    assert sum(one.count for one in found.exclusive) == found.total.count == nested[0] + 1
    said = tiers_sentence("", list(zip(levels, nested, strict=True)))
    assert said == "10亿元以上项目69个、20亿元以上33个、50亿元以上8个、百亿元以上4个（大档包含在小档内）。"


@proves("GZ-05", "GZ-06")
def average(city: City, line: Published) -> None:
    number, total = int(line.numbers[0]), line.numbers[1] * YI
    period = Period(line.day - timedelta(days=4), line.day)
    write(
        city, [simple(city.park, one, (Step.SIGN, within(period, at))) for at, one in enumerate(summing(number, total))]
    )
    found = flow_of(city, Step.SIGN, period, line).total
    assert (found.count, found.amount) == (number, total)
    each = mean((found.amount or Decimal(0)) / YI, found.count)
    assert line.expected == f"{each}亿元 each"
    assert f"平均每个{each}亿元" in average_sentence(found.count, found.amount or Decimal(0))


@proves("GZ-07")
def duration(city: City, line: Published) -> None:
    """Started in January, partly in production in August: seven months, and the sub-stage is kept."""
    started, producing = date(2021, 1, 15), date(2021, 8, 15)
    early = started - timedelta(days=60)
    (project,) = write(
        city,
        [simple(city.district, 5 * YI, (Step.SIGN, early), (Step.REGISTER, early), (Step.START, started),
                (Step.PRODUCE, producing), production_sub_stage="partial"),
         simple(city.district, 5 * YI, (Step.SIGN, early), (Step.REGISTER, early), (Step.START, started))],
    )[:1]  # fmt: skip
    found = durations(city.dispatcher, from_stage="started", to_stage="producing", moment=line.moment)
    assert (found.reached, found.waiting, found.shortest) == (1, 1, (producing - started).days)
    months = (producing.year - started.year) * 12 + producing.month - started.month
    assert line.expected == f"{months} months; sub-stage {fresh(project).production_sub_stage}"


def _arrivals(unit: Organisation, total: Decimal, year: int, **over: Any) -> list[Story]:
    day = date(year, 6, 30)
    return [
        Story(unit, YI, at_noon(day), day, (Arrival(day, at_noon(day), amount, **over),))
        for amount in summing(4, total)
    ]


@proves("SX-01")
def three_measures(city: City, line: Published) -> None:
    """固投, 省外资金 and 外资 are asked for one by one; no question adds them."""
    assert line.expected == "three money measures, never added"
    count, fixed, outside, usd = line.numbers
    year = Period(date(2021, 1, 1), line.day)
    parts = summing(int(count), fixed * YI)
    stories = [
        simple(city.park, 5000 + at, (Step.SIGN, within(year, at)), fixed_investment_wan=part)
        for at, part in enumerate(parts)
    ]
    stories += [simple(city.park, Decimal("4999.9999"), (Step.SIGN, line.day), fixed_investment_wan=Decimal(1))]
    stories += _arrivals(city.park, outside * YI, 2021)
    day = date(2021, 6, 30)
    abroad = Arrival(day, at_noon(day), usd * 7, "foreign", usd=usd)
    write(city, [*stories, Story(city.park, YI, at_noon(day), day, (abroad,))])
    asked: dict[str, Any] = {"period": year, "moment": line.moment}
    large = Filters(min_total_wan=Decimal(5000))
    signed = flow(city.dispatcher, step=Step.SIGN, filters=large, measure=Measure.FIXED_WAN, **asked)
    assert (signed.total.count, yi_name(signed.total.amount or Decimal(0))) == (10, f"{fixed}亿元")
    province = arrived(city.dispatcher, origin="outside_province", **asked)
    assert yi_name(province.total.amount or Decimal(0)) == f"{outside}亿元"
    foreign = arrived(city.dispatcher, measure=Measure.FOREIGN_USD, **asked)
    assert foreign_name(foreign.total.amount or Decimal(0), "USD") == f"{usd}万美元"
    for mixed in (Measure.ARRIVED_WAN, Measure.FOREIGN_USD):
        with pytest.raises(Invalid):
            flow(city.dispatcher, step=Step.SIGN, measure=mixed, **asked)
    with pytest.raises(Invalid):
        arrived(city.dispatcher, measure=Measure.TOTAL_WAN, **asked)


@proves("SX-02")
def target(city: City, line: Published) -> None:
    """Next year's target against what arrived this year."""
    wanted, outside = (one * YI for one in line.numbers)
    write(city, _arrivals(city.park, outside, 2021))
    end = date(2021, 12, 31)
    moment = Moment(end, at_noon(end))
    period = Period(date(2021, 1, 1), end)
    came = arrived(city.dispatcher, period=period, moment=moment, origin="outside_province").total.amount
    found = year_on_year(wanted, came or Decimal(0))
    assert line.expected == f"{found.times}x; {found.percent:+f}%"
