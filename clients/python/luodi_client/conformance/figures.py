"""Figures: each agrees with the rows behind it, with the others, and with itself when it is split."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Mapping
from urllib.parse import parse_qs, urlsplit

from .journey import rows_behind
from .routes import today
from .rules import expect, rule
from .typed import needing
from .walk import Walk

Cell = Mapping[str, Any]
SCOPE = "statistics:read"
THRESHOLDS = "10000,50000,100000,200000,500000,1000000"
GROUPS = ("organisation", "industry", "tier", "month")
LATER = ("registered", "started", "producing")
MOST_ROWS = 1000
HALF = Decimal("0.005")
LONG_AGO = ("1995-01-01", "1995-12-31")
"""Nothing can have been signed in it, nor in the year before."""


@rule("figures.funnel", "funnel：各阶段之和等于合计，分组之和等于合计，明细条数与金额等于各数")
def funnel(walk: Walk) -> str:
    """Stocks, and what is behind them."""
    with needing(SCOPE):
        found: Any = walk.client().statistics.funnel(group_by="organisation")
    _adds_up(found["stages"], found, "funnel 各阶段")
    if not found["overlaps"]:
        _adds_up(found["groups"], found, "funnel 各单位")
    checked = sum(_look_behind(walk, one, f"funnel {one['stage']}") for one in found["stages"])
    _look_behind(walk, found, "funnel 合计")
    return f"{found['count']} 个项目，{checked} 个数的明细相符"


@rule("figures.groups", "flow：按单位、行业、规模、月份分组，各组之和等于合计；同一时刻再问，答案相同")
def groups(walk: Walk) -> str:
    """Both times of an answer, given again, give it again."""
    whole = _flow(walk)
    for by in GROUPS:
        split = _flow(walk, group_by=by, thresholds=THRESHOLDS if by == "tier" else None, known_at=whole["known_at"])
        expect(split["count"] == whole["count"], f"group_by={by} 的合计为 {split['count']}，不分组为 {whole['count']}")
        if not split["overlaps"]:
            _adds_up(split["groups"], split, f"group_by={by} 各组")
    return f"合计 {whole['count']} 个"


@rule("figures.tiers", "tiers：互不重叠各档之和等于合计，“以上”各档等于其上各档之和，也等于按下限筛选的 flow")
def tiers(walk: Walk) -> str:
    """Nested and exclusive are two views of the same."""
    first, last = f"{today().year}-01-01", f"{today()}"
    with needing(SCOPE):
        found: Any = walk.client().statistics.tiers(step="sign", from_=first, to=last, thresholds=THRESHOLDS)
    bounds = THRESHOLDS.split(",")
    nested, exclusive, total = found["nested"], found["exclusive"], found["total"]
    expect(len(nested) == len(bounds), f"给了 {len(bounds)} 个下限，nested 有 {len(nested)} 档")
    expect(len(exclusive) == len(bounds) + 1, f"给了 {len(bounds)} 个下限，exclusive 应有 {len(bounds) + 1} 档")
    _adds_up(exclusive, total, "exclusive 各档")
    for number, one in enumerate(nested):
        _adds_up(exclusive[number + 1 :], one, f"exclusive 自 {bounds[number]} 起各档")
    above = _flow(walk, min_total_investment_wan=bounds[1], known_at=found["known_at"])
    expect(
        above["count"] == nested[1]["count"],
        f"flow 按下限 {bounds[1]} 为 {above['count']}，nested 为 {nested[1]['count']}",
    )
    for one in (total, *nested[:2], *exclusive[:2]):
        _look_behind(walk, one, f"tiers {one['label']}")
    return f"合计 {total['count']} 个"


@rule("figures.cohort", "cohort：size 等于同期 flow 的个数，到达数与各阶段、明细一致，比率为两位小数的字符串")
def cohort(walk: Walk) -> str:
    """The rate is of the size; of nothing there is none."""
    first, last = f"{today().year}-01-01", f"{today()}"
    with needing(SCOPE):
        found: Any = walk.client().statistics.cohort(signed_from=first, signed_to=last)
    flow = _flow(walk, known_at=found["known_at"])
    expect(found["size"] == flow["count"], f"size 为 {found['size']}，同期 flow 为 {flow['count']}")
    _look_behind(walk, {**found, "count": found["size"]}, "cohort 名单")
    _rates(found)
    for one in found["stages"]:
        expect(one["count"] == found[one["stage"]], f"stages 里的 {one['stage']} 与同名字段不同")
        _look_behind(walk, one, f"cohort {one['stage']}")
    empty: Any = walk.client().statistics.cohort(signed_from=LONG_AGO[0], signed_to=LONG_AGO[1])
    expect(empty["size"] == 0, f"1995 年签约的名单有 {empty['size']} 个项目")
    expect(not any(empty["rates"].values()), "空名单却有比率")
    return f"名单 {found['size']} 个"


@rule("figures.compare", "flow compare=yoy：change 为两期之差，基数为 0 时 ratio 为 null 并有 note")
def compare(walk: Walk) -> str:
    """This year, and a year of nothing."""
    for first, last in ((f"{today().year}-01-01", f"{today()}"), LONG_AGO):
        found = _flow(walk, first, last, compare="yoy")
        then = found["compare"]
        expect(then, "compare=yoy 没有给出 compare")
        change = found["count"] - then["count"]
        expect(then["change"] == change, f"{first[:4]} 年 change 为 {then['change']}，两期之差为 {change}")
        if then["count"]:
            wanted = Decimal(change * 100) / then["count"]
            told = then["ratio"] is not None and abs(Decimal(then["ratio"]) - wanted) <= 10 * HALF
            expect(told, f"{first[:4]} 年 ratio 为 {then['ratio']}，应为 {wanted:.1f}")
        else:
            expect(then["ratio"] is None, f"{first[:4]} 年基数为 0，ratio 应为 null，实为 {then['ratio']}")
            expect(then["note"], f"{first[:4]} 年基数为 0，note 没有写明")
        _look_behind(walk, then, f"{first[:4]} 年的去年同期")
    return f"基数 {then['count']}"


@rule("figures.keys", "rows_url 的 key 不透明：改动过的 key、别处的游标为 4xx，明细可翻页")
def keys(walk: Walk) -> None:
    """A key nobody gave out."""
    found = _flow(walk)
    key = parse_qs(urlsplit(found["rows_url"]).query)["key"][0]
    for wrong in (key[:-4] + ("AAAA" if not key.endswith("AAAA") else "BBBB"), "no-such-key"):
        came = walk.get(f"/statistics/rows/?key={wrong}").status
        expect(came in (400, 404, 422), f"改动过的 key 应为 400、404 或 422，实为 {came}")
    came = walk.get(f"/statistics/rows/?key={key}&cursor=abc").status
    expect(came in (400, 422), f"无效的游标应为 400，实为 {came}")
    small = [row["id"] for row in walk.client().statistics.rows_each(key=key, page_size=2)]
    whole = [row["id"] for row in walk.client().statistics.rows_each(key=key, page_size=200)]
    expect(small == whole, "明细分页取到的与一次取到的不同")


def _flow(walk: Walk, first: str = "", last: str = "", **more: Any) -> dict[str, Any]:
    """Signed this year, unless other days are given."""
    first, last = first or f"{today().year}-01-01", last or f"{today()}"
    with needing(SCOPE):
        return {**walk.client().statistics.flow(step="sign", from_=first, to=last, **more)}


def _adds_up(cells: list[Cell], total: Cell, what: str) -> None:
    count = sum(one["count"] for one in cells)
    expect(count == total["count"], f"{what}的个数之和为 {count}，应为 {total['count']}")
    amount = sum((_wan(one) for one in cells), Decimal(0))
    expect(amount == _wan(total), f"{what}的金额之和为 {amount}，应为 {_wan(total)}")


def _look_behind(walk: Walk, one: Cell, what: str) -> bool:
    """The rows of a number are as many, and as much, as it says. A long list is left alone."""
    if one["count"] > MOST_ROWS:
        return False
    rows = rows_behind(walk, one)
    count = sum(row["count"] for row in rows)
    expect(count == one["count"], f"{what}为 {one['count']}，明细为 {count}")
    if "amount_wan" in one:
        amount = sum((_wan(row) for row in rows), Decimal(0))
        expect(amount == _wan(one), f"{what}的金额为 {one['amount_wan']}，明细之和为 {amount}")
    return True


def _rates(found: Mapping[str, Any]) -> None:
    for stage in LATER:
        rate = found["rates"][stage]
        if not found["size"]:
            expect(rate is None, f"空名单的 {stage} 比率应为 null")
            continue
        expect(isinstance(rate, str), f"{stage} 的比率应为字符串，实为 {rate!r}")
        wanted = Decimal(found[stage] * 100) / found["size"]
        right = len(str(rate).partition(".")[2]) == 2 and abs(Decimal(str(rate)) - wanted) <= HALF
        expect(right, f"{stage} 的比率为 {rate}，应为 {found[stage]} ÷ {found['size']} = {wanted:.2f}")


def _wan(one: Cell) -> Decimal:
    return Decimal(one["amount_wan"] or 0)
