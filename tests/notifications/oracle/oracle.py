"""The independent oracle: what must have been told, to whom, about what, due when. Written from domain.md alone.

It imports nothing of the product: neither its calendar nor its rules, its clock, its words. Beside the rules themselves
it knows two things that hold for all: who stands in for somebody gets a copy of what is told about meetings and of a
handover that waits; and whoever was asked to say 已知悉 and did not is told to the next level that is not empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from tests.notifications.oracle import almanac, meetings, others
from tests.notifications.oracle.described import World
from tests.notifications.oracle.expected import Expected, Key, Timetable

ASKED = {meetings.CALLED: 2, meetings.CHANGED: 1, "handover_confirmed": 2}
"""Rules that ask for an answer → within how many working days, until 17:00."""


def expected(world: World, table: Timetable) -> list[Expected]:
    """Everything, in no order."""
    own: list[Expected] = []
    asked: list[tuple[Expected, meetings.Seat | None]] = []
    for sitting in meetings.sittings(world):
        for seat in meetings.seats(sitting):
            found = list(meetings.expected(seat, table))
            own += found
            asked += [(one, seat) for one in found]
    handed = list(others.handovers(world, table))
    asked += [(one, None) for one in handed if one.key.rule == "handover_confirmed"]
    plain: list[Expected] = [
        *handed,
        *others.items(world, table),
        *others.reports(world, table),
        *others.claims(world, table),
        *others.chiefs(world, table),
        *others.letters(world, table),
    ]
    copied = [one for one, _ in asked]
    raised = [each for one, seat in asked for each in _raised(world, table, one, seat)]
    return [*own, *plain, *_copies(world, copied), *raised]


def stand_ins(world: World, person: str, at: datetime) -> list[str]:
    """Who stands in for the person that day."""
    on = almanac.day_of(at)
    return [one.deputy for one in world.stand_ins if one.principal == person and one.first <= on <= one.last]


def _copies(world: World, told: Iterable[Expected]) -> Iterator[Expected]:
    for one in told:
        if one.state == "told":
            for deputy in stand_ins(world, one.key.recipient, one.seen):
                yield replace(one, key=replace(one.key, recipient=deputy, principal=one.key.recipient))


def _raised(world: World, table: Timetable, one: Expected, seat: meetings.Seat | None) -> Iterator[Expected]:
    """To the next level, if there was no answer in time and what was told is still true."""
    within = ASKED.get(one.key.rule)
    if within is None or one.state != "told" or world.person(one.key.recipient).answers:
        return
    due = almanac.clock(almanac.forward(almanac.day_of(one.seen), within), 17)
    seen = table.seen(due)
    if seen is None or not _still_true(world, one, seat, seen):
        return
    subject = ("reminder", one.key)
    for person in _next_level(world, one.key.recipient, seat is not None, seen):
        yield Expected(Key("unacknowledged", subject, person, due), seen, "told")


def _still_true(world: World, one: Expected, seat: meetings.Seat | None, seen: datetime) -> bool:
    if seat is not None:
        return seat.holds(seen, one.seen)
    handover = next(each for each in world.handovers if ("handover", each.key) == one.key.subject)
    return handover.taken_at is None or handover.taken_at > seen


def _next_level(world: World, person: str, is_meeting: bool, at: datetime) -> list[str]:
    """The deputy; the head of the own unit; the city's office. Of a handover heads of units may not know."""
    unit = world.person(person).unit
    heads = [one.key for one in world.people if one.unit == unit and one.is_head] if is_meeting else []
    levels = (stand_ins(world, person, at), heads, world.office)
    return next(filter(None, ([one for one in level if one != person] for level in levels)), [])
