"""All rules of a city on a day, with its other terms; the worst rule gives the light (domain.md 6). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, ClassVar

from django.db.models import Q

from projects.errors import Invalid
from projects.ledger.stages import Standing
from workflow.lights.colours import ALL_WELL, GREEN, GREY, RED, YELLOW, Light, Verdict
from workflow.lights.facts import Facts
from workflow.lights.rules import RULES, Rule, StageClock, StaleTalks, Terms
from workflow.lights.rules.base import NOTHING, number

DECREES = {"manual": "人工调整", "exempt": "不可抗力豁免"}
Numbers = Mapping[str, Mapping[str, int]]
"""Code of a rule or of other terms → name → number."""


@dataclass(frozen=True)
class Memory(Terms):
    """Red that caught up shows yellow for one period: so many nights after the last red reading; 0: at once green."""

    code: ClassVar[str] = "memory"
    label: ClassVar[str] = "红灯转绿的观察期"

    days: int = number("最后一次红灯后几天内仍亮黄灯", "天", 30, most=92)


@dataclass(frozen=True)
class UnitLight(Terms):
    """The light of a district or park from its projects; see ``unit_colour``."""

    code: ClassVar[str] = "unit"
    label: ClassVar[str] = "县区、园区亮灯"

    yellow_percent: int = number("红黄灯项目占比达到多少亮黄灯", "%", 20, least=1, most=100)
    red_percent: int = number("红灯项目占比达到多少亮红灯", "%", 20, least=1, most=100)


OTHERS: tuple[type[Terms], ...] = (Memory, UnitLight)
TERMS: dict[str, type[Terms]] = {one.code: one for one in (*RULES, *OTHERS)}


@dataclass(frozen=True)
class RuleSet:
    """What is in force. ``version``: the row of ``LightRules`` behind it; None for the default preset."""

    rules: tuple[Rule, ...] = field(default_factory=lambda: tuple(one() for one in RULES))
    memory: Memory = field(default_factory=Memory)
    unit: UnitLight = field(default_factory=UnitLight)
    version: int | None = None

    @classmethod
    def of(cls, numbers: Numbers, *, version: int | None = None) -> RuleSet:
        """The set with these numbers, defaults for the rest. ``Invalid`` for what is unknown or out of bounds."""
        stray = set(numbers) - set(TERMS)
        if stray:
            raise Invalid(f"没有“{min(stray)}”这条规则。", min(stray), "unknown_field")
        made: dict[str, Any] = {code: terms.of(numbers.get(code, {})) for code, terms in TERMS.items()}
        return cls(tuple(made[one.code] for one in RULES), made["memory"], made["unit"], version)

    def numbers(self) -> dict[str, dict[str, int]]:
        """Everything as stored: what ``of`` reads."""
        return {one.code: one.numbers() for one in (*self.rules, self.memory, self.unit)}

    def rule(self, code: str) -> Rule:
        """The rule of that code."""
        return next(one for one in self.rules if one.code == code)

    @property
    def talks(self) -> StaleTalks:
        """The rule of stale negotiations, which other rooms ask for projects to withdraw."""
        return next(one for one in self.rules if isinstance(one, StaleTalks))

    @property
    def clocks(self) -> StageClock:
        """The rule of stage clocks, whose limits other rooms show."""
        return next(one for one in self.rules if isinstance(one, StageClock))

    def light(self, facts: Facts) -> Light:
        """Grey where it is not pursued; then what people decided; then the worst rule; then the memory of red."""
        if facts.standing != Standing.ACTIVE:
            return Light(GREY, [f"项目{Standing(facts.standing).label}，不计亮灯"])
        if facts.decree is not None:
            decree = facts.decree
            said = f"{DECREES[decree.kind]}（至{decree.until_on}）：{decree.reason}"
            return Light(decree.colour, [said])
        found = [verdict for rule in self.rules if (verdict := rule.judge(facts))]
        return self._worst(found, facts)

    def _worst(self, found: list[Verdict], facts: Facts) -> Light:
        red = [one.reason for one in found if one.colour == RED]
        yellow = [one.reason for one in found if one.colour == YELLOW]
        if red:
            return Light(RED, red + yellow)
        if not yellow and self._remembers(facts):
            yellow = [f"{facts.red_on}尚为红灯，赶上进度后观察{self.memory.days}天"]
        return Light(YELLOW, yellow) if yellow else Light(GREEN, [ALL_WELL])

    def _remembers(self, facts: Facts) -> bool:
        return facts.red_on is not None and facts.red_on >= self.remembers_since(facts.on)

    def remembers_since(self, on: date) -> date:
        """A red reading of that night or a later one still shows ``on`` that day. Without memory: the day itself."""
        return on - timedelta(days=self.memory.days)

    def lit(self, colour: str, on: date) -> Q:
        """Pursued projects that the rules give this colour or a worse one, told to the database; decrees aside."""
        found = NOTHING
        for rule in self.rules:
            found |= rule.lit(colour, on)
        if colour == YELLOW:
            found |= Q(red_on__gte=self.remembers_since(on))
        return found


def unit_colour(counts: Mapping[str, int], terms: UnitLight) -> str:
    """Light of a unit from the number of its projects by colour; grey ones do not count.

    Red when at least ``red_percent`` of them are red; yellow when at least ``yellow_percent`` are red or yellow, or any
    is red; else green. A unit without a project that counts is grey. Own rule: practice.md 3.4 lights districts by
    monthly targets (Sanya), which come with targets.
    """
    red, yellow = counts.get(RED, 0), counts.get(YELLOW, 0)
    whole = red + yellow + counts.get(GREEN, 0)
    if not whole:
        return GREY
    if red * 100 >= terms.red_percent * whole:
        return RED
    return YELLOW if red or (red + yellow) * 100 >= terms.yellow_percent * whole else GREEN
