"""The simulated clock: ticks at instants that matter and at some that do not, deeds between them, outages over both.

As the table of ticks does it, a look first opens report rounds and plans meetings, then scans. The wall clock of the
process (``timezone.now``) is the simulated one. Families of which a world holds nothing are left out (``SPOKEN``).
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf
from time import monotonic
from unittest import mock
from uuid import UUID

from django.utils import timezone

from notifications.outbox.models import Occurrence
from notifications.receipts.models import Receipt, Way
from notifications.reminders import services
from notifications.reminders.families import FAMILIES
from notifications.reminders.services import scan
from tests.notifications.oracle import oracle, schedules
from tests.notifications.oracle.building import Built
from tests.notifications.oracle.deeds import deeds
from tests.notifications.oracle.described import World
from tests.notifications.oracle.expected import Timetable
from tests.notifications.oracle.world import instants
from workflow.dispatch.services import plan_meetings
from workflow.reporting.services import open_rounds

SECOND = timedelta(seconds=1)
PLANNED_EVERY = timedelta(days=14)
SLOW = 540 * SECOND
"""A tick that comes so late is still in time: less than ten minutes."""
SPOKEN = {
    *("reminders.meetings", "reminders.chiefs", "reminders.claims", "reminders.letters", "reminders.items"),
    *("reminders.item_mornings", "reminders.handovers", "reminders.reports", "reminders.escalations"),
}
"""Families of which a world has something."""
Scheduler = Callable[[datetime], object]


def is_down(world: World, at: datetime) -> bool:
    """Within an outage?"""
    return any(one.first <= at < one.last for one in world.outages)


def ticks(world: World, done: list[datetime]) -> list[datetime]:
    """When the scheduler looks: soon after whatever may be due and every deed (``done``), at once after an outage.

    Never later than the next deed: which of the two came first must not be a matter of chance.
    """
    chance = random.Random(world.seed + 1)
    found = [world.start]
    for due in _dues(world):
        late = chance.uniform(0, 540) if chance.random() < 0.1 else chance.uniform(0, 30)
        place = bisect_right(done, due)
        latest = done[place] - SECOND / 2 if place < len(done) else due + SLOW
        found.append(min(due + late * SECOND, latest))
    found += [at + chance.uniform(1, 15) * SECOND for at in done]
    span = world.end - world.start
    found += [world.start + span * chance.random() for _ in range(span.days // 4)]
    found = [at for at in found if world.start <= at < world.end and not is_down(world, at)]
    found += [one.last + chance.uniform(0, 30) * SECOND for one in world.outages]
    return sorted(found)


def _dues(world: World) -> list[datetime]:
    """What would come due if the scheduler looked all the time, and when rounds open. The rest is left to chance."""
    always = Timetable([*instants(world), world.end])
    told = {one.key.due for one in oracle.expected(world, always)} | set(_openings(world))
    return sorted(at for at in told if world.start < at < world.end)


@dataclass
class Run:
    """A drive through the whole time."""

    world: World
    built: Built
    table: Timetable
    twice: int = 0


def drive(world: World, built: Built, scheduler: Scheduler = scan, *, seconds: float = inf) -> Run:
    """Every deed and every tick in their order; now and then two schedulers look at once.

    After so many real ``seconds`` it stops where it is, and the table of the run ends there.
    """
    todo = deeds(world, built)
    looks, stop = ticks(world, [at for at, _ in todo]), monotonic() + seconds
    run = Run(world, built, Timetable(looks))
    chance, clock = random.Random(world.seed + 2), _Clock(world.start)
    opening = sorted(_openings(world))
    answering = [built.people[one.key].pk for one in world.people if one.answers]
    planned, before = world.start - PLANNED_EVERY, world.start - SECOND
    spoken = tuple(one for one in FAMILIES if one.name in SPOKEN)
    with mock.patch.object(timezone, "now", lambda: clock.at), mock.patch.object(services, "FAMILIES", spoken):
        for at in looks:
            if monotonic() > stop:
                run.table = Timetable([one for one in looks if one < at])
                break
            while todo and todo[0][0] <= at:
                clock.at, deed = todo.pop(0)
                deed(clock.at)
            clock.at = at
            if bisect_right(opening, at) > bisect_right(opening, before):
                open_rounds(at)
            if at - planned >= PLANNED_EVERY:
                plan_meetings(at)
                planned = at
            scheduler(at)
            if chance.random() < 0.1:
                run.twice += 1
                scheduler(at - chance.choice((0, 0, 20)) * SECOND)
            _acknowledge(at, answering)
            before = at
    return run


class _Clock:
    def __init__(self, at: datetime) -> None:
        self.at = at


def _openings(world: World) -> list[datetime]:
    found = [one.made_at for one in world.requests]
    return found + [schedules.opens_at(one, placed) for one in world.requests for placed in schedules.rounds(one)]


def _acknowledge(now: datetime, answering: list[UUID]) -> None:
    """Those who answer do so at once."""
    fresh = Occurrence.objects.open().filter(created_at=now, rule__in=oracle.ASKED, recipient__in=answering)
    fresh = fresh.exclude(slot__contains="@")
    Receipt.objects.bulk_create(
        Receipt(occurrence_id=pk, at=now, way=Way.PAGE) for pk in fresh.values_list("pk", flat=True)
    )
