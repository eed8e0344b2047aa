"""From durations and dependencies to days. Pure: the calendar is a function that is passed in.

A node starts on the day after the last of its predecessors ended, at the earliest on the first day of the plan, and
lasts its days, the first one included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from projects.days import LAST_DAY
from projects.errors import Invalid
from projects.workdays.days import ONE_DAY, CalendarDay

DayOf = Callable[[date], CalendarDay]
"""What a day is; ``projects.workdays.days.Calendar.day`` is one."""
TOO_LONG = "按工期推算的日期超过2100年，请核对起算日期和各节点工期。"


@dataclass(frozen=True)
class Span:
    """From a day to a day, both included."""

    start: date
    end: date

    def later(self, days: int) -> Span:
        """The same length, so many calendar days later (earlier if negative)."""
        return Span(moved(self.start, days), moved(self.end, days))


@dataclass(frozen=True)
class Task:
    """What takes ``days`` (working days if ``working``) once everything in ``after`` has ended.

    ``fixed``: a day that is settled elsewhere and holds whatever its predecessors say.
    """

    key: str
    days: int
    working: bool = False
    after: tuple[str, ...] = ()
    fixed: date | None = None


def moved(on: date, days: int) -> date:
    """``on`` so many days later, or ``Invalid`` beyond what the ledger can mean."""
    if days > (LAST_DAY - on).days:
        raise Invalid(TOO_LONG, "starts_on")
    return on + timedelta(days=days)


def ring_of(after: Mapping[str, Iterable[str]]) -> list[str]:
    """Keys that wait for one another in a ring, the first one repeated at the end; empty when there is none."""
    done: set[str] = set()
    for first in after:
        found = _ring_from(first, after, done)
        if found:
            return found
    return []


def _ring_from(first: str, after: Mapping[str, Iterable[str]], done: set[str]) -> list[str]:
    """Walk back through what ``first`` waits for, without recursion: plans may be long chains."""
    way: list[str] = []
    open_: list[tuple[str, bool]] = [(first, False)]
    while open_:
        key, left = open_.pop()
        if left:
            way.pop()
            done.add(key)
        elif key in way:
            return [*way[way.index(key) :], key]
        elif key not in done:
            way.append(key)
            open_ += [(key, True), *((one, False) for one in after.get(key, ()))]
    return []


def in_order(after: Mapping[str, Iterable[str]]) -> list[str]:
    """Every key behind all it waits for, otherwise in the given order. There must be no ring."""
    placed: dict[str, None] = {}
    for first in after:
        open_ = [(first, False)]
        while open_:
            key, ready = open_.pop()
            if key in placed or key not in after:
                continue
            if ready:
                placed[key] = None
            else:
                open_ += [(key, True), *((one, False) for one in reversed(tuple(after[key])))]
    return list(placed)


def behind(keys: Iterable[str], after: Mapping[str, Iterable[str]]) -> set[str]:
    """Everything that waits for one of ``keys``, directly or through others; never those themselves without a ring."""
    first = set(keys)
    touched = set(first)
    for key in in_order(after):
        if touched.intersection(after[key]):
            touched.add(key)
    return touched - first


def ahead(keys: Iterable[str], after: Mapping[str, Iterable[str]]) -> set[str]:
    """Everything that ``keys`` wait for, directly or through others."""
    found: set[str] = set()
    open_ = list(keys)
    while open_:
        new = set(after.get(open_.pop(), ())) - found
        found |= new
        open_ += new
    return found


def schedule(tasks: Iterable[Task], starts_on: date, day_of: DayOf) -> dict[str, Span]:
    """The days of every task. ``tasks`` wait only for one another and form no ring."""
    known = {task.key: task for task in tasks}
    spans: dict[str, Span] = {}
    for key in in_order({task.key: task.after for task in known.values()}):
        task = known[key]
        ends = [moved(spans[one].end, 1) for one in task.after]
        spans[key] = Span(task.fixed, task.fixed) if task.fixed else _lasting(task, max([starts_on, *ends]), day_of)
    return {task: spans[task] for task in known}


def _lasting(task: Task, start: date, day_of: DayOf) -> Span:
    if not task.working:
        return Span(start, moved(start, task.days - 1))
    start = _next_worked(start, day_of)
    end = start
    for _ in range(task.days - 1):
        end = _next_worked(moved(end, 1), day_of)
    return Span(start, end)


def _next_worked(on: date, day_of: DayOf) -> date:
    while not day_of(on).is_workday:
        on = moved(on, 1)
    return on


def shifted(
    spans: Mapping[str, Span], after: Mapping[str, Iterable[str]], key: str, span: Span, *, free: Iterable[str]
) -> dict[str, Span]:
    """What moves with ``key`` when it takes ``span``: those of ``free`` that wait for it, itself included.

    Each keeps its length and moves by as many calendar days as the end of ``key``, and never to before the end of
    something it waits for.
    """
    days = (span.end - spans[key].end).days
    found = {key: span}
    if not days:
        return found
    chain = behind([key], after).intersection(free)
    for one in (each for each in in_order(after) if each in chain):
        new = spans[one].later(days)
        ends = [(found.get(each) or spans[each]).end for each in after[one] if each in spans]
        wait = max(((end + ONE_DAY - new.start).days for end in ends), default=0)
        found[one] = new.later(wait) if wait > 0 else new
    return {one: new for one, new in found.items() if one == key or new != spans[one]}


def doubtful_year(tasks: Iterable[Task], spans: Mapping[str, Span], day_of: DayOf) -> int | None:
    """The first year whose holidays are not announced although working days were counted in it."""
    counted = [spans[task.key] for task in tasks if task.working and not task.fixed]
    firsts = (max(one.start, date(year, 1, 1)) for one in counted for year in range(one.start.year, one.end.year + 1))
    return min((on.year for on in firsts if not day_of(on).is_official), default=None)
