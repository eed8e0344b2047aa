"""The oracle on action items, reports, claims, missing chiefs, letters and handovers (domain.md 2.4, 5, 7 and 10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tests.notifications.oracle import almanac, schedules
from tests.notifications.oracle.described import Handover, Item, Letter, Request, World
from tests.notifications.oracle.expected import Expected, Key, Subject, Timetable

DOERS = ("clerk", "verifier", "dispatcher")


def mornings(world: World, table: Timetable) -> dict[datetime, list[date]]:
    """Scan → the working mornings, nine o'clock, that it is the first to see."""
    found: dict[datetime, list[date]] = defaultdict(list)
    for on in almanac.days(almanac.day_of(world.start), almanac.day_of(world.end)):
        due = almanac.clock(on, 9)
        if almanac.worked(on) and due > world.start and (seen := table.seen(due)) is not None:
            found[seen].append(on)
    return found


def latest_told(
    rule: str, subject: Subject, who: Sequence[str], group: list[tuple[datetime, datetime]]
) -> Iterator[Expected]:
    """Of those seen by one scan the latest is told, the others are recorded: ``group`` is (due, seen)."""
    by_scan: dict[datetime, list[datetime]] = defaultdict(list)
    for due, seen in group:
        by_scan[seen].append(due)
    for seen, dues in by_scan.items():
        for due in dues:
            for person in who:
                yield Expected(Key(rule, subject, person, due), seen, "told" if due == max(dues) else "void")


# --- action items ---------------------------------------------------------------------------------------------------
def last_day(item: Item) -> date:
    """The deadline: a date as given; working days; calendar days, which end on a working day."""
    kind, value = item.term
    on = almanac.day_of(item.issued_at)
    if isinstance(value, date):
        return value
    return almanac.forward(on, value) if kind == "working" else almanac.on_or_after(on + timedelta(days=value))


def is_running(item: Item, at: datetime) -> bool:
    """Issued, and not waiting for the check of the office."""
    if item.issued_at > at or item.submitted_at is None or item.submitted_at > at:
        return item.issued_at <= at
    again = item.submitted_again_at
    return item.returned_at is not None and item.returned_at <= at and (again is None or again > at)


def in_hand(world: World, item: Item, at: datetime) -> list[str]:
    """The responsible officer and who signed; before that the doers of the lead unit."""
    if item.signed_at is None or item.signed_at > at:
        return world.seated(item.lead, *DOERS)
    return list(dict.fromkeys(filter(None, (item.officer, item.signed_by))))


def items(world: World, table: Timetable) -> Iterator[Expected]:
    """At once, and in the mornings."""
    for item in world.items:
        yield from _happened(world, item, table)
    for seen, days in mornings(world, table).items():
        yield from _item_mornings(world, seen, days)


def _happened(world: World, item: Item, table: Timetable) -> Iterator[Expected]:
    doers = [*world.seated(item.lead, *DOERS), *(world.seated(item.joint, *DOERS) if item.joint else ())]
    office = [one for one in world.office]
    told: list[tuple[str, datetime | None, list[str]]] = [
        ("item_to_sign", item.issued_at, [one for one in doers if one != item.issued_by]),
        ("item_named", item.signed_at, [item.officer] if item.officer not in ("", item.signed_by) else []),
        ("item_to_check", item.submitted_at, office),
        ("item_returned", item.returned_at, in_hand(world, item, item.returned_at) if item.returned_at else []),
        ("item_to_check", item.submitted_again_at, office),
    ]
    for rule, at, who in told:
        if at is not None and (seen := table.seen(at)) is not None:
            for person in who:
                yield Expected(Key(rule, ("item", item.key), person, at), seen, "told")


def _item_mornings(world: World, seen: datetime, days: list[date]) -> Iterator[Expected]:
    """Each person once by each rule: the last morning that has something; only what still matters is told."""
    said: dict[tuple[str, str], dict[date, list[date]]] = defaultdict(lambda: defaultdict(list))
    for item in world.items:
        if not is_running(item, seen):
            continue
        due = last_day(item)
        for on in days:
            rule = "item_late" if on > due else "item_due" if on in (due, almanac.back(due, 2)) else ""
            for person in in_hand(world, item, seen) if rule else ():
                said[rule, person][on].append(due)
    today = almanac.day_of(seen)
    for (rule, person), found in said.items():
        matters = rule == "item_late" or any(due >= today for dues in found.values() for due in dues)
        for on in found:
            state = "told" if matters and on == max(found) else "void"
            yield Expected(Key(rule, ("officer", person), person, almanac.clock(on, 9)), seen, state)


# --- reports --------------------------------------------------------------------------------------------------------
def reports(world: World, table: Timetable) -> Iterator[Expected]:
    """Each clerk of each unit, and the office."""
    for request in world.requests:
        for placed in schedules.rounds(request):
            yield from _round(world, request, placed, table)


def opened(request: Request, placed: schedules.Placed, table: Timetable) -> datetime | None:
    """By which look of the system the round is opened; None when its deadline is over by then."""
    seen = table.seen(max(schedules.opens_at(request, placed), request.made_at))
    return seen if seen is not None and seen < schedules.due_at(request, placed) else None


def _round(world: World, request: Request, placed: schedules.Placed, table: Timetable) -> Iterator[Expected]:
    began, due = opened(request, placed, table), schedules.due_at(request, placed)
    if began is None:
        return
    dues = {
        "report_opened": began,
        "report_due_soon": almanac.clock(almanac.back(placed.on, 1), 9),
        "report_due_today": almanac.clock(placed.on, 8, 30),
        "report_missing": due,
    }
    missing = False
    for unit in request.units:
        filed = request.filed.get((placed.nominal, unit))
        owed = [(rule, at, seen) for rule, at in dues.items() if at >= began and (seen := table.seen(at)) is not None
                and (filed is None or seen < filed)]  # fmt: skip
        missing = missing or any(rule == "report_missing" for rule, _, _ in owed)
        for rule, at, seen in owed:
            is_last = at == max(other for _, other, by in owed if by == seen)
            for person in world.seated(unit, "clerk"):
                subject = ("return", request.key, placed.nominal, unit)
                yield Expected(Key(rule, subject, person, at), seen, "told" if is_last else "void")
    seen = table.seen(due)
    if missing and seen is not None:
        for person in world.office:
            yield Expected(
                Key("report_missing_list", ("round", request.key, placed.nominal), person, due), seen, "told"
            )


# --- claims, chiefs -------------------------------------------------------------------------------------------------
def claims(world: World, table: Timetable) -> Iterator[Expected]:
    """The verifiers when it is handed in; who handed it in when it comes back."""
    for claim in world.claims:
        told = [("claim_waiting", claim.submitted_at, one) for one in world.seated(claim.unit, "verifier")]
        told += [("claim_returned", claim.returned_at, claim.clerk)] if claim.returned_at else []
        for rule, at, person in told:
            if (seen := table.seen(at)) is not None:
                yield Expected(Key(rule, ("claim", claim.key), person, at), seen, "told")


def chiefs(world: World, table: Timetable) -> Iterator[Expected]:
    """Each working morning while a project that needs a chief has none."""
    for seen, days in mornings(world, table).items():
        bare = any(
            one.made_at <= seen
            and not any(first <= seen and (last is None or last > seen) for first, last in one.chief)
            for one in world.projects
        )
        if bare:
            group = [(almanac.clock(on, 9), seen) for on in days]
            yield from latest_told("chief_missing", ("city",), world.office, group)


# --- letters --------------------------------------------------------------------------------------------------------
def letters(world: World, table: Timetable) -> Iterator[Expected]:
    """Sent, not received, due, late, answered."""
    for letter in world.letters:
        unit = list(dict.fromkeys([*world.seated(letter.unit, "clerk"), *filter(None, [letter.recipient])]))
        for rule, at, who in _letter_dues(letter, unit):
            if (seen := table.seen(at)) is not None and _letter_holds(letter, rule, seen):
                for person in dict.fromkeys(who):
                    yield Expected(Key(rule, ("letter", letter.key), person, at), seen, "told")


def _letter_dues(letter: Letter, unit: list[str]) -> Iterator[tuple[str, datetime, list[str]]]:
    yield "letter_sent", letter.signed_at, unit
    evening = almanac.clock(almanac.forward(almanac.day_of(letter.signed_at), 1), 17)
    yield "letter_unsigned", evening, [*unit, letter.sender]
    before = almanac.clock(almanac.back(letter.due_on, 1), 9)
    if before > letter.signed_at:
        yield "letter_due", before, unit
    yield "letter_late", almanac.clock(almanac.forward(letter.due_on, 1), 9), [*unit, letter.sender]
    if letter.answered_at:
        yield "letter_answered", letter.answered_at, [letter.sender]


def _letter_holds(letter: Letter, rule: str, seen: datetime) -> bool:
    received = letter.received_at is not None and letter.received_at <= seen
    answered = letter.answered_at is not None and letter.answered_at <= seen
    return {
        "letter_sent": not received,
        "letter_unsigned": not received,
        "letter_due": not answered and almanac.day_of(seen) <= letter.due_on,
        "letter_late": not answered,
        "letter_answered": answered,
    }[rule]


# --- handovers ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Waiting:
    """A handover that waits for somebody between two instants, reminded every so many working days."""

    handover: Handover
    rule: str
    who: tuple[str, ...]
    since: datetime
    until: datetime | None
    every: int


def waitings(world: World) -> Iterator[Waiting]:
    """For the office until confirmed, for the successor until taken over."""
    for one in world.handovers:
        yield Waiting(one, "handover_proposed", tuple(world.office), one.proposed_at, one.confirmed_at, 3)
        if one.confirmed_at:
            yield Waiting(one, "handover_confirmed", (one.successor,), one.confirmed_at, one.taken_at, 2)


def handovers(world: World, table: Timetable) -> Iterator[Expected]:
    """At once and again."""
    for one in waitings(world):
        group, count = [one.since], 0
        last = almanac.day_of(one.until or world.end)
        for on in almanac.days(almanac.day_of(one.since) + almanac.DAY, last):
            count += almanac.worked(on)
            if almanac.worked(on) and count % one.every == 0:
                group.append(almanac.clock(on, 9))
        seen = [(due, at) for due in group if (at := table.seen(due)) and (one.until is None or at < one.until)]
        yield from latest_told(one.rule, ("handover", one.handover.key), one.who, seen)
