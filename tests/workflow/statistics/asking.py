"""The same random question for both sides: as the room asks it, and as the reference does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from tests.factories import City
from tests.workflow.statistics.histories import AMOUNTS, CHAINS, CHANNELS, FIRST
from tests.workflow.statistics.reference import Where
from workflow.statistics.filters import Filters
from workflow.statistics.terms import Period, Role

TAG = "百日大会战"
LEVELS = (Decimal(10_000), Decimal(100_000), Decimal(200_000), Decimal(500_000), Decimal(1_000_000))


@dataclass(frozen=True)
class Narrowed:
    """One set of conditions, said twice."""

    filters: Filters
    where: Where

    def but(self, filters: dict[str, Any], where: dict[str, Any]) -> Narrowed:
        """With one more condition."""
        return Narrowed(replace(self.filters, **filters), replace(self.where, **where))


def any_filters(city: City, keys: list[UUID], random: Random) -> Narrowed:
    """None to three conditions."""
    asked = Narrowed(Filters(), Where())
    for condition in random.sample(CONDITIONS, random.choice((0, 1, 1, 2, 3))):
        asked = asked.but(*condition(city, keys, random))
    return asked


Condition = Callable[[City, list[UUID], Random], tuple[dict[str, Any], dict[str, Any]]]


def _unit(city: City, keys: list[UUID], random: Random) -> tuple[dict[str, Any], dict[str, Any]]:
    unit = random.choice((city.district, city.sibling, city.park, city.city))
    role = random.choice((Role.LANDING, Role.LANDING, Role.LEAD))
    return {"organisation": unit.code, "role": role}, {"unit": unit.code, "role": role.field}


def _least(city: City, keys: list[UUID], random: Random) -> tuple[dict[str, Any], dict[str, Any]]:
    amount = random.choice((*LEVELS, random.choice(AMOUNTS)))
    return {"min_total_wan": amount}, {"least": amount}


def _most(city: City, keys: list[UUID], random: Random) -> tuple[dict[str, Any], dict[str, Any]]:
    amount = random.choice(AMOUNTS)
    return {"max_total_wan": amount}, {"most": amount}


def _below(city: City, keys: list[UUID], random: Random) -> tuple[dict[str, Any], dict[str, Any]]:
    amount = random.choice(LEVELS)
    return {"below_total_wan": amount}, {"below": amount}


def _industrial(city: City, keys: list[UUID], random: Random) -> tuple[dict[str, Any], dict[str, Any]]:
    same = {"is_industrial": random.random() < 0.5}
    return same, same


def _industry(city: City, keys: list[UUID], random: Random) -> tuple[dict[str, Any], dict[str, Any]]:
    same = {"industry": random.choice(("C", "C38", "C3825", "G"))}
    return same, same


def _chain(city: City, keys: list[UUID], random: Random) -> tuple[dict[str, Any], dict[str, Any]]:
    same = {"chain": random.choice(CHAINS)}
    return same, same


def _channel(city: City, keys: list[UUID], random: Random) -> tuple[dict[str, Any], dict[str, Any]]:
    same = {"channel": random.choice(CHANNELS)}
    return same, same


def _tag(city: City, keys: list[UUID], random: Random) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"tag": TAG}, {"tag": TAG}


def _standings(city: City, keys: list[UUID], random: Random) -> tuple[dict[str, Any], dict[str, Any]]:
    among = random.choice((("active",), ("active", "suspended"), ("terminated", "withdrawn")))
    return {"standings": among}, {"standings": among}


def _list(city: City, keys: list[UUID], random: Random) -> tuple[dict[str, Any], dict[str, Any]]:
    some = tuple(random.sample(keys, len(keys) // 2))
    return {"projects": some}, {"files": some}


CONDITIONS: tuple[Condition, ...] = (
    _unit, _unit, _least, _least, _most, _below, _industrial, _industry, _chain, _channel, _tag, _standings, _list,
)  # fmt: skip


def any_period(random: Random) -> Period:
    """From one day to a few years."""
    first: date = FIRST + timedelta(days=random.randrange(-100, 900))
    return Period(first, first + timedelta(days=random.choice((0, 30, 91, 365, 1200))))
