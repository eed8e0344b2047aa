"""Filters and orders of /projects/: what each must find, must leave out, and must refuse."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Callable, Iterator, Mapping
from urllib.parse import urlencode

from .reading import onwards
from .rules import expect, rule, skip
from .walk import NOWHERE, Walk, good, problem

Row = Mapping[str, Any]
Query = Mapping[str, str]
PAGES = 5
ONE_WAN = Decimal(1)
STAGES = ("negotiating", "signed", "registered", "started", "producing")
STANDINGS = ("active", "suspended", "terminated", "withdrawn")
COLOURS = ("green", "yellow", "red", "grey")
NO_SUCH = "conformance-没有这个值"
SEARCHED = ("name", "number", "external_ref", "company_name")


@dataclass(frozen=True)
class Filter:
    """``has``: can this project be looked for? ``hits``, ``misses``: queries that find it or do not; ``keeps``: does
    a row belong to the answer?"""

    name: str
    has: Callable[[Row], object]
    hits: Callable[[Row], list[dict[str, str]]]
    misses: Callable[[Row], list[dict[str, str]]]
    keeps: Callable[[Row, Query], bool]


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def _another(values: tuple[str, ...], value: str) -> str:
    return next(one for one in values if one != value)


def _same(name: str, values: tuple[str, ...] = (), *, absent: str = NO_SUCH) -> Filter:
    """A column that equals the value."""
    return Filter(
        name,
        has=lambda one: one[name],
        hits=lambda one: [{name: one[name]}],
        misses=lambda one: [{name: _another(values, one[name]) if values else absent}],
        keeps=lambda row, asked: bool(row[name] == asked[name]),
    )


def _day(stage: str) -> Filter:
    """``…_from`` and ``…_to``, both days included."""
    column, first, last = f"{stage}_on", f"{stage}_from", f"{stage}_to"

    def near(one: Row, days: int) -> str:
        return str(date.fromisoformat(one[column]) + timedelta(days=days))

    return Filter(
        stage,
        has=lambda one: one[column],
        hits=lambda one: [{first: one[column], last: one[column]}, {first: near(one, -1)}, {last: near(one, 1)}],
        misses=lambda one: [{first: near(one, 1)}, {last: near(one, -1)}],
        keeps=lambda row, asked: bool(row[column]) and asked.get(first, "") <= row[column] <= asked.get(last, "9"),
    )


def _amount(name: str, sign: int) -> Filter:
    """At least or at most, the amount itself included."""
    column = "total_investment_wan"
    return Filter(
        name,
        has=lambda one: one[column] and Decimal(one[column]) > 1,
        hits=lambda one: [{name: one[column]}, {name: str(Decimal(one[column]) - sign * ONE_WAN)}],
        misses=lambda one: [{name: str(Decimal(one[column]) + sign * ONE_WAN)}],
        keeps=lambda row, asked: row[column] is not None and sign * (Decimal(row[column]) - Decimal(asked[name])) >= 0,
    )


def _found_in(row: Row, text: str) -> bool:
    firms = [firm["name"] for firm in row["investors"]]
    return any(text.lower() in str(one or "").lower() for one in (*(row.get(name) for name in SEARCHED), *firms))


FILTERS = [
    _same("stage", STAGES),
    _same("standing", STANDINGS),
    _amount("min_total_investment_wan", 1),
    _amount("max_total_investment_wan", -1),
    Filter(
        "industry",
        has=lambda one: one["industry"],
        hits=lambda one: [{"industry": one["industry"]}, {"industry": one["industry"][:1]}],
        misses=lambda one: [{"industry": "A" if one["industry"][:1] != "A" else "B"}],
        keeps=lambda row, asked: str(row["industry"]).startswith(asked["industry"]),
    ),
    _same("chain"),
    Filter(
        "chief",
        has=lambda one: one["chief"],
        hits=lambda one: [{"chief": one["chief"]["officer"]}],
        misses=lambda one: [{"chief": NOWHERE}],
        keeps=lambda row, asked: bool(row["chief"]) and row["chief"]["officer"] == asked["chief"],
    ),
    Filter(
        "light",
        has=lambda one: one["light"],
        hits=lambda one: [{"light": one["light"]["colour"]}],
        misses=lambda one: [{"light": _another(COLOURS, one["light"]["colour"])}],
        keeps=lambda row, asked: bool(row["light"]["colour"] == asked["light"]),
    ),
    Filter(
        "tag",
        has=lambda one: one["tags"],
        hits=lambda one: [{"tag": one["tags"][0]}],
        misses=lambda one: [{"tag": NO_SUCH}],
        keeps=lambda row, asked: asked["tag"] in row["tags"],
    ),
    *(_day(stage) for stage in STAGES[1:]),
    Filter(
        "updated_since",
        has=lambda one: one["updated_at"],
        hits=lambda one: [{"updated_since": one["updated_at"]}],
        misses=lambda one: [{"updated_since": "2100-01-01T00:00:00Z"}],
        keeps=lambda row, asked: _moment(row["updated_at"]) >= _moment(asked["updated_since"]),
    ),
    _same("external_ref"),
    Filter(
        "q",
        has=lambda one: one["name"],
        hits=lambda one: [{"q": one["name"]}, {"q": one["number"]}],
        misses=lambda one: [{"q": NO_SUCH}],
        keeps=lambda row, asked: all(_found_in(row, word) for word in asked["q"].split()),
    ),
]
WRONG: Query = {
    "stage": "no-such-stage",
    "standing": "gone",
    "light": "purple",
    "min_total_investment_wan": "许多",
    "chief": "not-a-uuid",
    "signed_from": "2026-13-45",
    "updated_since": "yesterday",
    "ordering": "no_such_order",
}
ORDERS: dict[str, Callable[[Row], Any]] = {
    "": lambda row: _moment(row["updated_at"]),
    "-updated_at": lambda row: _moment(row["updated_at"]),
    "total_investment_wan": lambda row: Decimal(row["total_investment_wan"]),
    "number": lambda row: row["number"],
}


def _enter(one: Filter) -> None:
    said = f"?{one.name}_from= 与 ?{one.name}_to=" if one.name in STAGES else f"?{one.name}="

    @rule(f"filters.{one.name}", f"项目筛选 {said} 只返回符合的，找得到该找到的，不返回不符合的")
    def works(walk: Walk) -> str:
        """One filter of the contract."""
        return _try(walk, one)


for _filter in FILTERS:
    _enter(_filter)


@rule("filters.organisation", "项目筛选 ?organisation= 含下属单位：本级和上级代码都找得到，别的单位代码找不到")
def organisation(walk: Walk) -> str:
    """The subtree of a code."""
    one = _specimen(walk, lambda row: row["landing_organisation"])
    code = str(one["landing_organisation"])
    parents = {row["code"]: row["parent"] for row in _all(walk, "/organisations/?page_size=200")}
    above = [code]
    while parents.get(above[-1]):
        above.append(str(parents[above[-1]]))

    def is_under(unit: str | None, top: str) -> bool:
        while unit and unit != top:
            unit = parents.get(unit)
        return unit == top

    for top in [name for name in above[:2] if name in parents]:
        rows = _listed(walk, {"organisation": top}, one)
        wrong = [row["number"] for row in rows if not is_under(row["landing_organisation"], top)]
        expect(not wrong, f"?organisation={top} 返回了不在其下的项目 {wrong[:1]}")
        expect(_has(rows, one), f"?organisation={top} 没有返回落地在 {code} 的项目 {one['number']}")
    others = [name for name in parents if not is_under(code, name)]
    if not others:
        return "没有别的单位可试"
    answer = walk.get(f"/projects/?{urlencode({'organisation': others[0], 'page_size': 200})}")
    seen = answer.data["results"] if answer.status == 200 else []
    expect(answer.status in (200, 422), f"?organisation={others[0]} 为 {answer.status}")
    expect(not _has(seen, one), f"?organisation={others[0]} 返回了落地在 {code} 的项目")
    return f"已查 {'、'.join(above[:2])}"


@rule("filters.wrong", "筛选和排序的值不对为 400 或 422，errors 写明是哪一个参数")
def wrong_values(walk: Walk) -> str:
    """Never ignored: a list that was not narrowed would be taken for one that was."""
    for name, value in WRONG.items():
        answer = walk.get(f"/projects/?{urlencode({name: value})}")
        expect(answer.status in (400, 422), f"?{name}={value} 应为 400 或 422，实为 {answer.status}")
        fields = [error.get("field") for error in problem(answer).get("errors") or []]
        expect(name in fields, f"?{name}={value} 的 errors 没有写明 {name}")
    unit = walk.get("/projects/?organisation=no-such-code")
    expect(unit.status in (400, 422), f"?organisation=no-such-code 应为 400 或 422，实为 {unit.status}")
    return f"试过 {len(WRONG) + 1} 个"


@rule("filters.ordering", "排序：默认 -updated_at，另有 total_investment_wan、number")
def ordering(walk: Walk) -> str:
    """Rows without an amount stand together, before or after the others."""
    most = 0
    for name, key in ORDERS.items():
        rows = walk.rows(f"/projects/?page_size=100{'&ordering=' + name if name else ''}")
        column = name.lstrip("-") or "updated_at"
        found = [key(row) for row in rows if row[column] is not None]
        expect(found == sorted(found, reverse=column == "updated_at"), f"?ordering={name or '（不给）'} 的次序不对")
        most = max(most, len(found))
    return f"{most} 个项目" if most > 1 else skip("项目不足 2 个，看不出次序")


@rule("filters.pages", "筛选加排序后翻页：不重不漏，次序与一次取到的相同")
def pages(walk: Walk) -> str:
    """Many of the same amount stand in one order all the same."""
    asked = "/projects/?ordering=total_investment_wan&min_total_investment_wan=1"
    whole = [row["id"] for row in walk.rows(f"{asked}&page_size=9")]
    if len(whole) < 3:
        skip("项目不足 3 个，翻不了页")
    page = good(walk.get(f"{asked}&page_size=2"), "第一页")
    seen = [row["id"] for row in page["results"]]
    while page["next"] and len(seen) < len(whole):
        page = good(walk.get(onwards(page["next"])), "下一页")
        seen += [row["id"] for row in page["results"]]
    expect(len(seen) == len(set(seen)), "翻页时有项目出现了两次")
    expect(seen[: len(whole)] == whole, "分页取到的与一次取到的不同：有遗漏，或次序不一致")
    return f"翻过 {len(seen)} 个"


def _try(walk: Walk, one: Filter) -> str:
    known = _specimen(walk, one.has)
    for asked in one.hits(known):
        rows = _listed(walk, asked, known)
        wrong = [row["number"] for row in rows if not one.keeps(row, asked)]
        expect(not wrong, f"?{urlencode(asked)} 返回了不符合的项目 {wrong[:1]}")
        expect(_has(rows, known), f"?{urlencode(asked)} 没有返回符合的项目 {known['number']}")
    for asked in one.misses(known):
        rows = _listed(walk, asked, known)
        expect(not _has(rows, known), f"?{urlencode(asked)} 返回了不符合的项目 {known['number']}")
        expect(all(one.keeps(row, asked) for row in rows), f"?{urlencode(asked)} 返回了不符合的项目")
    return f"以项目 {known['number']} 试过"


def _specimen(walk: Walk, has: Callable[[Row], object]) -> Row:
    """The project of this walk if it has what is asked for, else one of the newest that does."""
    own = [] if walk.read_only else [_own(walk)]
    if "project" in walk.kept and not walk.read_only:
        own.append(walk.project())
    for row in own:
        if has(row):
            return row
    return next((row for row in walk.rows("/projects/?page_size=200") if has(row)), None) or skip("没有项目可试这一项")


def _own(walk: Walk) -> dict[str, Any]:
    """A project with everything that can be looked for."""
    if "filtered" not in walk.kept:
        body: dict[str, Any] = walk.body(walk.project()["landing_organisation"], "filter")
        body |= {"chain": "接口自检链", "tags": [f"自检{walk.mark[-8:]}"]}
        made: dict[str, Any] = dict(walk.client().projects.create(body))  # type: ignore[arg-type]
        walk.note("项目", made)
        walk.kept["filtered"] = made["id"]
    return dict(walk.client().projects.get(walk.kept["filtered"]))


def _listed(walk: Walk, asked: Query, known: Row) -> list[dict[str, Any]]:
    """Rows of a few pages, or all of them with a further filter that keeps ``known``."""
    narrower = {} if {"q", "external_ref"} & set(asked) else {"q": str(known["number"])}
    return list(_all(walk, f"/projects/?{urlencode({**asked, 'page_size': '200'})}", narrower))


def _all(walk: Walk, target: str, narrower: Query | None = None) -> Iterator[dict[str, Any]]:
    page = good(walk.get(target), f"GET {target}")
    if page["next"] and narrower:
        yield from page["results"]
        target = f"{target}&{urlencode(narrower)}"
        page = good(walk.get(target), f"GET {target}")
    for _ in range(PAGES):
        yield from page["results"]
        if not page["next"]:
            return
        page = good(walk.get(onwards(page["next"])), "下一页")


def _has(rows: list[dict[str, Any]], one: Row) -> bool:
    return any(row["id"] == one["id"] for row in rows)
