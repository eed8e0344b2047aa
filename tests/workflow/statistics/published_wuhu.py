"""芜湖 2018 to 2021, as published."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from projects.errors import Invalid
from projects.ledger.money import check_yi
from projects.ledger.stages import Step
from projects.people.models import Organisation
from tests.factories import City, fresh, new_project, take
from tests.workflow.statistics.population import at_noon, simple, write
from tests.workflow.statistics.published import (
    THREE_QUARTERS,
    YI,
    Published,
    flow_of,
    opens,
    proves,
    spread,
    summing,
    within,
)
from workflow.statistics.arithmetic import elapsed, elapsed_percent, hectares, intensity, mean, percent
from workflow.statistics.filters import Filters
from workflow.statistics.queries import cohort, funnel
from workflow.statistics.queries import year_on_year as flow_year_on_year
from workflow.statistics.sentences import (
    Line,
    average_sentence,
    campaign_sentence,
    completion_sentence,
    flow_sentence,
    flows_sentence,
)
from workflow.statistics.terms import Period
from workflow.statistics.wording import yi_name


@proves("WH-01", "WH-02")
def signings(city: City, line: Published) -> None:
    """前三季度 2021 beside 2020; the number of 50亿元以上 is a part of the whole. 1亿 exactly is counted."""
    now, then = line.given("now")[0], line.given("then")[0]
    _against_last_year(city, line, Step.SIGN, {"WH-01": YI, "WH-02": 50 * YI}[line.id], now, then)


@proves("WH-03", "WH-04")
def starts(city: City, line: Published) -> None:
    now, then = line.given("now")[0], line.given("then")[0]
    _against_last_year(city, line, Step.START, {"WH-03": YI, "WH-04": 50 * YI}[line.id], now, then)


def _against_last_year(city: City, line: Published, step: str, least: Decimal, now: int, then: int) -> None:
    units, before = [city.district, city.sibling, city.park], THREE_QUARTERS.a_year_before()

    def steps(period: Period) -> Callable[[int], list[tuple[str, date]]]:
        if step == Step.SIGN:
            return lambda at: [(Step.SIGN, within(period, at))]
        signed = period.from_on - timedelta(days=400)
        return lambda at: [
            (Step.SIGN, signed), (Step.REGISTER, signed + timedelta(days=9)), (Step.START, within(period, at))
        ]  # fmt: skip

    stories = spread(units, now, least, steps(THREE_QUARTERS)) + spread(units, then, least, steps(before))
    stories += spread(units, 7, least - Decimal("0.0001"), steps(THREE_QUARTERS))
    stories += spread(units, 5, least, lambda at: [(Step.SIGN, THREE_QUARTERS.to_on + timedelta(days=1))])
    write(city, stories)
    found = flow_year_on_year(
        city.dispatcher, step=step, period=THREE_QUARTERS, moment=line.moment, filters=Filters(min_total_wan=least)
    )
    assert (found.now.total.count, found.then.total.count) == (now, then)
    opens(city, found.now)
    said = flow_sentence("前三季度", "全市", step, [Line(now, then, least)])
    count = found.count
    if line.id == "WH-04":
        assert line.expected == "上年同期为0 (no percentage)"
        assert (count.percent, count.times, count.note) == (None, None, "上年同期为0")
        assert "去年同期为0" in said and "%" not in said
    elif line.id == "WH-02":
        assert line.expected == f"{count.times:.1f}x" and "是去年同期的2倍" in said
    else:
        assert line.expected == f"{count.change:+f}; {count.percent:+f}%"
        assert f"项目{now}个，较去年同期增加{count.change}个（增长{count.percent}%）" in said


@proves("WH-05")
def campaign(city: City, line: Published) -> None:
    """百日大会战: both ends belong to it."""
    start, end = (date.fromisoformat(one) for one in line.as_of.split("/"))
    period = Period(start, end)
    assert line.expected == f"{period.days} days"
    long_ago = start - timedelta(days=300)
    stories = spread([city.district], 200, YI, lambda at: [(Step.SIGN, within(period, at))])
    stories += spread(
        [city.park], 200, YI,
        lambda at: [(Step.SIGN, long_ago), (Step.REGISTER, long_ago), (Step.START, within(period, at)),
                    *([(Step.PRODUCE, end)] if at % 2 else [])],
    )  # fmt: skip
    write(city, stories)
    counts = [
        flow_of(city, step, period, line, min_total_wan=YI).total.count
        for step in (Step.SIGN, Step.START, Step.PRODUCE)
    ]
    assert counts == [200, 200, 100]
    assert "共92天" in campaign_sentence("百日大会战", start, end, year=2021)


def _progressed(city: City, unit: Organisation, period: Period, signed: int, started: int, producing: int) -> None:
    long_ago = period.from_on - timedelta(days=500)
    before = [(Step.SIGN, long_ago), (Step.REGISTER, long_ago)]
    stories = spread([unit], signed, YI, lambda at: [(Step.SIGN, within(period, at))])
    stories += spread([unit], started, YI, lambda at: [*before, (Step.START, within(period, at))])
    stories += spread(
        [unit], producing, YI, lambda at: [*before, (Step.START, long_ago), (Step.PRODUCE, within(period, at))]
    )
    write(city, stories)


@proves("WH-06")
def completion(city: City, line: Published) -> None:
    """Each flow against its target, and the days that are gone."""
    targets, actual = line.given("targets"), line.given("actual")
    whole = Period(date(2021, 10, 1), date(2021, 12, 31))
    so_far = Period(whole.from_on, line.day)
    _progressed(city, city.district, so_far, *actual)
    counts = [
        flow_of(city, step, whole, line, organisation="340212").total.count
        for step in (Step.SIGN, Step.START, Step.PRODUCE)
    ]
    assert counts == actual
    done = [percent(one, target, 1) for one, target in zip(counts, targets, strict=True)]
    gone, days = elapsed(whole, line.day)
    due = elapsed_percent(whole, line.day)
    assert line.expected == "; ".join(f"{one}%" for one in done) + f"; 序时 {gone}/{days} = {due}%"
    said = completion_sentence(
        "新签约项目", counts[0], targets[0], from_on=whole.from_on, to_on=whole.to_on, on=line.day
    )
    assert "占目标40个的87.5%，序时进度53.3%" in said


@proves("WH-07")
def three_flows(city: City, line: Published) -> None:
    """Three flows of one district: no rate may be printed, because none is a part of another."""
    assert line.expected == "three flows; no rate may be printed"
    period = Period(date(2021, 1, 1), line.day)
    wanted = {Step.SIGN: "signed", Step.START: "started", Step.PRODUCE: "producing"}
    _progressed(city, city.sibling, period, *(line.given(name)[0] for name in wanted.values()))
    found = {step: flow_of(city, step, period, line, organisation="340207") for step in wanted}
    assert {name: found[step].total.count for step, name in wanted.items()} == {
        name: line.given(name)[0] for name in wanted.values()
    }
    said = flows_sentence("截至11月18日", "鸠江区", {step: one.total.count for step, one in found.items()})
    assert said == "截至11月18日，鸠江区新签约项目196个、新开工119个、新投产73个。"
    assert not re.search(r"[%％率]", said)
    assert not any(re.search("rate|percent", name) for name in vars(found[Step.START]))
    of_these = cohort(city.dispatcher, moment=line.moment, entered=period, filters=Filters(organisation="340207"))
    assert of_these.rates["started"].reached == 0, "of the 196 that were signed none has started"


@proves("WH-08")
def one_sum(city: City, line: Published) -> None:
    """Signed and started are two flows: 150 and 130 are added, 105 is not. Through claims and verification."""
    signed = date(2021, 6, 1)
    now = at_noon(signed)
    for name, total in (("甲", line.numbers[0]), ("乙", line.numbers[1])):
        values = {"total_investment_wan": total * YI, "is_industrial": False}
        project = new_project(city, now=now, name=name, investor=f"{name}公司", **values)
        take(city, project, Step.SIGN, on=signed, now=now)
    long_ago = signed - timedelta(days=400)
    earlier = [(Step.SIGN, long_ago), (Step.REGISTER, long_ago), (Step.START, signed)]
    write(city, [simple(city.district, 105 * YI, *earlier)])
    amounts = [
        flow_of(city, step, THREE_QUARTERS, line, organisation="340212").total.amount
        for step in (Step.SIGN, Step.START)
    ]
    assert [yi_name(amount or Decimal(0)) for amount in amounts] == ["280.00亿元", "105.00亿元"]
    assert line.expected == "280.00亿元 signed"


@proves("WH-09")
def unit_slip(city: City, line: Published) -> None:
    """A slip of the point is asked back before it becomes a figure."""
    with pytest.raises(Invalid, match=r"16\.73亿元") as refused:
        check_yi(Decimal(1673), "total_investment_wan")
    assert refused.value.code == "unit_question"
    total = line.numbers[0] * YI
    write(city, [simple(city.district, one, (Step.SIGN, line.day)) for one in summing(9, total)])
    found = flow_of(city, Step.SIGN, Period(date(2018, 1, 1), line.day), line).total
    assert (found.count, found.amount) == (9, total)
    assert line.expected.startswith(f"{mean(line.numbers[0], 9)}亿元 each")
    assert average_sentence(found.count, found.amount or Decimal(0)) == "9个项目、总投资16.73亿元，平均每个1.86亿元。"


@proves("WH-10")
def per_mu(city: City, line: Published) -> None:
    yi, mu = line.numbers
    (project,) = write(city, [simple(city.district, yi * YI, (Step.SIGN, line.day), land_area_mu=mu)])
    total = funnel(city.dispatcher, moment=line.moment).total
    assert (total.count, total.amount) == (1, yi * YI)
    assert (
        line.expected == f"{intensity(total.amount or Decimal(0), fresh(project).land_area_mu or Decimal(0))} 万元/亩"
    )


@proves("WH-11", "SX-03")
def land(city: City, line: Published) -> None:
    """亩 into hectares (1 亩 = 666.67 m²), rounded once."""
    areas = line.numbers
    for area in areas:
        parts = [Decimal(40)] * 29 + [area - 29 * 40 if area > 29 * 40 else Decimal(0)]
        parts = parts if area > 29 * 40 else [area / 2, area / 2]
        made = write(city, [simple(city.sibling, YI, (Step.SIGN, line.day), land_area_mu=part) for part in parts])
        assert sum(one.land_area_mu or 0 for one in made) == area
    if line.id == "WH-11":
        found = flow_of(city, Step.SIGN, Period(line.day, line.day), line).total
        assert line.expected == f"{hectares(areas[0])} ha; {mean(areas[0], found.count, 1)}亩 each"
    else:
        assert line.expected == "; ".join(f"{hectares(area)} ha" for area in areas)
