"""When two projects are one: the matrix of names, codes, sounds and amounts, and the false alarms it must not raise."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projects.ledger.clashes import Firm, Sketch, are_near, grounds_between, keys_of, strength_of, window

A, B = "91340200MA2TE5T01C", "91340200MA2RB1B94J"
CERTAIN, PROBABLE, POSSIBLE, NOTHING = "certain", "probable", "possible", None


def strength(mine: Sketch, other: Sketch, tolerance: int = 10) -> str | None:
    return strength_of(grounds_between(mine, other, tolerance=tolerance))


def of(name: str, total: int | None = None, *firms: tuple[str, str] | str) -> Sketch:
    known = tuple(Firm(*firm) if isinstance(firm, tuple) else Firm(firm) for firm in firms)
    return Sketch(name, None if total is None else Decimal(total), known)


FIRMS = [
    # the same firm, however it is typed
    ("中信博新能源", "中信博新能源", PROBABLE),
    ("中信博新能源有限公司", "中信博新能源有限责任公司", PROBABLE),
    ("中信博新能源股份有限公司", "中信博新能源", PROBABLE),
    ("中信博新能源集团有限公司", "中信博新能源股份公司", PROBABLE),
    ("中信博（芜湖）新能源有限公司", "中信博(芜湖)新能源有限公司", PROBABLE),
    ("中信博 新能源 有限公司", "中信博新能源有限公司", PROBABLE),
    ("ＡＢＣ新材料有限公司", "abc新材料有限公司", PROBABLE),
    ("ABC新材料", "Ａｂｃ新材料　有限公司", PROBABLE),
    ("中信博新能源有限公司", "中欣博新能源有限公司", PROBABLE),
    ("中信博新能源", "中信搏新能源", PROBABLE),
    ("鑫源精密机械有限公司", "欣源精密机械", PROBABLE),
    (("中信博新能源", A), ("中信博新能源", A), CERTAIN),
    (("中信博新能源", A), ("芜湖中信博公司", A), CERTAIN),
    (("中信博新能源有限公司", A), "中信博新能源", PROBABLE),
    (("中信博新能源有限公司", A), "中欣博新能源", PROBABLE),
    # hints only: names that many firms bear, codes that say they are two
    ("鸿远", "宏远", POSSIBLE),
    ("京东", "京东集团", POSSIBLE),
    ("三木", "三目", POSSIBLE),
    (("中信博新能源", A), ("中信博新能源", B), POSSIBLE),
    # two firms
    (("中信博新能源", A), ("中欣博新能源", B), NOTHING),
    ("中信博新能源", "晶科新能源", NOTHING),
    ("芜湖奇瑞汽车", "芜湖奇瑞资源", NOTHING),
    ("宁德时代", "宁波时代", NOTHING),
    # not known yet
    ("待定", "待定", NOTHING),
    ("保密", "保密", NOTHING),
    ("某企业", "某企业", NOTHING),
    ("投资方", "投资方", NOTHING),
    ("投资方未公布", "投资方未公布", NOTHING),
    ("某新能源企业（待明确）", "某新能源企业（待明确）", NOTHING),
    ("公司", "公司", NOTHING),
    ((A, A), (B, B), NOTHING),
]


@pytest.mark.parametrize(("mine", "other", "expected"), FIRMS)
def test_firms_are_recognised(mine: str, other: str, expected: str | None) -> None:
    first, second = of("光伏支架制造", 50_000, mine), of("储能电站配套", 90_000, other)
    assert strength(first, second) == expected
    assert strength(second, first) == expected


NAMES = [
    # the same project: name and amount together
    (of("新能源装备产业园", 80_000), of("新能源装备产业园", 80_000), PROBABLE),
    (of("新能源装备产业园项目", 80_000), of("新能源装备产业园建设项目", 80_000), PROBABLE),
    (of("新能源（装备）产业园", 80_000), of("新能源装备 产业园", 80_000), PROBABLE),
    (of("新能源装备产业园", 80_000), of("新能源装备制造产业园", 80_000), PROBABLE),
    (of("中信博新能源装备产业园", 80_000), of("中欣博新能源装备产业园", 80_000), PROBABLE),
    (of("新能源装备产业园", 80_000), of("芜湖新能源装备产业园", 80_000), PROBABLE),
    (of("新能源装备产业园", 80_000), of("新能源装备产业园", 88_000), PROBABLE),
    (of("新能源装备产业园", 80_000), of("新能源装备产业园", 72_000), PROBABLE),
    (of("新能源装备产业园一期", 80_000), of("新能源装备产业园", 80_000), PROBABLE),
    # the same name says little without the amount
    (of("新能源装备产业园", 80_000), of("新能源装备产业园", 100_000), POSSIBLE),
    (of("新能源装备产业园", 80_000), of("新能源装备产业园"), POSSIBLE),
    (of("新能源装备产业园"), of("新能源装备产业园"), POSSIBLE),
    (of("新能源装备产业园", 0), of("新能源装备产业园", 0), POSSIBLE),
    # alike, but of two firms that are known
    (of("新能源装备产业园", 80_000, "晶科"), of("新能源装备制造产业园", 80_000, "隆基"), POSSIBLE),
    (of("新能源装备产业园", 80_000, "晶科"), of("新能源装备制造产业园", 80_000, "待定"), PROBABLE),
    # two projects
    (of("新能源装备产业园", 80_000), of("新能源装备制造产业园", 100_000), NOTHING),
    (of("新能源装备产业园一期", 80_000), of("新能源装备产业园二期", 80_000), NOTHING),
    (of("年产5GW光伏组件", 80_000), of("年产6GW光伏组件", 80_000), NOTHING),
    (of("新能源装备产业园", 80_000), of("半导体封装测试基地", 80_000), NOTHING),
    (of("汽车零部件", 80_000), of("航空零部件", 80_000), NOTHING),
    # a firm and a name that point alike are certain
    (of("新能源装备产业园", 80_000, "中信博新能源"), of("新能源装备产业园", 82_000, "中信博新能源有限公司"), CERTAIN),
    (of("新能源装备产业园", 80_000, "中信博新能源"), of("新能源装备制造产业园", 80_000, "中欣博新能源"), CERTAIN),
]


@pytest.mark.parametrize(("mine", "other", "expected"), NAMES)
def test_names_and_amounts_are_recognised(mine: Sketch, other: Sketch, expected: str | None) -> None:
    assert strength(mine, other) == expected
    assert strength(other, mine) == expected


@pytest.mark.parametrize(
    ("mine", "other", "expected"), [*NAMES, *((of("甲", 1, a), of("乙", 9, b), e) for a, b, e in FIRMS)]
)
def test_whatever_is_recognised_is_found_by_a_key_in_common(mine: Sketch, other: Sketch, expected: str | None) -> None:
    if expected is not None:
        assert keys_of(mine) & keys_of(other)


@pytest.mark.parametrize(
    ("mine", "other", "tolerance", "near"),
    [(100, 110, 10, True), (100, 90, 10, True), (100, 112, 10, False), (100, 88, 10, False), (100, 100, 0, True),
     (100, 101, 0, False), (100, 120, 20, True), (0, 0, 10, False)],
)  # fmt: skip
def test_the_tolerance_includes_its_bound(mine: int, other: int, tolerance: int, near: bool) -> None:
    assert are_near(Decimal(mine), Decimal(other), tolerance) is near


@settings(deadline=None)
@given(st.integers(1, 10**9), st.integers(1, 10**9), st.integers(0, 99))
def test_who_is_near_lies_in_the_window(mine: int, other: int, tolerance: int) -> None:
    span = window(Decimal(mine), tolerance)
    assert span is not None
    slack = Decimal("0.001")
    if are_near(Decimal(mine), Decimal(other), tolerance):
        assert span[0] - slack <= other <= span[1] + slack


def test_grounds_name_what_is_the_same_the_surest_first() -> None:
    found = grounds_between(
        of("甲", 1, ("中信博", A), "晶科能源"), of("乙", 9, "晶科能源", ("中信博", A)), tolerance=10
    )
    assert [one.strength for one in found] == [CERTAIN, PROBABLE]
    assert A in found[0].sentence
