"""Two planners at once: every sitting is called once and neither planner fails. With its negative control."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from threading import Barrier, Thread
from uuid import UUID

import pytest
from django.db import IntegrityError, connection

from projects.workdays.models import CalendarYear
from projects.workdays.services import load_years
from tests.factories import NOW, build_city
from tests.workflow.dispatch.sittings import at, called, weekly
from workflow.dispatch.models import Series
from workflow.dispatch.services import planning

pytestmark = pytest.mark.django_db(transaction=True)

TICK = at(8, 25, 12)


@pytest.fixture
def series() -> Series:
    if not CalendarYear.objects.exists():
        load_years(2015, 2027, now=NOW)
    return weekly(build_city(), now=at(8, 3, 12), starts_on=date(2026, 8, 3))


def both(work: Callable[[], object]) -> list[BaseException]:
    """Run ``work`` in two threads; what they raised."""
    failures: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return failures


def test_two_planners_at_once_call_each_sitting_once(series: Series, monkeypatch: pytest.MonkeyPatch) -> None:
    arrived, real = Barrier(2, timeout=30), planning.held_series

    @contextmanager
    def together(series_id: UUID) -> Iterator[Series]:
        arrived.wait()  # both found work to do before either has the lock
        with real(series_id) as locked:
            yield locked

    monkeypatch.setattr(planning, "held_series", together)
    assert both(lambda: planning.plan_meetings(TICK)) == []
    rows = called(series)
    numbers = list(series.meetings.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert len({day for _, day in rows}) == len(rows)
    assert rows[-1][1] == date(2026, 10, 5)


def test_without_the_lock_the_same_two_planners_collide(series: Series, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: if this one passes quietly, the test above proves nothing. The constraint is the second line."""
    read, real = Barrier(2, timeout=30), planning._open_days

    @contextmanager
    def unlocked(series_id: UUID) -> Iterator[Series]:
        yield Series.objects.get(pk=series_id)

    def read_together(*given: object, **rest: object) -> object:
        found = real(*given, **rest)  # type: ignore[arg-type]
        read.wait()
        return found

    monkeypatch.setattr(planning, "held_series", unlocked)
    monkeypatch.setattr(planning, "record", lambda *given, **rest: None)  # without a transaction nothing is recorded
    monkeypatch.setattr(planning, "_open_days", read_together)
    failures = both(lambda: planning.plan_meetings(TICK))
    assert failures
    assert all(
        isinstance(error, IntegrityError) for failure in failures for error in getattr(failure, "exceptions", [failure])
    )
