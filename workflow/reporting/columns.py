"""The form that an office asks for: its columns, which of them names a row, which one is rolled up. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from projects.errors import Invalid
from projects.lines import check_line
from workflow.reporting.kinds import LIMITED, MONEY, ColumnKind

MOST_COLUMNS, MOST_LABEL, MOST_CHOICES, MOST_HINT, MOST_TIERS = 20, 30, 30, 60, 6
LONGEST = {ColumnKind.TEXT: 100, ColumnKind.LONG: 1000}
UNITS = {ColumnKind.MONEY_YI: "亿元", ColumnKind.MONEY_WAN: "万元"}
PRESET_TIERS_WAN = (200_000, 500_000, 1_000_000)
"""20, 50 and 100亿元 (扬州)."""
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_MOST_LIMIT = Decimal(10) ** 8


@dataclass(frozen=True)
class Column:
    """One column. ``minimum`` and ``maximum`` are in the unit that the column shows, both included."""

    name: str
    label: str
    kind: str
    required: bool = False
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    choices: tuple[str, ...] = ()
    hint: str = ""

    @property
    def kind_label(self) -> str:
        """文本, 金额（亿元） …"""
        return str(ColumnKind(self.kind).label)

    @property
    def unit(self) -> str:
        """亿元, 万元, or nothing."""
        return UNITS.get(ColumnKind(self.kind), "")

    @property
    def heading(self) -> str:
        """With its unit, as it stands above the column."""
        return f"{self.label}（{self.unit}）" if self.unit else self.label

    @property
    def is_money(self) -> bool:
        """Is it kept in 万元?"""
        return self.kind in MONEY

    @property
    def rule(self) -> str:
        """What is asked of a cell, in words."""
        parts = ["必填" if self.required else "选填"]
        if self.minimum is not None:
            parts.append(f"不低于{self.minimum:f}{self.unit}")
        if self.maximum is not None:
            parts.append(f"不高于{self.maximum:f}{self.unit}")
        if self.choices:
            parts.append("可填：" + "、".join(self.choices))
        return "；".join([*parts, self.hint] if self.hint else parts)

    def as_dict(self) -> dict[str, Any]:
        """As stored."""
        return {
            "name": self.name,
            "label": self.label,
            "kind": str(self.kind),
            "required": self.required,
            "minimum": None if self.minimum is None else f"{self.minimum:f}",
            "maximum": None if self.maximum is None else f"{self.maximum:f}",
            "choices": list(self.choices),
            "hint": self.hint,
        }


@dataclass(frozen=True)
class Definition:
    """A form. ``key``: the column that names a row from round to round; ``amount``: the one that is summed, or none.

    ``tiers_wan``: thresholds in 万元, ascending.
    """

    columns: tuple[Column, ...]
    key: str
    amount: str = ""
    tiers_wan: tuple[int, ...] = ()

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(one for one in self.columns if one.name == name)

    @property
    def names(self) -> list[str]:
        """In the order of the form."""
        return [one.name for one in self.columns]


def column_of(stored: Mapping[str, Any]) -> Column:
    """From what ``as_dict`` wrote."""
    return Column(
        name=stored["name"],
        label=stored["label"],
        kind=stored["kind"],
        required=stored["required"],
        minimum=limit_of(stored["minimum"]),
        maximum=limit_of(stored["maximum"]),
        choices=tuple(stored["choices"]),
        hint=stored["hint"],
    )


def limit_of(value: Any) -> Decimal | None:
    """A limit from its text; ``Invalid`` for what is no number."""
    if value in (None, ""):
        return None
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        raise Invalid("上下限要填数字，如 20。", "columns") from None
    if not found.is_finite() or not 0 <= found < _MOST_LIMIT:
        raise Invalid("上下限应在0到1亿之间，请核对。", "columns")
    return found.normalize() if found else Decimal(0)


def checked(definition: Definition) -> Definition:
    """The definition with its texts trimmed, or ``Invalid`` with what is wrong with which column."""
    columns = tuple(_checked(one) for one in definition.columns)
    if not 1 <= len(columns) <= MOST_COLUMNS:
        raise Invalid(f"报送表应有1到{MOST_COLUMNS}列，请增减后再保存。", "columns")
    _check_once([one.label for one in columns])
    _check_once([one.name for one in columns])
    found = Definition(columns, definition.key, definition.amount, tuple(definition.tiers_wan))
    _check_roles(found)
    return found


def _checked(column: Column) -> Column:
    label = check_line(column.label, "列名", "columns")
    if not 1 <= len(label) <= MOST_LABEL:
        raise Invalid(f"请填写列名，最多{MOST_LABEL}个字。", "columns")
    if not _NAME.fullmatch(column.name):
        raise Invalid(f"“{label}”列的标识应以小写字母开头，只含小写字母、数字和下划线。", "columns")
    if column.kind not in ColumnKind.values:
        raise Invalid(f"请选择“{label}”列的类型。", "columns")
    hint = check_line(column.hint, "填写说明", "columns")
    if len(hint) > MOST_HINT:
        raise Invalid(f"“{label}”列的填写说明最多{MOST_HINT}个字。", "columns")
    choices = _choices(label, column)
    _check_limits(label, column)
    return Column(label=label, name=column.name, kind=str(column.kind), required=bool(column.required),
                  minimum=column.minimum, maximum=column.maximum, choices=choices, hint=hint)  # fmt: skip


def _choices(label: str, column: Column) -> tuple[str, ...]:
    given = tuple(dict.fromkeys(check_line(one, "选项", "columns") for one in column.choices if one.strip()))
    if column.kind == ColumnKind.CHOICE and not 2 <= len(given) <= MOST_CHOICES:
        raise Invalid(f"“{label}”列是选项，请给出2到{MOST_CHOICES}个选项，用顿号分开。", "columns")
    if column.kind != ColumnKind.CHOICE and given:
        raise Invalid(f"“{label}”列不是选项，请删去选项，或把类型改为选项。", "columns")
    return given


def _check_limits(label: str, column: Column) -> None:
    if column.kind not in LIMITED and (column.minimum is not None or column.maximum is not None):
        raise Invalid(f"“{label}”列不是数字，不能设上下限，请删去。", "columns")
    if column.minimum is not None and column.maximum is not None and column.minimum > column.maximum:
        raise Invalid(f"“{label}”列的下限大于上限，请核对。", "columns")


def _check_once(texts: Iterable[str]) -> None:
    seen: set[str] = set()
    for text in texts:
        if text in seen:
            raise Invalid(f"“{text}”列出现了两次，请改名或删去一列。", "columns")
        seen.add(text)


def _check_roles(definition: Definition) -> None:
    key = next((one for one in definition.columns if one.name == definition.key), None)
    if key is None or key.kind not in (ColumnKind.TEXT, ColumnKind.PROJECT) or not key.required:
        raise Invalid("请选一个必填的文本列或台账项目列作为“识别列”（如项目名称），两期之间按它比较。", "key")
    if definition.amount:
        amount = next((one for one in definition.columns if one.name == definition.amount), None)
        if amount is None or not amount.is_money:
            raise Invalid("“汇总金额列”只能选金额列，不需要汇总请留空。", "amount")
    check_tiers(definition.tiers_wan, has_amount=bool(definition.amount))


def check_tiers(tiers_wan: Sequence[int], *, has_amount: bool) -> None:
    """Ascending, positive, few; none without an amount."""
    if tiers_wan and not has_amount:
        raise Invalid("没有汇总金额列，不能按金额分档，请先选汇总金额列或清空档次。", "tiers")
    if len(tiers_wan) > MOST_TIERS or any(one <= 0 for one in tiers_wan) or list(tiers_wan) != sorted(set(tiers_wan)):
        raise Invalid(f"金额档次应从小到大填写，不重复，最多{MOST_TIERS}档，如 20、50、100。", "tiers")
