"""When two projects are one: what is compared, and how sure it is. Pure: no query, no clock (domain.md 9)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import product

from projects.ledger.kinds import ClashStrength, MatchKind
from projects.ledger.names import firm_key, project_key, sound

ALIKE = 0.8
"""Least similarity of two names (0–1) that may be one project when the amounts are near as well."""
EDGE = 4
"""Characters at either end of a project's name by whose sound names that may be alike are found."""
BRAND = 3
"""A firm's name of fewer characters, without a code, is a brand (京东) under which many legal persons build."""
TELLING = 4
"""A firm's name of fewer characters is shared by too many firms to say anything by its sound."""
SHORT = 6
"""A name of fewer characters says nothing by standing inside another."""

_UNSAID = frozenset({
    "公司", "有限公司", "集团", "待定", "待确定", "未定", "未知", "暂定", "暂无", "无", "保密", "不详", "个人",
    "自然人", "外商", "港商", "台商", "客商", "投资方", "投资人", "投资者", "企业", "某企业", "某公司",
    "意向企业", "意向投资方",
})  # fmt: skip
"""What is typed when the firm is not known yet."""
_UNSAID_PART = re.compile("(未|待|不便|暂不)(公布|披露|公开|确定|明确|透露)|待定|保密")
"""The same in a longer phrase: 投资方未公布."""
_NUMBERS = re.compile(r"\d+|[一二三四五六七八九十]+(?=期|号|标)")
_ORDER = {ClashStrength.CERTAIN: 0, ClashStrength.PROBABLE: 1, ClashStrength.POSSIBLE: 2}

Key = tuple[str, str]


@dataclass(frozen=True)
class Firm:
    """An investor or the project company, as registered."""

    name: str
    uscc: str = ""


@dataclass(frozen=True)
class Sketch:
    """What is compared of a project. ``total_wan``: 万元, None or 0 when not known."""

    name: str
    total_wan: Decimal | None = None
    firms: tuple[Firm, ...] = ()


@dataclass(frozen=True)
class Ground:
    """One thing two projects have in common; the sentence is for the office alone."""

    kind: str
    strength: str
    sentence: str


def keys_of(project: Sketch) -> set[Key]:
    """Everything by which a project like this one is found."""
    key = project_key(project.name)
    found = {
        (MatchKind.NAME.value, key),
        (MatchKind.HEAD.value, sound(key[:EDGE])),
        (MatchKind.TAIL.value, sound(key[-EDGE:])),
    }
    for firm in project.firms:
        found |= _firm_keys(firm)
    return {(kind, text) for kind, text in found if text}


def _firm_keys(firm: Firm) -> set[Key]:
    found = {(MatchKind.USCC.value, firm.uscc)} if firm.uscc else set()
    if says_who(firm):
        key = firm_key(firm.name)
        found |= {(MatchKind.FIRM.value, key), (MatchKind.EAR.value, sound(key)[:240])}
    return found


def says_who(firm: Firm) -> bool:
    """Is the name that of a firm, and not a word for one not known yet, nor its code?"""
    key = firm_key(firm.name)
    return len(key) > 1 and key not in _UNSAID and not _UNSAID_PART.search(key) and firm.name != firm.uscc


def grounds_between(mine: Sketch, other: Sketch, *, tolerance: int) -> list[Ground]:
    """What both have in common, the surest first; empty when they are two. ``tolerance``: percent of the amount."""
    firms = [ground for a, b in product(mine.firms, other.firms) if (ground := _same_firm(a, b))]
    name = _same_name(mine, other, tolerance, strangers=_are_strangers(mine, other, firms))
    return sorted(
        dict.fromkeys([*firms, *([name] if name else [])]), key=lambda one: _ORDER[ClashStrength(one.strength)]
    )


def strength_of(grounds: Iterable[Ground]) -> ClashStrength | None:
    """How sure all of them together make it; None without any. A firm and a name that point alike are certain."""
    found = list(grounds)
    sure = [one for one in found if one.strength != ClashStrength.POSSIBLE]
    if {one.kind == MatchKind.NAME for one in sure} == {True, False}:
        return ClashStrength.CERTAIN
    return min((ClashStrength(one.strength) for one in found), key=lambda one: _ORDER[one], default=None)


def is_by_name(grounds: Iterable[Ground]) -> bool:
    """Do name and amount say so, and not the firm alone?"""
    return any(one.kind == MatchKind.NAME and one.strength != ClashStrength.POSSIBLE for one in grounds)


def are_near(mine: Decimal | None, other: Decimal | None, tolerance: int) -> bool:
    """Are both amounts known, and is the smaller at most ``tolerance`` percent below the larger (itself included)?"""
    if not mine or not other:
        return False
    return abs(mine - other) * 100 <= max(mine, other) * tolerance


def window(total: Decimal | None, tolerance: int) -> tuple[Decimal, Decimal] | None:
    """The least and the largest amount that is near ``total``; None when it is not known."""
    if not total:
        return None
    part = (Decimal(100) - min(tolerance, 99)) / 100
    return total * part, total / part


def are_alike(mine: str, other: str) -> bool:
    """May two names mean one project? Written or heard alike; other numbers (一期, 二期, 5GW, 6GW) make another."""
    a, b = project_key(mine), project_key(other)
    numbers = set(_NUMBERS.findall(a)), set(_NUMBERS.findall(b))
    if all(numbers) and numbers[0] != numbers[1]:
        return False
    short, long = sorted((a, b), key=len)
    if sound(a) == sound(b) or (len(short) >= SHORT and short in long):
        return True
    return SequenceMatcher(None, a, b, autojunk=False).ratio() >= ALIKE


def _same_firm(a: Firm, b: Firm) -> Ground | None:
    if a.uscc and a.uscc == b.uscc:
        return Ground(MatchKind.USCC, ClashStrength.CERTAIN, f"统一社会信用代码相同：{a.uscc}（{a.name}）")
    if not (says_who(a) and says_who(b)):
        return None
    ours, theirs, apart = firm_key(a.name), firm_key(b.name), bool(a.uscc and b.uscc)
    if ours == theirs:
        if apart:
            return Ground(MatchKind.FIRM, ClashStrength.POSSIBLE, f"企业名称相同而信用代码不同：{a.name}／{b.name}")
        strength = ClashStrength.PROBABLE if len(ours) >= BRAND else ClashStrength.POSSIBLE
        return Ground(MatchKind.FIRM, strength, f"企业名称相同：{_both(a.name, b.name)}")
    if apart or sound(ours) != sound(theirs):
        return None
    strength = ClashStrength.PROBABLE if len(ours) >= TELLING else ClashStrength.POSSIBLE
    return Ground(MatchKind.EAR, strength, f"企业名称读音相同：{a.name}／{b.name}")


def _are_strangers(mine: Sketch, other: Sketch, firms: list[Ground]) -> bool:
    """Are the firms of both known, and others?"""
    return not firms and any(map(says_who, mine.firms)) and any(map(says_who, other.firms))


def _same_name(mine: Sketch, other: Sketch, tolerance: int, *, strangers: bool) -> Ground | None:
    same = project_key(mine.name) == project_key(other.name)
    if not same and not are_alike(mine.name, other.name):
        return None
    names = _both(mine.name, other.name)
    if are_near(mine.total_wan, other.total_wan, tolerance):
        strength = ClashStrength.POSSIBLE if strangers and not same else ClashStrength.PROBABLE
        how = "相同" if same else "相近"
        return Ground(MatchKind.NAME, strength, f"项目名称{how}、总投资相差不超过{tolerance}%：{names}")
    if same:
        return Ground(MatchKind.NAME, ClashStrength.POSSIBLE, f"项目名称相同，总投资不同或未填：{names}")
    return None


def _both(a: str, b: str) -> str:
    return a if a == b else f"{a}／{b}"
