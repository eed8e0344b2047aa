"""What a cell means, in the spellings of real ledgers; what a form may be."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from projects.errors import Invalid
from workflow.reporting.cells import Known, read, shown, typed
from workflow.reporting.columns import Column, Definition, checked
from workflow.reporting.presets import PRESETS

YI = Column("a", "总投资", "money_yi", minimum=Decimal(20), maximum=Decimal(900))
WAN = Column("w", "到位资金", "money_wan")
DATE = Column("d", "日期", "date")
NUMBER = Column("n", "个数", "number", minimum=Decimal(1))
KNOWN = Known({"繁昌区": "340212", "340212": "340212"}, frozenset({"新能源", "机器人"}), {"WH-001": "WH-001"})


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        (YI, "20", "200000"), (YI, "20亿", "200000"), (YI, " ２０．５ 亿元 ", "205000"), (YI, "250000万元", "250000"),
        (YI, "2,5.5", "255000"), (YI, "￥30", "300000"), (YI, "2500000000元", "250000"),
        (YI, "20.00000001", "200000.0001"),
        (WAN, "1,234.5", "1234.5"), (WAN, "0.5亿", "5000"), (WAN, "0", "0"), (WAN, "无", ""), (WAN, "－", None),
        (DATE, "2026-03-05", "2026-03-05"), (DATE, "2026年3月5日", "2026-03-05"), (DATE, "2026.3.5", "2026-03-05"),
        (DATE, "20260305", "2026-03-05"), (DATE, "46086", "2026-03-05"), (DATE, "2026.3", "2026-03-01"),
        (DATE, "202603", "2026-03-01"), (DATE, "2026年13月", None), (DATE, "明年", None), (DATE, "1850-01-01", None),
        (NUMBER, "12", "12"), (NUMBER, "１２.0", "12"), (NUMBER, "12.5", None), (NUMBER, "0", None),
        (YI, "19.99", None), (YI, "901", None), (YI, "约20", None), (YI, "20-30", None), (YI, "-20", None),
        (YI, "1e3", None), (YI, "160000", None), (WAN, "100000000", None),
        (Column("u", "单位", "unit"), "繁昌区", "340212"), (Column("u", "单位", "unit"), "不存在", None),
        (Column("c", "产业链", "chain"), "新能源产业链", "新能源"), (Column("c", "产业链", "chain"), "钢铁", None),
        (Column("p", "项目", "project"), "WH-001", "WH-001"), (Column("p", "项目", "project"), "WH-002", None),
        (Column("t", "文本", "text"), "  甲　乙 ", "甲 乙"), (Column("t", "文本", "text"), "长" * 101, None),
        (Column("t", "文本", "text", required=True), "　", None), (Column("l", "长", "long"), "甲\r\n乙", "甲\n乙"),
        (Column("o", "选项", "choice", choices=("拟签约", "洽谈")), "拟 签约", "拟签约"),
    ],
)  # fmt: skip
def test_a_cell_means_one_thing_or_is_refused_in_words(column: Column, text: str, value: str | None) -> None:
    if value is None:
        with pytest.raises(Invalid) as refused:
            read(column, text, KNOWN)
        assert any("\u4e00" <= char <= "\u9fff" for char in refused.value.detail)
    else:
        assert read(column, text, KNOWN) == value


@pytest.mark.parametrize("value", ["200000", "205000", "200000.0001", "1"])
def test_what_is_typed_again_means_the_same(value: str) -> None:
    column = replace(YI, minimum=None)
    assert read(column, typed(column, value), KNOWN) == value


def test_telephones_are_masked_when_shown() -> None:
    assert "1234" in shown(Column("t", "联系", "text"), "张三13800001234", {})
    assert "13800001234" not in shown(Column("t", "联系", "text"), "张三13800001234", {})


NAME = Column("name", "项目名称", "text", required=True)
GOOD = Definition((NAME, YI), "name", "a", (200_000,))


@pytest.mark.parametrize(
    "bad",
    [
        replace(GOOD, columns=()),
        replace(GOOD, columns=(NAME, replace(YI, label="项目名称"))),
        replace(GOOD, columns=(NAME, replace(YI, name="name"))),
        replace(GOOD, columns=(replace(NAME, required=False), YI)),
        replace(GOOD, key="a"),
        replace(GOOD, amount="name"),
        replace(GOOD, amount="", tiers_wan=(1,)),
        replace(GOOD, tiers_wan=(2, 1)),
        replace(GOOD, columns=(NAME, replace(YI, minimum=Decimal(1000)))),
        replace(GOOD, columns=(NAME, YI, Column("o", "选项", "choice", choices=("一个",)))),
        replace(GOOD, columns=(NAME, YI, Column("t", "文本", "text", minimum=Decimal(1)))),
        replace(GOOD, columns=(NAME, YI, Column("Bad", "文本", "text"))),
        replace(GOOD, columns=(NAME, YI, Column("k", "类型", "picture"))),
    ],
)
def test_a_form_that_cannot_be_is_refused(bad: Definition) -> None:
    with pytest.raises(Invalid):
        checked(bad)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda one: one.key)
def test_every_preset_is_a_good_form(preset: object) -> None:
    assert checked(preset.definition).columns  # type: ignore[attr-defined]
