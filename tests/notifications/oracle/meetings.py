"""The oracle on meetings: 会议通知, three leads, 变更, 取消, 不再参会 (domain.md 7, 10; the rules' own sentences).

A person hears at one look of one thing about one sitting: the most recent that matters. What came due before it was
known says nothing new. A change is told to who knew; a farewell only to who had been told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tests.notifications.oracle import almanac, schedules
from tests.notifications.oracle.described import Series, World
from tests.notifications.oracle.expected import Expected, Key, Timetable

AHEAD = timedelta(days=14)
CALLED, CHANGED, CANCELLED, REMOVED = "meeting_called", "meeting_changed", "meeting_cancelled", "meeting_removed"


def leads(starts_at: datetime) -> dict[str, datetime]:
    """T−3 and T−1 at nine of the working day, and the morning itself: at eight, or an hour ahead before 08:30."""
    on = almanac.day_of(starts_at)
    early = starts_at < almanac.clock(on, 8, 30)
    return {
        "meeting_t3": almanac.clock(almanac.back(on, 3), 9),
        "meeting_t1": almanac.clock(almanac.back(on, 1), 9),
        "meeting_today": starts_at - timedelta(hours=1) if early else almanac.clock(on, 8),
    }


@dataclass(frozen=True)
class Sitting:
    """One sitting: ``phases`` are (known from, begins at) in order."""

    series: Series
    nominal: date
    phases: tuple[tuple[datetime, datetime], ...]
    cancelled_at: datetime | None

    @property
    def subject(self) -> tuple[object, ...]:
        """As it is compared."""
        return ("sitting", self.series.key, self.nominal)

    def begins(self, at: datetime) -> datetime:
        """When it begins, as known then."""
        return [starts for since, starts in self.phases if since <= at][-1]


@dataclass(frozen=True)
class Seat:
    """A person at a sitting: called from, and until when."""

    sitting: Sitting
    person: str
    called_at: datetime
    left_at: datetime | None

    @property
    def off_at(self) -> datetime | None:
        """When the sitting, or the person, is off; whichever is first."""
        return min(filter(None, (self.left_at, self.sitting.cancelled_at)), default=None)

    def holds(self, at: datetime, told_at: datetime) -> bool:
        """Is what was told at ``told_at`` still true: nothing off, moved or begun?"""
        moved = any(told_at < since <= at for since, _ in self.sitting.phases[1:])
        return not moved and not (self.off_at and self.off_at <= at) and self.sitting.begins(at) > at


def sittings(world: World) -> Iterator[Sitting]:
    """Every sitting of every series that lay ahead when the series was made."""
    moves = {(one.series, one.nominal): one for one in world.moves}
    cancels = {(one.series, one.nominal): one.at for one in world.cancels}
    for series in world.series:
        for placed in schedules.sittings(series):
            starts = schedules.starts_at(series, placed.on)
            if starts > series.made_at:
                move = moves.get((series.key, placed.nominal))
                moved = ((move.at, move.starts_at),) if move else ()
                phases = ((series.made_at, starts), *moved)
                yield Sitting(series, placed.nominal, phases, cancels.get((series.key, placed.nominal)))


def seats(sitting: Sitting) -> Iterator[Seat]:
    """Who is called to it: not who joined after it began or was off, nor who left before it was heard of."""
    series = sitting.series
    joined = dict.fromkeys(series.people, series.made_at) | {new: at for at, new, _ in series.changes if new}
    left = {gone: at for at, _, gone in series.changes if gone}
    for person, at in joined.items():
        until = left.get(person)
        over = min(filter(None, (sitting.begins(at), sitting.cancelled_at)))
        if at < over:
            gone = until if until and until < min(filter(None, (sitting.begins(until), sitting.cancelled_at))) else None
            yield Seat(sitting, person, at, gone)


Moment = tuple[datetime, str]


def _moments(seat: Seat) -> tuple[list[Moment], list[Moment]]:
    """(those that really come due, those that are over before they are known)."""
    real: list[Moment] = []
    over: list[Moment] = []
    phases = seat.sitting.phases
    invited = False
    for place, (since, starts) in enumerate(phases):
        until = phases[place + 1][0] if place + 1 < len(phases) else datetime.max.replace(tzinfo=since.tzinfo)
        invitation = max(seat.called_at, starts - AHEAD)
        if not invited and invitation < until and (place == 0 or invitation > since):
            real.append((invitation, CALLED))
            invited = True
        if place and since > seat.called_at:
            real.append((since, CHANGED))
        for rule, due in leads(starts).items():
            fresh = max(since, seat.called_at) < due < until
            (real if fresh else over).append((due, rule))
    if seat.off_at:
        over += [one for one in real if one[0] >= seat.off_at]
        real = [one for one in real if one[0] < seat.off_at]
    return real, over


def expected(seat: Seat, table: Timetable) -> Iterator[Expected]:
    """Everything about one person at one sitting."""
    real, over = _moments(seat)
    groups: dict[datetime, list[Moment]] = defaultdict(list)
    for due, rule in real:
        if (seen := table.seen(due)) is not None:
            groups[seen].append((due, rule))
    told = False
    for seen in sorted(groups):
        choice = _choice(seat, sorted(groups[seen]), told, seen)
        for moment in groups[seen]:
            begun = seat.sitting.begins(seen) <= seen
            state = "told" if moment == choice else "maybe" if begun or moment[1] == CHANGED else "void"
            yield _made(seat, moment, seen, state)
        told = told or choice is not None
    for due, rule in over:
        yield _made(seat, (due, rule), table.seen(due) or due, "maybe")
    yield from _farewell(seat, table, told)


def _farewell(seat: Seat, table: Timetable, told: bool) -> Iterator[Expected]:
    if seat.off_at is None or not told or (seen := table.seen(seat.off_at)) is None:
        return
    rule = REMOVED if seat.off_at == seat.left_at else CANCELLED
    yield _made(seat, (seat.off_at, rule), seen, "told")


def _choice(seat: Seat, group: list[Moment], told: bool, seen: datetime) -> Moment | None:
    starts = seat.sitting.begins(seen)
    if starts <= seen:
        return None
    rules = {rule for _, rule in group}
    change = next((one for one in group if one[1] == CHANGED), None)
    if change and CALLED not in rules and (told or change[0] >= max(seat.called_at, starts - AHEAD)):
        return change
    others = [one for one in group if one[1] != CHANGED]
    return others[-1] if others else None


def _made(seat: Seat, moment: Moment, seen: datetime, state: str) -> Expected:
    due, rule = moment
    return Expected(Key(rule, seat.sitting.subject, seat.person, due), seen, state)
