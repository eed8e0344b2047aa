"""Worlds by chance, from a seed: what a city's office has going on in some months or years, and when it stands still.

Nothing happens while the system is off, nor in the first minutes after: people come back once it works again. Deeds
happen at odd seconds (:40 to :59), so that which came first, a deed or a due instant, is never a matter of the tick.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from tests.notifications.oracle import almanac, meetings, schedules
from tests.notifications.oracle.described import (
    Cancel,
    Claim,
    Handover,
    Item,
    Letter,
    Move,
    Outage,
    Person,
    Project,
    Request,
    Series,
    StandIn,
    World,
)
from tests.notifications.oracle.others import last_day

OUTAGES = {
    "1 min": timedelta(minutes=1),
    "2 h": timedelta(hours=2),
    "3 h": timedelta(hours=3),
    "26 h": timedelta(hours=26),
    "8 d": timedelta(days=8),
}
T = TypeVar("T")
Changes = tuple[list[Move], list[Cancel]]
HOURS, MINUTES = timedelta(hours=1), timedelta(minutes=1)
STARTS = (time(8), time(8, 15), time(9), time(9, 30), time(10), time(14, 30), time(15), time(16))


class Maker:
    """One world in the making."""

    def __init__(self, seed: int, sources: int, start: datetime, end: datetime) -> None:
        self.chance = random.Random(seed)
        self.seed, self.sources, self.start, self.end = seed, sources, start, end
        self.units = tuple(f"d{number}" for number in range(1, 3 + min(6, sources // 100)))
        self.people = self._people()
        self.outages = self._outages()

    def make(self) -> World:
        """All of it."""
        series = self._several(self.sources // 90, 2, self._series)
        requests = self._several(self.sources // 200, 1, self._request)
        moves, cancels = self._changes(series)
        return World(
            seed=self.seed,
            start=self.start,
            end=self.end,
            units=self.units,
            people=tuple(self.people),
            outages=self.outages,
            stand_ins=tuple(self._stand_ins()),
            series=tuple(series),
            moves=tuple(moves),
            cancels=tuple(cancels),
            items=tuple(self._several(self.sources // 25, 5, self._item)),
            requests=tuple(requests),
            claims=tuple(self._several(self.sources // 60, 1, self._claim)),
            projects=tuple(self._several(self.sources // 250, 1, self._project)),
            letters=tuple(self._several(self.sources // 60, 3, self._letter)),
            handovers=tuple(self._several(self.sources // 100, 1, self._handover)),
        )

    def _several(self, wanted: int, least: int, one: Callable[[int], T]) -> list[T]:
        return [one(number) for number in range(max(wanted, least))]

    # --- people -----------------------------------------------------------------------------------------------------
    def _people(self) -> list[Person]:
        found = [Person("dispatcher1", "office", ("dispatcher",)), Person("dispatcher2", "office", ("dispatcher",)),
                 Person("mayor", "city", ("leader",), answers=True)]  # fmt: skip
        for unit in self.units:
            found.append(Person(f"{unit}head", unit, ("leader",), is_head=self.chance.random() < 0.7))
            found.append(Person(f"{unit}vice", unit, ("leader",), answers=self.chance.random() < 0.5))
            found += [Person(f"{unit}clerk{number}", unit, ("clerk",), answers=self.chance.random() < 0.7)
                      for number in range(1, self.chance.randint(2, 3))]  # fmt: skip
        found += [Person(f"{unit}verifier{number}", unit, ("verifier",), answers=self.chance.random() < 0.7)
                  for unit in ("tc", "sj") for number in (1, 2)]  # fmt: skip
        return found

    def _stand_ins(self) -> list[StandIn]:
        found = []
        for unit in self.units:
            for principal, deputy in ((f"{unit}head", f"{unit}vice"), (f"{unit}clerk1", f"{unit}head")):
                on = almanac.day_of(self.start) + timedelta(days=self.chance.randint(5, 60))
                while on < almanac.day_of(self.end):
                    last = on + timedelta(days=self.chance.randint(2, 15))
                    found.append(StandIn(principal, deputy, on, last))
                    on = last + timedelta(days=self.chance.randint(20, 200))
        return found

    # --- time -------------------------------------------------------------------------------------------------------
    def _outages(self) -> tuple[Outage, ...]:
        """Each kind at least once; over nine in the morning, over a month's end, or anywhere."""
        months = max(1, (self.end - self.start).days // 30)
        kinds = [kind for kind in OUTAGES for _ in range(max(1, months // {"8 d": 9, "26 h": 6}.get(kind, 4)))]
        free = almanac.days(
            almanac.day_of(self.start) + timedelta(days=3), almanac.day_of(self.end) - timedelta(days=12)
        )
        found: list[Outage] = []
        for kind in sorted(kinds, key=lambda one: -OUTAGES[one]):
            fits = [on for on in free if self._is_free(on, OUTAGES[kind], found)]
            ends = [on for on in fits if (on + almanac.DAY).day == 1]
            if not fits:
                continue
            on = self.chance.choice(ends if ends and self.chance.random() < 0.35 else fits)
            found.append(self._outage(kind, on))
        return tuple(sorted(found, key=lambda one: one.first))

    def _outage(self, kind: str, on: date) -> Outage:
        length = OUTAGES[kind]
        if self.chance.random() < 0.75:  # across the hour at which most is due
            first = almanac.clock(on, self.chance.choice((8, 9))) - length * self.chance.uniform(0.05, 0.9)
        else:
            first = almanac.clock(on, self.chance.randint(0, 23), self.chance.randint(0, 59))
        first = first.replace(microsecond=0)
        return Outage(first, first + length, kind)

    @staticmethod
    def _is_free(on: date, length: timedelta, known: list[Outage]) -> bool:
        first = almanac.clock(on, 0) - timedelta(days=2) - length
        return all(one.last < first or one.first > first + 2 * length + timedelta(days=5) for one in known)

    def _up(self, at: datetime) -> datetime:
        """That instant at an odd second; a while after it works again, if the system is off."""
        for outage in self.outages:
            if outage.first - MINUTES <= at <= outage.last + 15 * MINUTES:
                at = outage.last + self.chance.randint(20, 90) * MINUTES
        return at.replace(second=self.chance.randint(40, 59), microsecond=self.chance.randrange(1_000_000))

    def _during(self, first: datetime, last: datetime) -> datetime:
        """Some time of a working day's hours between the two, if there is one."""
        at = first + (last - first) * self.chance.random()
        on = almanac.on_or_after(almanac.day_of(at))
        return self._up(almanac.clock(on, self.chance.randint(8, 17), self.chance.randint(0, 59)))

    def _some_time(self, *, until: float = 0.95) -> datetime:
        return self._during(self.start + 26 * HOURS, self.start + (self.end - self.start) * until)

    def _later(self, at: datetime, least: float, most: float) -> datetime:
        """So many days later."""
        return self._up(at + timedelta(days=self.chance.uniform(least, most)))

    # --- meetings ---------------------------------------------------------------------------------------------------
    def _series(self, number: int) -> Series:
        chance = self.chance
        beat = chance.choices(("weekly", "biweekly", "monthly", "quarterly"), (15, 25, 45, 15))[0] if number > 1 else (
            "biweekly", "monthly")[number]  # fmt: skip
        nth = chance.random() < 0.5
        made_at = (
            self._up(self.start + 60 * MINUTES) if number < 2 or chance.random() < 0.7 else self._some_time(until=0.6)
        )
        people = chance.sample(
            [one.key for one in self.people], min(len(self.people), chance.randint(4, 4 + self.sources // 300))
        )
        monthly = "" if beat in schedules.STEP else "nth" if nth else "day"
        starts_on = almanac.day_of(made_at) + timedelta(days=chance.randint(0, 20))
        return Series(
            key=f"series{number}",
            made_at=made_at,
            beat=beat,
            at=chance.choice(STARTS),
            policy=chance.choice(("next", "previous", "cancel")),
            starts_on=starts_on,
            people=tuple(people),
            weekday=None
            if monthly == "day"
            else chance.randint(1, 5)
            if chance.random() < 0.8
            else chance.randint(6, 7),
            monthly=monthly,
            nth=chance.randint(1, 5) if monthly == "nth" else None,
            day=chance.choice((1, 5, 10, 15, 20, 28, 29, 30, 31)) if monthly == "day" else None,
            quarter_month=chance.randint(1, 3) if beat == "quarterly" else None,
            changes=self._membership(made_at, people),
        )

    def _membership(self, made_at: datetime, people: list[str]) -> tuple[tuple[datetime, str, str], ...]:
        others = [one.key for one in self.people if one.key not in people]
        found = []
        if others and self.chance.random() < 0.5:
            found.append((self._during(made_at + 30 * HOURS, self.end), self.chance.choice(others), ""))
        if self.chance.random() < 0.5:
            found.append((self._during(made_at + 30 * HOURS, self.end), "", self.chance.choice(people)))
        return tuple(sorted(one for one in found if one[0] < self.end))

    def _changes(self, series: list[Series]) -> tuple[list[Move], list[Cancel]]:
        moves: list[Move] = []
        cancels: list[Cancel] = []
        for one in series:
            placed = schedules.sittings(one)
            taken = {each.on for each in placed}
            for each in placed:
                starts = schedules.starts_at(one, each.on)
                if self.chance.random() < 0.12 and self.start < starts < self.end:
                    self._change(one, each.nominal, starts, taken, (moves, cancels))
        return moves, cancels

    def _change(self, series: Series, nominal: date, starts: datetime, taken: set[date], made: Changes) -> None:
        """Moved or called off: while it is known to all, or before anybody was invited; then also much nearer."""
        known = self.chance.random() < 0.7
        at = self._up(starts - timedelta(days=self.chance.uniform(2, 11) if known else self.chance.uniform(17, 19)))
        if (
            at < series.made_at + 24 * HOURS
            or at > starts - 26 * HOURS
            or (not known and at > starts - timedelta(days=16))
        ):
            return
        if self.chance.random() < 0.35:
            made[1].append(Cancel(series.key, nominal, at))
            return
        nearer = not known and self.chance.random() < 0.5
        first = almanac.day_of(at) + timedelta(days=4) if nearer else almanac.day_of(starts) + timedelta(days=1)
        fits = [
            on for on in almanac.days(first, first + timedelta(days=4)) if on not in taken and almanac.is_published(on)
        ]
        if not fits:
            return
        on = self.chance.choice(fits)
        taken.add(on)
        made[0].append(Move(series.key, nominal, at, almanac.clock(on, self.chance.choice((9, 10, 14)), 30)))

    # --- items, reports ---------------------------------------------------------------------------------------------
    def _item(self, number: int) -> Item:
        chance = self.chance
        lead, joint = chance.sample(self.units, 2)
        issued_at = self._some_time()
        on = almanac.day_of(issued_at)
        term: tuple[str, date | int] = chance.choice((
            ("working", chance.randint(1, 20)),
            ("calendar", chance.randint(2, 30)),
            ("on", min(on + timedelta(days=chance.randint(2, 25)), almanac.LAST)),
        ))  # fmt: skip
        clerks = [one.key for one in self.people if one.unit == lead and "clerk" in one.roles]
        signed_at = self._later(issued_at, 0.02, 3) if chance.random() < 0.9 else None
        item = Item(
            f"item{number}",
            lead,
            joint if chance.random() < 0.4 else "",
            f"dispatcher{chance.randint(1, 2)}",
            issued_at,
            term,
        )
        if signed_at is None:
            return item if chance.random() < 0.3 else self._worked(item, clerks, self._later(issued_at, 4, 8))
        return self._worked(item, clerks, signed_at)

    def _worked(self, item: Item, clerks: list[str], signed_at: datetime) -> Item:

        chance = self.chance
        near = almanac.clock(last_day(item), 10) + timedelta(days=chance.uniform(-4, 9))
        submitted_at = self._up(max(near, signed_at + 3 * HOURS))
        returned_at = self._later(submitted_at, 0.1, 3) if chance.random() < 0.3 else None
        return replace(
            item,
            signed_by=chance.choice(clerks),
            signed_at=signed_at,
            officer=chance.choice((f"{item.lead}head", f"{item.lead}vice", "")),
            submitted_at=submitted_at,
            returned_at=returned_at,
            submitted_again_at=self._later(returned_at, 0.2, 8) if returned_at else None,
        )

    def _request(self, number: int) -> Request:

        chance = self.chance
        kind = chance.choice(("weekly", "biweekly", "half_monthly", "monthly", "quarterly")) if number > 1 else (
            "biweekly", "weekly")[number]  # fmt: skip
        made_at = self._up(self.start + 60 * MINUTES) if chance.random() < 0.7 else self._some_time(until=0.6)
        starts_on = almanac.day_of(made_at) + timedelta(days=chance.randint(1, 25))
        request = Request(
            key=f"request{number}",
            made_at=made_at,
            recurrence=kind,
            at=chance.choice((time(11), time(12), time(17, 30))),
            policy=chance.choice(("next", "previous", "second")),
            window=chance.randint(1, 6),
            starts_on=starts_on,
            units=tuple(chance.sample(self.units, min(len(self.units), chance.randint(2, 5)))),
            weekday=chance.randint(1, 5) if kind == "weekly" else None,
            day=chance.choice((1, 8, 15, 25, 29, 31)) if kind in ("monthly", "quarterly") else None,
            anchor=starts_on if kind == "biweekly" else None,
        )
        filed, closed = {}, {}
        for placed in schedules.rounds(request):
            opens, due = schedules.opens_at(request, placed), schedules.due_at(request, placed)
            first = max(opens, made_at) + HOURS
            closed[placed.nominal] = self._up(due + 26 * HOURS)
            for unit in request.units:
                if chance.random() < 0.55 and first < due:
                    at = self._up(first + (due - first) * chance.random())
                    if at < closed[placed.nominal]:
                        filed[placed.nominal, unit] = at
        return replace(request, filed=filed, closed=closed)

    # --- the rest ---------------------------------------------------------------------------------------------------
    def _claim(self, number: int) -> Claim:
        unit = self.chance.choice(self.units)
        submitted_at = self._some_time()
        returned_at = self._later(submitted_at, 0.05, 5) if self.chance.random() < 0.4 else None
        return Claim(f"claim{number}", "tc", f"{unit}clerk1", submitted_at - 10 * MINUTES, submitted_at, returned_at)

    def _project(self, number: int) -> Project:
        unit = self.chance.choice(self.units)
        made_at, spans = self._some_time(until=0.5), []
        at = self._later(made_at, 1, 40)
        while at < self.end:
            until = self._later(at, 20, 200)
            spans.append((at, until if until < self.end else None))
            at = self._later(until, 1, 30)
        return Project(f"project{number}", unit, f"{unit}clerk1", made_at, tuple(spans))

    def _letter(self, number: int) -> Letter:
        chance = self.chance
        unit = chance.choice(self.units)
        signed_at = self._some_time(until=0.9)
        due_on = min(almanac.forward(almanac.day_of(signed_at), chance.randint(1, 9)), almanac.LAST)
        letter = Letter(
            key=f"letter{number}",
            unit=unit,
            recipient=f"{unit}head" if chance.random() < 0.5 else "",
            sender=f"dispatcher{chance.randint(1, 2)}",
            signed_at=signed_at,
            due_on=due_on,
        )
        if chance.random() < 0.1:
            return letter

        received_at = self._later(signed_at, 0.05, 4)
        answered_at = self._up(
            max(received_at + 2 * HOURS, almanac.clock(due_on, 11) + timedelta(days=chance.uniform(-4, 5)))
        )
        return replace(letter, receiver=f"{unit}clerk1", received_at=received_at, answered_at=answered_at)

    def _handover(self, number: int) -> Handover:
        unit = self.chance.choice(self.units)
        proposed_at = self._some_time(until=0.9)
        confirmed_at = self._later(proposed_at, 0.1, 14)
        return Handover(
            key=f"handover{number}",
            unit=unit,
            predecessor=f"{unit}vice",
            successor=f"{unit}head",
            proposed_at=proposed_at,
            confirmed_at=confirmed_at,
            taken_at=self._later(confirmed_at, 0.1, 10),
        )


def make_world(seed: int, *, sources: int, start: date, months: float) -> World:
    """A world of about so many sources; ``expected.sources_of`` counts how many it really has."""
    first = almanac.clock(start, 0)
    last = min(first + timedelta(days=round(months * 30.44)), almanac.clock(almanac.LAST, 23, 50))
    return Maker(seed, sources, first, last).make()


def instants(world: World) -> list[datetime]:
    """Every instant at which something may come due, for the simulated scheduler to look soon after."""
    found = set()
    for on in almanac.days(almanac.day_of(world.start), almanac.day_of(world.end)):
        if almanac.worked(on):
            found |= {almanac.clock(on, hour, minute) for hour, minute in ((8, 0), (8, 30), (9, 0), (17, 0))}
    for sitting in meetings.sittings(world):
        for _, starts in sitting.phases:
            found |= {starts - meetings.AHEAD, *meetings.leads(starts).values()}
    for request in world.requests:
        for placed in schedules.rounds(request):
            found |= {schedules.opens_at(request, placed), schedules.due_at(request, placed)}
    return sorted(at for at in found if world.start < at < world.end)
