"""Sentences of bulletins, each written by hand first. Numbers of 芜湖, 赣州 and 濉溪 are those that were published."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from workflow.statistics.sentences import (
    Line,
    amount_change,
    arrived_sentence,
    average_sentence,
    campaign_sentence,
    change,
    cohort_sentence,
    completion_sentence,
    duration_sentence,
    flow_sentence,
    flows_sentence,
    funnel_sentence,
    ranked,
    ranking_sentence,
    rate,
    tiers_sentence,
)
from workflow.statistics.wording import (
    band_name,
    days_in,
    elapsed_days,
    foreign_name,
    period_name,
    same_period_name,
    threshold_name,
    yi_name,
)

YI = Decimal(10_000)


@pytest.mark.parametrize(
    ("from_on", "to_on", "said"),
    [
        (date(2026, 1, 1), date(2026, 3, 31), "一季度"),
        (date(2026, 4, 1), date(2026, 6, 30), "二季度"),
        (date(2026, 10, 1), date(2026, 12, 31), "四季度"),
        (date(2026, 1, 1), date(2026, 6, 30), "上半年"),
        (date(2026, 7, 1), date(2026, 12, 31), "下半年"),
        (date(2026, 1, 1), date(2026, 9, 30), "前三季度"),
        (date(2026, 1, 1), date(2026, 12, 31), "全年"),
        (date(2026, 1, 1), date(2026, 8, 31), "1—8月"),
        (date(2026, 7, 1), date(2026, 8, 31), "7—8月"),
        (date(2026, 8, 1), date(2026, 8, 31), "8月"),
        (date(2026, 2, 1), date(2026, 2, 28), "2月"),
        (date(2028, 2, 1), date(2028, 2, 28), "2028年2月1日至2月28日"),
        (date(2028, 2, 1), date(2028, 2, 29), "2028年2月"),
        (date(2026, 1, 1), date(2026, 11, 18), "截至11月18日"),
        (date(2026, 10, 1), date(2026, 12, 30), "10月1日至12月30日"),
        (date(2026, 11, 18), date(2026, 11, 18), "11月18日"),
        (date(2021, 1, 1), date(2021, 9, 30), "2021年前三季度"),
        (date(2021, 1, 1), date(2021, 11, 18), "2021年截至11月18日"),
        (date(2025, 12, 15), date(2026, 1, 14), "2025年12月15日至2026年1月14日"),
        (date(2024, 12, 15), date(2025, 1, 14), "2024年12月15日至2025年1月14日"),
    ],
)
def test_a_period_bears_the_name_that_bulletins_give_it(from_on: date, to_on: date, said: str) -> None:
    assert period_name(from_on, to_on, year=2026) == said


def test_the_same_period_is_that_of_last_year_only_in_this_year() -> None:
    assert same_period_name(date(2026, 1, 1), year=2026) == "去年同期"
    assert same_period_name(date(2021, 1, 1), year=2026) == "上年同期"


@pytest.mark.parametrize(
    ("least_wan", "currency", "said"),
    [
        (None, "", ""),
        (YI, "", "亿元以上"),
        (50 * YI, "", "50亿元以上"),
        (100 * YI, "", "百亿元以上"),
        (Decimal("15000.0000"), "", "1.5亿元以上"),
        (Decimal(5000), "", "5000万元以上"),
        (5 * YI, "USD", "5亿美元以上"),
        (YI, "USD", "1亿美元以上"),
        (Decimal(3000), "USD", "3000万美元以上"),
    ],
)
def test_a_threshold_in_words(least_wan: Decimal | None, currency: str, said: str) -> None:
    assert threshold_name(least_wan, currency) == said


def test_a_band_says_both_ends() -> None:
    assert band_name(10 * YI, 20 * YI) == "10亿元以上不足20亿元"
    assert band_name(100 * YI, None) == "百亿元以上"
    assert band_name(None, YI) == "不足1亿元"


@pytest.mark.parametrize(
    ("wan", "said"),
    [
        (Decimal("6554500"), "655.45亿元"),
        (Decimal("167300"), "16.73亿元"),
        (Decimal("50"), "0.01亿元"),
        (Decimal("49.9999"), "0.00亿元"),
        (Decimal("16730000"), "1673.00亿元"),
    ],
)
def test_an_amount_has_two_decimals_rounded_half_up(wan: Decimal, said: str) -> None:
    assert yi_name(wan) == said


def test_foreign_money_keeps_its_currency() -> None:
    assert (foreign_name(Decimal(9000), "USD"), foreign_name(5 * YI, "EUR")) == ("9000万美元", "5亿欧元")


@pytest.mark.parametrize(
    ("now", "then", "said"),
    [
        (513, 320, "较去年同期增加193个（增长60.3%）"),
        (496, 342, "较去年同期增加154个（增长45.0%）"),
        (10, 5, "是去年同期的2倍"),
        (30, 10, "是去年同期的3倍"),
        (11, 1, "较去年同期增加10个（增长1000.0%）"),
        (3, 0, "去年同期为0"),
        (0, 0, "去年同期也为0"),
        (7, 7, "与去年同期持平"),
        (48, 50, "较去年同期减少2个（下降4.0%）"),
        (0, 5, "较去年同期减少5个（下降100.0%）"),
        (10_001, 10_000, "较去年同期增加1个（增长不足0.1%）"),
        (1999, 2001, "较去年同期减少2个（下降0.1%）"),
        (3, 2, "较去年同期增加1个（增长50.0%）"),
    ],
)
def test_a_change_of_numbers_in_words(now: int, then: int, said: str) -> None:
    assert change(now, then) == said


@pytest.mark.parametrize(
    ("now", "then", "said"),
    [
        ("1205", "1000", "同比增长20.5%"),
        ("2000", "1000", "同比增长100.0%"),
        ("955", "1000", "同比下降4.5%"),
        ("1000", "1000", "与去年同期持平"),
        ("5", "0", "去年同期为0"),
        ("0", "0", "去年同期也为0"),
    ],
)
def test_a_change_of_money_in_words(now: str, then: str, said: str) -> None:
    assert amount_change(Decimal(now), Decimal(then)) == said


def test_the_published_sentence_of_three_quarters() -> None:
    lines = [Line(513, 320, YI), Line(10, 5, 50 * YI)]
    assert flow_sentence("前三季度", "全市", "sign", lines) == (
        "前三季度，全市新签约亿元以上项目513个，较去年同期增加193个（增长60.3%）；其中50亿元以上项目10个，是去年同期的2倍。"
    )


def test_a_base_of_nothing_prints_no_percentage() -> None:
    lines = [Line(496, 342, YI), Line(3, 0, 50 * YI)]
    said = flow_sentence("前三季度", "全市", "start", lines)
    assert said.endswith("；其中50亿元以上项目3个，去年同期为0。")
    assert said.count("%") == 1


def test_a_flow_with_money_and_three_thresholds() -> None:
    lines = [
        Line(20, 16, YI, amount_wan=Decimal("2410000"), amount_then_wan=Decimal("2000000")),
        Line(4, 4, 10 * YI, amount_wan=Decimal("1800000"), amount_then_wan=Decimal("1800000")),
        Line(1, 0, 100 * YI, amount_wan=Decimal("1000000"), amount_then_wan=Decimal(0)),
    ]
    assert flow_sentence("1—8月", "繁昌区", "produce", lines, base="上年同期") == (
        "1—8月，繁昌区新投产亿元以上项目20个，较上年同期增加4个（增长25.0%），总投资241.00亿元，同比增长20.5%；"
        "其中10亿元以上项目4个，与上年同期持平，总投资180.00亿元，与上年同期持平；"
        "百亿元以上项目1个，上年同期为0，总投资100.00亿元。"
    )


def test_a_flow_without_comparison_or_threshold() -> None:
    assert flow_sentence("11月18日", "全市", "register", [Line(0)]) == "11月18日，全市新注册项目0个。"


def test_three_flows_stand_side_by_side_and_give_no_rate() -> None:
    said = flows_sentence("截至11月18日", "鸠江区", {"sign": 196, "start": 119, "produce": 73})
    assert said == "截至11月18日，鸠江区新签约项目196个、新开工119个、新投产73个。"
    assert "率" not in said
    assert "%" not in said


def test_the_published_rates_of_a_cohort() -> None:
    reached = {"registered": 119, "started": 116, "producing": 85}
    assert cohort_sentence("2021年签约活动", 121, reached, on=date(2022, 6, 30), year=2022) == (
        "截至6月30日，2021年签约活动121个项目，注册率98.35%（119个）、开工率95.87%（116个）、投产率70.25%（85个）。"
    )
    assert [rate(count, 121) for count in reached.values()] == ["98.35", "95.87", "70.25"]


def test_an_empty_cohort_has_no_rate() -> None:
    assert cohort_sentence("春季推介会", 0, {"registered": 0}) == "春季推介会没有项目，不计算比率。"
    assert rate(0, 0) == ""


def test_tiers_say_whether_they_are_nested_or_exclusive() -> None:
    ends = (10 * YI, 20 * YI, 50 * YI, 100 * YI)
    assert tiers_sentence("全市", list(zip(ends, (69, 33, 8, 4), strict=True))) == (
        "全市10亿元以上项目69个、20亿元以上33个、50亿元以上8个、百亿元以上4个（大档包含在小档内）。"
    )
    assert tiers_sentence("全市", list(zip(ends, (36, 25, 4, 4), strict=True)), exclusive=True) == (
        "全市10亿元以上不足20亿元项目36个、20亿元以上不足50亿元25个、50亿元以上不足100亿元4个、百亿元以上4个（各档互不重叠）。"
    )


def test_ranks_are_shared_and_the_next_one_is_skipped() -> None:
    values = [("弋江区", 20), ("镜湖区", 35), ("鸠江区", 20), ("湾沚区", 9), ("无为市", 0)]
    assert [(rank, value) for rank, _, value in ranked(values)] == [(1, 35), (2, 20), (4, 9), (5, 0)]
    assert ranking_sentence(values) == "其中镜湖区35个，居第1位；弋江区、鸠江区均为20个，并列第2位。"
    assert ranking_sentence([("无为市", 0)]) == ""


def test_the_hundred_days_have_ninety_two_days() -> None:
    start, end, on = date(2021, 10, 1), date(2021, 12, 31), date(2021, 11, 18)
    assert (days_in(start, end), elapsed_days(start, end, on)) == (92, 49)
    assert campaign_sentence("百日大会战", start, end, on=on, year=2021) == (
        "百日大会战自10月1日至12月31日，共92天，截至11月18日已过49天，序时进度53.3%。"
    )
    assert (elapsed_days(start, end, date(2021, 9, 1)), elapsed_days(start, end, date(2022, 1, 1))) == (0, 92)


@pytest.mark.parametrize(
    ("done", "target", "on", "said"),
    [
        (35, 40, date(2021, 11, 18), "完成35个，占目标40个的87.5%，序时进度53.3%，超序时34.2个百分点。"),
        (12, 20, date(2021, 11, 18), "完成12个，占目标20个的60.0%，序时进度53.3%，超序时6.7个百分点。"),
        (10, 20, date(2021, 11, 18), "完成10个，占目标20个的50.0%，序时进度53.3%，落后序时3.3个百分点。"),
        (20, 20, date(2021, 12, 31), "完成20个，占目标20个的100.0%，序时进度100.0%，与序时进度持平。"),
        (3, 0, date(2021, 11, 18), "完成3个，未下达目标。"),
    ],
)
def test_completion_beside_the_time_that_is_over(done: int, target: int, on: date, said: str) -> None:
    period = {"from_on": date(2021, 10, 1), "to_on": date(2021, 12, 31)}
    assert completion_sentence("新签约项目", done, target, on=on, **period) == f"新签约项目{said}"


def test_the_gap_to_the_time_is_rounded_once() -> None:
    period = {"from_on": date(2023, 1, 1), "to_on": date(2023, 12, 31)}
    said = completion_sentence("新开工项目", 280, 318, on=date(2023, 10, 31), **period)
    assert said == "新开工项目完成280个，占目标318个的88.1%，序时进度83.3%，超序时4.8个百分点。"


@pytest.mark.parametrize(
    ("count", "wan", "said"),
    [(71, "6554500", "9.23"), (12, "2080000", "17.33"), (9, "167300", "1.86")],
)
def test_published_averages(count: int, wan: str, said: str) -> None:
    assert average_sentence(count, Decimal(wan)).endswith(f"平均每个{said}亿元。")


def test_durations_count_those_who_still_wait() -> None:
    assert (
        duration_sentence("签约到开工", 12, 86, 5, 214)
        == "签约到开工：已到达12个，中位数86天；仍在等待5个，最久已等214天。"
    )
    assert duration_sentence("开工到投产", 0, None, 2, 30) == "开工到投产：还没有项目到达；仍在等待2个，最久已等30天。"


def test_funnel_and_arrived_funds() -> None:
    stages = [("negotiating", 30, Decimal("3000000")), ("signed", 0, Decimal(0))]
    assert funnel_sentence("截至11月18日", "全市", stages, threshold="亿元以上") == (
        "截至11月18日，全市亿元以上项目在谈30个、总投资300.00亿元，已签约0个。"
    )
    amounts = [("省外", Decimal("502300")), ("外资", Decimal(0))]
    assert arrived_sentence("8月", "全市", amounts) == "8月，全市到位资金50.23亿元，其中省外资金50.23亿元。"
