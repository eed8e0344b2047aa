"""Two ticks open one round, two clerks hand in one return, the office closes meanwhile: exactly one of each."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection

from projects.errors import Conflict, DomainError
from tests.factories import NOW, City, build_city
from tests.workflow.reporting.samples import asked, at, of, opened, reported, row
from tests.workflow.steps.test_races import at_once, winners
from workflow.reporting.models import ReportRequest, ReportReturn, ReportRound, ReturnVersion, Urge
from workflow.reporting.services import close_round, open_rounds, opening, submit_return, urge_units

pytestmark = pytest.mark.django_db(transaction=True)
DUE = date(2026, 11, 18)


@pytest.fixture
def city() -> City:
    return build_city()


def test_many_ticks_open_a_round_once(city: City) -> None:
    asked(city, starts_on=DUE, anchor_on=DUE)
    answers = at_once(*[lambda: open_rounds(NOW)] * 4)
    assert sorted(answers) == [0, 0, 0, 1], answers
    assert ReportRound.objects.count() == 1 and ReportReturn.objects.count() == 3


def test_negative_control_without_the_lock_the_second_tick_runs_into_the_database(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same race with the guard removed must break, or the test above would prove nothing."""
    asked(city, starts_on=DUE, anchor_on=DUE)
    met, vendor = threading.Barrier(2, timeout=30), connection.vendor

    def unlocked(request_id: Any) -> ReportRequest:
        found = ReportRequest.objects.get(pk=request_id)
        met.wait()
        return found

    monkeypatch.setattr(opening, "_locked", unlocked)

    def tick() -> int:
        if vendor == "sqlite":
            connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]  # the database's own guard off too
        return open_rounds(NOW)

    answers = at_once(tick, tick)
    (broken,) = [one for one in answers if isinstance(one, ExceptionGroup)]
    assert isinstance(broken.exceptions[0], IntegrityError | OperationalError), answers
    assert ReportRound.objects.count() == 1


def test_of_two_who_hand_in_one_return_one_wins(city: City) -> None:
    found = of(opened(city, due_on=DUE), city.district)
    people = [city.clerk, city.dispatcher] * 2
    answers = at_once(*[lambda by=by: submit_return(found.pk, [row()], by=by, now=NOW) for by in people])  # type: ignore[misc]
    assert len(winners(answers)) == 1
    assert all(isinstance(one, Conflict | ReportReturn) for one in answers), answers
    assert ReturnVersion.objects.count() == 1


def test_two_offices_urge_a_unit_once(city: City) -> None:
    round_ = opened(city, due_on=DUE)
    answers = at_once(*[lambda: urge_units(round_.pk, by=city.dispatcher, now=NOW)] * 3)
    told = [one for answer in winners(answers) for one in answer]
    assert len(told) == 3 and Urge.objects.count() == 3
    assert all(isinstance(one, Conflict | list) for one in answers), answers


def test_a_return_that_meets_the_closing_is_in_it_or_refused(city: City) -> None:
    round_ = opened(city, due_on=DUE)
    late = at(DUE, 20)
    answers = at_once(
        lambda: close_round(round_.pk, by=city.dispatcher, now=late),
        lambda: reported(city, round_, row(), now=late),
    )
    assert all(not isinstance(one, Exception) or isinstance(one, DomainError) for one in answers), answers
    closed = ReportRound.objects.get(pk=round_.pk)
    assert closed.state == "closed" or isinstance(answers[0], DomainError)
    said = ReturnVersion.objects.count()
    assert said == (0 if isinstance(answers[1], DomainError) else 1)
