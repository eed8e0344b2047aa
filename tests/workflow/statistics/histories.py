"""Random histories: what a city may have recorded in three years, from one seed.

Every story is legal (the database refuses any other): late reports, corrections, increases, reductions, revocations and
signing again, suspension and resumption, moves between units and chains, withdrawal and restoring, arrivals that are
taken back. Instants of different projects meet now and then, and amounts lie on and beside every threshold.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from projects.ledger.stages import STAGE_STEPS, Step
from projects.people.models import Organisation
from tests.factories import SHANGHAI, City
from tests.workflow.statistics.population import Amend, Arrival, Event, Move, Shift, Story

FIRST = date(2023, 6, 1)
LAST = date(2026, 6, 30)
AMOUNTS = tuple(
    Decimal(text)
    for text in ("9999.9999", "10000", "10000.0001", "50000", "99999.9999", "100000", "200000", "499999", "500000",
                 "1000000", "1200000.5")
)  # fmt: skip
INDUSTRIES = ("C38", "C3825", "C36", "G59", "I65", "")
CHAINS = ("新能源汽车", "光伏", "机器人", "")
CHANNELS = ("industry", "business", "stationed", "")
ORIGINS = ("outside_province", "outside_city", "local", "foreign")
REASONS = ("duplicate", "merged", "stale")
CLOCK = (time(0, 0), time(9, 30), time(12), time(17, 59, 59), time(23, 59, 59, 999_999))


class Chronicler:
    """Makes up the events of one project, each recorded no earlier than the last."""

    def __init__(self, city: City, random: Random) -> None:
        self.city, self.random = city, random
        self.units: list[Organisation] = [city.district, city.sibling, city.park]
        self.stage, self.standing = 0, "active"
        self.reached: list[date] = []
        self.events: list[Event] = []

    def story(self) -> Story:
        """A whole one."""
        random = self.random
        self.negotiating_on = FIRST + timedelta(days=random.randrange(500))
        self.now = self.clock(self.negotiating_on + timedelta(days=random.choice((0, 0, 3, 40))))
        born = self.now
        self.landing = at_birth = random.choice(self.units)
        self.total = random.choice((*AMOUNTS, None))
        self.fixed = random.choice((None, Decimal(3000), Decimal("6000.25")))
        self.since_standing = self.negotiating_on
        values: dict[str, Any] = {
            "industry": random.choice(INDUSTRIES),
            "chain": random.choice(CHAINS),
            "channel": random.choice(CHANNELS),
            "is_industrial": random.random() < 0.6,
            "fixed_investment_wan": self.fixed,
            "lead_organisation": random.choice((*self.units, None)),
        }
        first_total = self.total
        for _ in range(random.randrange(1, 14)):
            self.live()
            if self.now.date() > LAST:
                break
        return Story(at_birth, first_total, born, self.negotiating_on, tuple(self.events), values)

    def live(self) -> None:
        """Some days pass, then something happens."""
        self.now = self.clock(self.now.date() + timedelta(days=self.random.choice((0, 1, 7, 30, 61, 120))))
        acts: list[tuple[int, Callable[[], None]]] = [
            (6, self.forward),
            (2, self.revoke),
            (2, self.amend),
            (1, self.move),
            (1, self.relabel),
            (2, self.arrive),
            (1, self.pause),
            (1, self.leave),
        ]
        weights, deeds = zip(*acts, strict=True)
        self.random.choices(deeds, weights)[0]()

    def clock(self, day: date) -> datetime:
        """Some instant of that day, never earlier than the last one."""
        at = datetime.combine(day, self.random.choice(CLOCK), SHANGHAI)
        last = getattr(self, "now", at)
        return max(at, last + timedelta(microseconds=1))

    def some_day(self, earliest: date) -> date:
        """Between ``earliest`` and today, often today, often long ago."""
        today = self.now.date()
        behind = (today - earliest).days
        return earliest + timedelta(days=self.random.choice((behind, behind, 0, self.random.randrange(behind + 1))))

    def earliest(self) -> date:
        """No step before the present stage was reached, or before the last change of standing."""
        return max(self.reached[-1] if self.reached else self.negotiating_on, self.since_standing)

    def step(self, step: str, on: date, reason: str = "") -> None:
        self.events.append(Move(step, on, self.now, reason))

    def forward(self) -> None:
        if self.standing == "active" and self.stage < len(STAGE_STEPS):
            day = self.some_day(self.earliest())
            self.step(STAGE_STEPS[self.stage], day)
            self.stage += 1
            self.reached.append(day)

    def revoke(self) -> None:
        if self.stage:
            self.step(Step.REVOKE, self.some_day(self.earliest()))
            self.stage -= 1
            self.reached.pop()

    def pause(self) -> None:
        moves = {"active": (Step.SUSPEND, "suspended"), "suspended": (Step.RESUME, "active")}
        self.stand(*moves.get(self.standing, (Step.RESTORE, "active")))

    def leave(self) -> None:
        if self.standing in ("active", "suspended"):
            leaves = ((Step.TERMINATE, "terminated"), (Step.WITHDRAW, "withdrawn"))
            self.stand(*self.random.choice(leaves))
        else:
            self.stand(Step.RESTORE, "active")

    def stand(self, step: str, reached: str) -> None:
        day = self.some_day(self.earliest())
        self.step(step, day, self.random.choice(REASONS) if step == Step.WITHDRAW else "")
        self.standing, self.since_standing = reached, day

    def amend(self) -> None:
        if not self.stage:
            return
        total = self.total or Decimal(0)
        kind = self.random.choice(("correction", "increase", "reduction"))
        higher = [one for one in AMOUNTS if one > total]
        lower = [one for one in AMOUNTS if one < total]
        wanted = {"increase": higher, "reduction": lower, "correction": higher + lower}[kind]
        if not wanted or (self.total is None and kind != "correction"):
            return
        self.total = self.random.choice(wanted)
        self.events.append(Amend(kind, self.some_day(self.reached[0]), self.now, self.total))

    def move(self) -> None:
        others = [unit for unit in self.units if unit != self.landing]
        self.landing = self.random.choice(others)
        self.events.append(Shift("landing_organisation", self.landing, self.now))

    def relabel(self) -> None:
        name, among = self.random.choice((("chain", CHAINS), ("industry", INDUSTRIES), ("channel", CHANNELS)))
        self.events.append(Shift(name, self.random.choice(among), self.now))

    def arrive(self) -> None:
        taken_back = self.now + timedelta(days=self.random.choice((1, 50))) if self.random.random() < 0.3 else None
        amount = Decimal(self.random.randrange(1, 90_000)) / 4
        origin = self.random.choice(ORIGINS)
        day = self.some_day(self.negotiating_on)
        usd = Decimal(self.random.randrange(1, 500)) if origin == "foreign" else None
        self.events.append(Arrival(day, self.now, amount, origin, taken_back, usd))


def random_stories(city: City, random: Random, number: int) -> list[Story]:
    """``number`` projects of that city."""
    return [Chronicler(city, random).story() for _ in range(number)]


def moments(stories: list[Story], random: Random) -> list[tuple[date, datetime]]:
    """A pair of business date and instant, mostly on or right beside something that happened."""
    events = [event for story in stories for event in story.events] or [None]
    pairs = []
    for _ in range(4):
        when, known = random.choice(events), random.choice(events)
        day = when.on if when and hasattr(when, "on") else FIRST + timedelta(days=random.randrange(1200))
        instant = known.at if known else datetime.combine(LAST, time(12), SHANGHAI)
        day += timedelta(days=random.choice((-1, 0, 0, 1, 90)))
        instant += random.choice((timedelta(0), timedelta(microseconds=-1), timedelta(days=30), timedelta(days=900)))
        pairs.append((day, instant))
    return pairs
