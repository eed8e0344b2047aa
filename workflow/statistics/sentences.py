"""Figures as sentences of a Chinese bulletin. Pure: takes numbers, never reads; every rule of wording has a test.

Three rules are the reason for this module (domain.md 3): a base of 0 prints 同期为0 and no percentage; a multiple is
是…的2倍, not +200%; and several flows of one period stand beside each other without any rate, because a rate needs a
cohort. Money is in 万元, shown in 亿元 with 2 decimals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from projects.ledger.stages import STAGE_STEPS, Stage, Step
from workflow.statistics.wording import (
    band_name,
    day_name,
    days_in,
    elapsed_days,
    percent_name,
    plain,
    rounded,
    threshold_name,
    yi_name,
)

NEWLY: dict[str, str] = {step: f"新{Step(step).label}" for step in STAGE_STEPS}
RATES: dict[str, str] = {Stage.REGISTERED: "注册率", Stage.STARTED: "开工率", Stage.PRODUCING: "投产率"}
_MOST_TIMES = 10
LAST_YEAR = "去年同期"


@dataclass(frozen=True)
class Line:
    """Projects at or above ``least_wan`` (None: all of them), now and in the same period a year ago.

    ``then`` None: nothing is compared. Amounts in 万元, None where they are not said.
    """

    count: int
    then: int | None = None
    least_wan: Decimal | None = None
    currency: str = ""
    amount_wan: Decimal | None = None
    amount_then_wan: Decimal | None = None


def change(now: int, then: int, *, base: str = LAST_YEAR, unit: str = "个") -> str:
    """较去年同期增加193个（增长60.3%）; 是去年同期的2倍; 去年同期为0; 与去年同期持平; 减少…（下降…）."""
    if then == 0:
        return f"{base}为0" if now else f"{base}也为0"
    if now == then:
        return f"与{base}持平"
    if now % then == 0 and 1 < now // then <= _MOST_TIMES:
        return f"是{base}的{now // then}倍"
    verb = "增加" if now > then else "减少"
    return f"较{base}{verb}{abs(now - then)}{unit}（{growth(Decimal(now), Decimal(then))}）"


def growth(now: Decimal, then: Decimal) -> str:
    """增长60.3%, 下降4.0%; never rounded to a growth of nothing. ``then`` is not 0."""
    word = "增长" if now > then else "下降"
    part = abs(now - then)
    small = rounded(part * 100 / then, 1) == 0
    return f"{word}不足0.1%" if small else f"{word}{percent_name(part, then)}"


def amount_change(now_wan: Decimal, then_wan: Decimal, *, base: str = LAST_YEAR) -> str:
    """同比增长20.5%, 与去年同期持平, 去年同期为0: what follows an amount of money."""
    if then_wan == 0:
        return f"{base}为0" if now_wan else f"{base}也为0"
    return f"与{base}持平" if now_wan == then_wan else f"同比{growth(now_wan, then_wan)}"


def flow_sentence(
    when: str, where: str, step: str, lines: Sequence[Line], *, base: str = LAST_YEAR, money: str = "总投资"
) -> str:
    """前三季度，全市新签约亿元以上项目513个，较去年同期增加193个（增长60.3%）；其中50亿元以上项目10个，…。

    The first line is the whole, each further one a part of it (tiers are nested). ``money``: what the amounts are.
    """
    first, *parts = lines
    said = [f"{when}，{where}{NEWLY[step]}{_line(first, base, money)}"]
    said += [f"{'' if at else '其中'}{_line(part, base, money)}" for at, part in enumerate(parts)]
    return "；".join(said) + "。"


def _line(line: Line, base: str, money: str) -> str:
    words = f"{threshold_name(line.least_wan, line.currency)}项目{line.count}个"
    if line.then is not None:
        words += f"，{change(line.count, line.then, base=base)}"
    if line.amount_wan is None or not (line.count or line.amount_wan):
        return words
    words += f"，{money}{yi_name(line.amount_wan)}"
    if line.amount_then_wan is None or not line.then:
        return words
    return f"{words}，{amount_change(line.amount_wan, line.amount_then_wan, base=base)}"


def flows_sentence(when: str, where: str, counts: Mapping[str, int], *, least_wan: Decimal | None = None) -> str:
    """截至11月18日，鸠江区新签约项目196个、新开工119个、新投产73个。Several flows, and no rate among them."""
    threshold, said = threshold_name(least_wan), [(NEWLY[step], count) for step, count in counts.items()]
    (first, count), *others = said
    rest = "".join(f"、{word}{number}个" for word, number in others)
    return f"{when}，{where}{first}{threshold}项目{count}个{rest}。"


def cohort_sentence(
    name: str,
    size: int,
    reached: Mapping[str, int],
    *,
    on: date | None = None,
    year: int | None = None,
    kind: str = "项目",
) -> str:
    """截至6月30日，2021年签约活动121个项目，注册率98.35%（119个）、开工率…。

    ``reached``: stage → members of the list that got there. Rates of one fixed list, 2 decimals; an empty one has none.
    ``kind``: what it is a list of (亿元以上项目).
    """
    head = f"截至{day_name(on, year=year)}，{name}" if on else name
    if size == 0:
        return f"{head}没有{kind}，不计算比率。"
    rates = [f"{RATES[stage]}{percent_name(count, size, 2)}（{count}个）" for stage, count in reached.items()]
    return f"{head}{size}个{kind}" + (f"，{'、'.join(rates)}" if rates else "") + "。"


def rate(reached: int, size: int) -> str:
    """98.35 for 119 of 121, as the API gives it; empty for an empty list."""
    return f"{rounded(Decimal(reached) * 100 / size, 2)}" if size else ""


def tiers_sentence(
    where: str, tiers: Sequence[tuple[Decimal | None, int]], *, exclusive: bool = False, currency: str = ""
) -> str:
    """10亿元以上项目69个、20亿元以上33个…（大档包含在小档内）。``tiers``: lower end in 万元 and number, ascending."""
    ends = [least for least, _ in tiers]
    above = [*ends[1:], None]
    names = [
        band_name(least, over, currency) if exclusive else threshold_name(least, currency) or "全部"
        for least, over in zip(ends, above, strict=True)
    ]
    said = [
        f"{name}{'' if at else '项目'}{count}个" for at, (name, (_, count)) in enumerate(zip(names, tiers, strict=True))
    ]
    kind = "各档互不重叠" if exclusive else "大档包含在小档内"
    return f"{where}{'、'.join(said)}（{kind}）。"


def funnel_sentence(when: str, where: str, stages: Sequence[tuple[str, int, Decimal]], *, threshold: str = "") -> str:
    """截至11月18日，全市亿元以上项目在谈30个、总投资…亿元，已签约…。``stages``: stage, number, 万元."""
    said = [
        f"{Stage(stage).label}{count}个" + (f"、总投资{yi_name(wan)}" if wan else "") for stage, count, wan in stages
    ]
    return f"{when}，{where}{threshold}项目{'，'.join(said)}。"


def ranked(values: Sequence[tuple[str, int]]) -> list[tuple[int, list[str], int]]:
    """Competition ranking 1, 1, 3 (practice.md 4.3): rank, names that share it, value; largest first."""
    ordered = sorted(values, key=lambda one: -one[1])
    places: list[tuple[int, list[str], int]] = []
    for value, group in groupby(ordered, key=lambda one: one[1]):
        rank = 1 + sum(len(names) for _, names, _ in places)
        places.append((rank, [name for name, _ in group], value))
    return places


def ranking_sentence(values: Sequence[tuple[str, int]], *, most: int = 3, unit: str = "个") -> str:
    """其中镜湖区35个，居第1位；鸠江区、弋江区均为20个，并列第2位。The first ``most`` ranks that are not 0."""
    said = [
        f"{'、'.join(names)}均为{value}{unit}，并列第{rank}位" if len(names) > 1
        else f"{names[0]}{value}{unit}，居第{rank}位"
        for rank, names, value in ranked(values)
        if value and rank <= most
    ]  # fmt: skip
    return f"其中{'；'.join(said)}。" if said else ""


def completion_sentence(name: str, done: int, target: int, *, from_on: date, to_on: date, on: date) -> str:
    """新签约项目完成35个，占目标40个的87.5%，序时进度53.3%，超序时34.2个百分点。

    Share and 序时 stay unrounded until their difference is taken (practice.md 4.3).
    """
    if target == 0:
        return f"{name}完成{done}个，未下达目标。"
    share = Decimal(done) * 100 / target
    due = Decimal(elapsed_days(from_on, to_on, on)) * 100 / days_in(from_on, to_on)
    gap = rounded(abs(share - due), 1)
    against = "与序时进度持平" if gap == 0 else f"{'超' if share > due else '落后'}序时{gap}个百分点"
    return f"{name}完成{done}个，占目标{target}个的{rounded(share, 1)}%，序时进度{rounded(due, 1)}%，{against}。"


def campaign_sentence(name: str, from_on: date, to_on: date, *, on: date | None = None, year: int | None = None) -> str:
    """百日大会战自10月1日至12月31日，共92天，截至11月18日已过49天，序时进度53.3%。"""
    whole = days_in(from_on, to_on)
    said = f"{name}自{day_name(from_on, year=year)}至{day_name(to_on, year=from_on.year)}，共{whole}天"
    if on is None:
        return f"{said}。"
    over = elapsed_days(from_on, to_on, on)
    return f"{said}，截至{day_name(on, year=from_on.year)}已过{over}天，序时进度{percent_name(over, whole)}。"


def average_sentence(count: int, amount_wan: Decimal) -> str:
    """71个项目、总投资655.45亿元，平均每个9.23亿元。Nothing is divided by no project."""
    if count == 0:
        return "没有项目。"
    return f"{count}个项目、总投资{yi_name(amount_wan)}，平均每个{yi_name(amount_wan / count)}。"


def duration_sentence(name: str, reached: int, median: int | None, waiting: int, longest: int | None = None) -> str:
    """签约到开工：已到达12个，中位数86天；仍在等待5个，最久已等214天。

    Days; the median None where fewer than half are known to arrive: 到达不足一半，中位数未知.
    """
    middle = f"，中位数{median}天" if median is not None else "；到达不足一半，中位数未知"
    said = f"{name}：" + (f"已到达{reached}个{middle}" if reached else "还没有项目到达")
    if not waiting:
        return f"{said}。"
    tail = f"，最久已等{longest}天" if longest is not None else ""
    return f"{said}；仍在等待{waiting}个{tail}。"


def arrived_sentence(
    when: str, where: str, amounts: Sequence[tuple[str, Decimal]], *, whole_wan: Decimal | None = None
) -> str:
    """8月，全市到位资金50.23亿元，其中省外资金30.00亿元、市外资金…。

    ``amounts``: origin in words and 万元; those of 0 are not said. ``whole_wan``: their sum unless given.
    """
    whole = sum((wan for _, wan in amounts), Decimal(0)) if whole_wan is None else whole_wan
    parts = [f"{name if name.endswith('资') else f'{name}资金'}{yi_name(wan)}" for name, wan in amounts if wan]
    return f"{when}，{where}到位资金{yi_name(whole)}" + (f"，其中{'、'.join(parts)}" if parts else "") + "。"


def foreign_sentence(when: str, where: str, amount_wan: Decimal) -> str:
    """前三季度，全市实际利用外资9000万美元。万美元, at most 2 decimals."""
    return f"{when}，{where}实际利用外资{plain(rounded(amount_wan, 2))}万美元。"


def planned_sentence(year: int, where: str, count: int, amount_wan: Decimal) -> str:
    """2026年，全市120个项目年度计划投资350.00亿元。"""
    return f"{year}年，{where}{count}个项目年度计划投资{yi_name(amount_wan)}。"
