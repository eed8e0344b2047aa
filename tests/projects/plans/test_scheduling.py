"""Days from durations and dependencies: no calendar but the week, no database."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.errors import Invalid
from projects.plans.scheduling import Span, Task, ahead, behind, in_order, ring_of, schedule, shifted
from projects.workdays.days import Calendar

WEEK = Calendar({}).day
MONDAY = date(2026, 11, 16)


@st.composite
def plans(draw: st.DrawFn) -> list[Task]:
    """A random graph without rings: each waits for some of those before it; shuffled."""
    count = draw(st.integers(1, 25))
    tasks = []
    for number in range(count):
        after = draw(st.sets(st.integers(0, number - 1), max_size=4)) if number else set()
        tasks.append(
            Task(str(number), draw(st.integers(1, 60)), draw(st.booleans()), tuple(str(one) for one in sorted(after)))
        )
    return draw(st.permutations(tasks))


def links(tasks: list[Task]) -> dict[str, tuple[str, ...]]:
    """Key → what it waits for."""
    return {task.key: task.after for task in tasks}


@given(plans())
def test_every_task_starts_after_all_it_waits_for_and_none_before_the_first_day(tasks: list[Task]) -> None:
    spans = schedule(tasks, MONDAY, WEEK)
    for task in tasks:
        assert spans[task.key].start >= MONDAY
        assert all(spans[one].end < spans[task.key].start for one in task.after)


@given(plans())
def test_every_task_lasts_exactly_its_days(tasks: list[Task]) -> None:
    spans = schedule(tasks, MONDAY, WEEK)
    for task in tasks:
        span = spans[task.key]
        days = [span.start + timedelta(days=n) for n in range((span.end - span.start).days + 1)]
        assert sum(1 for day in days if not task.working or WEEK(day).is_workday) == task.days


@given(plans())
def test_a_task_never_starts_later_than_it_must(tasks: list[Task]) -> None:
    spans = schedule(tasks, MONDAY, WEEK)
    for task in tasks:
        free = max([MONDAY, *(spans[one].end + timedelta(days=1) for one in task.after)])
        waits = (spans[task.key].start - free).days
        assert waits == 0 or (task.working and waits <= 2)


@given(plans(), st.data(), st.integers(-30, 120))
def test_shifting_one_moves_only_what_waits_for_it(tasks: list[Task], data: st.DataObject, days: int) -> None:
    spans, after = schedule(tasks, MONDAY, WEEK), links(tasks)
    key = data.draw(st.sampled_from(sorted(spans)))
    new = shifted(spans, after, key, spans[key].later(days), free=spans)
    assert set(new) - {key} <= behind([key], after)


@given(plans(), st.data(), st.integers(-30, 120))
def test_after_a_shift_every_follower_still_waits(tasks: list[Task], data: st.DataObject, days: int) -> None:
    spans, after = schedule(tasks, MONDAY, WEEK), links(tasks)
    key = data.draw(st.sampled_from(sorted(spans)))
    now = {**spans, **shifted(spans, after, key, spans[key].later(days), free=spans)}
    for one in behind([key], after):
        assert all(now[each].end < now[one].start for each in after[one])
        assert now[one].end - now[one].start == spans[one].end - spans[one].start


@given(plans(), st.data())
def test_a_ring_is_found_wherever_it_is_closed(tasks: list[Task], data: st.DataObject) -> None:
    after = {key: list(waits) for key, waits in links(tasks).items()}
    last = data.draw(st.sampled_from(sorted(after)))
    first = data.draw(st.sampled_from(sorted({last, *ahead([last], after)})))
    assert ring_of(after) == []
    after[first].append(last)
    ring = ring_of(after)
    assert ring[0] == ring[-1]
    assert all(awaited in after[waiting] for waiting, awaited in pairwise(ring))


def test_parallel_branches_run_at_the_same_time_and_meet() -> None:
    tasks = [Task("a", 10), Task("b", 5, after=("a",)), Task("c", 20, after=("a",)), Task("d", 1, after=("b", "c"))]
    spans = schedule(tasks, MONDAY, WEEK)
    assert spans["b"].start == spans["c"].start == date(2026, 11, 26)
    assert spans["d"].start == spans["c"].end + timedelta(days=1)


def test_working_days_leave_out_the_weekend() -> None:
    assert schedule([Task("a", 6, True)], MONDAY, WEEK)["a"] == Span(MONDAY, date(2026, 11, 23))


def test_a_settled_day_holds_and_what_follows_starts_after_it() -> None:
    tasks = [Task("a", 50), Task("b", 1, after=("a",), fixed=date(2026, 12, 1)), Task("c", 2, after=("b",))]
    spans = schedule(tasks, MONDAY, WEEK)
    assert spans["b"] == Span(date(2026, 12, 1), date(2026, 12, 1))
    assert spans["c"].start == date(2026, 12, 2)


def test_a_plan_beyond_what_the_ledger_can_mean_is_refused() -> None:
    tasks = [Task(str(n), 3650, after=(str(n - 1),) if n else ()) for n in range(12)]
    with pytest.raises(Invalid, match="超过2100年"):
        schedule(tasks, MONDAY, WEEK)


def test_finished_followers_stay() -> None:
    tasks = [Task("a", 5), Task("b", 5, after=("a",)), Task("c", 5, after=("b",))]
    spans, after = schedule(tasks, MONDAY, WEEK), links(tasks)
    new = shifted(spans, after, "a", spans["a"].later(-2), free=["c"])
    assert set(new) == {"a"}  # c waits for b, which stays, and must not begin before b ends


def test_long_chains_are_walked_without_recursion() -> None:
    after = {str(n): (str(n - 1),) if n else () for n in range(5000)}
    assert in_order(dict(reversed(after.items())))[-1] == "4999"
    assert behind(["0"], after) == set(after) - {"0"}
