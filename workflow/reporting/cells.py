"""What a unit means by a cell: 20.5亿, １５，０００万元, 2026年3月, 46000. Pure functions of text.

Each answers the value as it is kept (text; money in 万元; days as ISO), empty for an empty cell, or raises ``Invalid``
with a sentence that says what to type instead.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from projects.days import is_plausible
from projects.errors import Invalid
from projects.ledger.money import SUSPICIOUS_YI, WAN_PER_YI, check_wan, check_yi, show_wan, show_yi
from projects.lines import DIRECTIONS, check_line
from projects.people.roster import cells as roster
from projects.privacy.showing import shown_text
from workflow.reporting.columns import LONGEST, Column
from workflow.reporting.kinds import ColumnKind

_AMOUNT = re.compile(r"(\d{1,16}(?:\.\d{1,8})?)(亿元|亿|万元|万|元)?")
_NUMBER = re.compile(r"(\d{1,12})(?:\.0+)?")
_MONTH = re.compile(r"(\d{4})\s*(?:年|[-./])\s*(\d{1,2})\s*月?|(\d{4})(\d{2})")
_ODD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_NONE = frozenset({"无", "-", "—", "/", "\\", "暂无", "--"})
"""What clerks type into a cell that has nothing to say."""


@dataclass(frozen=True)
class Known:
    """What a cell may name. ``units``: code or name → code; ``chains``; ``projects``: number or name → number."""

    units: Mapping[str, str] = field(default_factory=dict)
    chains: frozenset[str] = frozenset()
    projects: Mapping[str, str] = field(default_factory=dict)


def read(column: Column, text: str, known: Known) -> str:
    """The value that ``text`` means in this column."""
    said = _ODD.sub("", str(text)).strip()
    if not said or (said in _NONE and column.kind not in (ColumnKind.TEXT, ColumnKind.LONG)):
        if column.required:
            raise Invalid(f"请填写{column.label}。")
        return ""
    return _READERS[ColumnKind(column.kind)](column, said, known)


def _text(column: Column, said: str, known: Known) -> str:
    return check_line(_short(column, roster.line(said)), column.label, column.name)


def _long(column: Column, said: str, known: Known) -> str:
    return _short(column, "".join(char for char in said.replace("\r\n", "\n") if char not in DIRECTIONS))


def _short(column: Column, said: str) -> str:
    most = LONGEST[ColumnKind(column.kind)]
    if len(said) > most:
        raise Invalid(f"最多{most}个字，现有{len(said)}个。")
    return said


def _number(column: Column, said: str, known: Known) -> str:
    found = _NUMBER.fullmatch(_digits(said))
    if found is None:
        raise Invalid(f"“{said[:20]}”不是整数，请填数字，如 12。")
    _check_limits(column, Decimal(found[1]))
    return str(int(found[1]))


def _money(column: Column, said: str, known: Known) -> str:
    found = _AMOUNT.fullmatch(_digits(said).lstrip("￥¥"))
    if found is None:
        raise Invalid(f"“{said[:20]}”不是一个金额，请填一个数字（单位：{column.unit}），如 25.6。")
    wan = _wan(column, Decimal(found[1]), found[2] or "")
    _check_limits(column, wan / WAN_PER_YI if column.kind == ColumnKind.MONEY_YI else wan)
    return _plain(wan)


def _wan(column: Column, amount: Decimal, unit: str) -> Decimal:
    """In 万元. A unit that was written out is believed; a bare number is asked about when it is far too large."""
    if unit.startswith("亿"):
        return check_yi(amount, column.name, confirmed=True)
    if unit == "元":
        return check_wan(amount / WAN_PER_YI, column.name)
    if unit.startswith("万") or column.kind == ColumnKind.MONEY_WAN:
        wan = check_wan(amount, column.name)
        if wan >= SUSPICIOUS_YI * WAN_PER_YI:
            raise Invalid(f"{amount:f}万元合{amount / WAN_PER_YI:f}亿元，请核对单位：本栏单位是{column.unit}。")
        return wan
    return check_yi(amount, column.name)


def _check_limits(column: Column, shown: Decimal) -> None:
    if column.minimum is not None and shown < column.minimum:
        raise Invalid(f"低于{column.minimum:f}{column.unit}，不在报送范围；请核对，不够的请删去这一行。")
    if column.maximum is not None and shown > column.maximum:
        raise Invalid(f"高于{column.maximum:f}{column.unit}，请核对金额或单位。")


def _date(column: Column, said: str, known: Known) -> str:
    month = _MONTH.fullmatch(roster.narrowed(said))
    if month is None:
        found = roster.day(said)
        assert found is not None  # it was not empty
        return found.isoformat()
    year, number = int(month[1] or month[3]), int(month[2] or month[4])
    if not 1 <= number <= 12 or not is_plausible(on := date(year, number, 1)):
        raise Invalid(f"看不懂日期“{said[:20]}”，请写成 2026-03-05。")
    return on.isoformat()


def _choice(column: Column, said: str, known: Known) -> str:
    words = {roster.narrowed(one): one for one in column.choices}
    found = words.get(roster.narrowed(said))
    if found is None:
        raise Invalid(f"没有选项“{said[:20]}”，可填：{'、'.join(column.choices)}。")
    return found


def _unit(column: Column, said: str, known: Known) -> str:
    found = known.units.get(roster.narrowed(said))
    if found is None:
        raise Invalid(f"没有单位“{said[:20]}”，请填单位全称、简称或代码。")
    return found


def _chain(column: Column, said: str, known: Known) -> str:
    words = {roster.narrowed(one): one for one in known.chains}
    found = words.get(roster.narrowed(said).removesuffix("产业链"), words.get(roster.narrowed(said)))
    if found is None:
        told = "、".join(sorted(known.chains)[:8])
        raise Invalid(f"没有登记产业链“{said[:20]}”" + (f"，可填：{told}等。" if told else "，请先在产业链页登记。"))
    return found


def _project(column: Column, said: str, known: Known) -> str:
    found = known.projects.get(roster.narrowed(said))
    if found is None:
        raise Invalid(f"台账中没有您能查看的项目“{said[:20]}”，请填项目编号或全名。")
    return found


_READERS: dict[str, Callable[[Column, str, Known], str]] = {
    ColumnKind.TEXT: _text,
    ColumnKind.LONG: _long,
    ColumnKind.NUMBER: _number,
    ColumnKind.MONEY_YI: _money,
    ColumnKind.MONEY_WAN: _money,
    ColumnKind.DATE: _date,
    ColumnKind.CHOICE: _choice,
    ColumnKind.UNIT: _unit,
    ColumnKind.CHAIN: _chain,
    ColumnKind.PROJECT: _project,
}


def shown(column: Column, value: str, names: Mapping[str, str]) -> str:
    """The kept value as people read it. ``names``: codes of units and numbers of projects → their names."""
    if not value:
        return ""
    if column.kind == ColumnKind.MONEY_YI:
        return show_yi(Decimal(value))
    if column.kind == ColumnKind.MONEY_WAN:
        return show_wan(Decimal(value))
    if column.kind in (ColumnKind.UNIT, ColumnKind.PROJECT):
        return names.get(value, value)
    return shown_text(value)


def typed(column: Column, value: str) -> str:
    """The kept value as it would be typed again: exact."""
    return _plain(Decimal(value) / WAN_PER_YI) if value and column.kind == ColumnKind.MONEY_YI else value


def _digits(said: str) -> str:
    return roster.narrowed(unicodedata.normalize("NFKC", said)).replace(",", "").replace("，", "")


def _plain(amount: Decimal) -> str:
    """Without needless zeros and never with an exponent."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
