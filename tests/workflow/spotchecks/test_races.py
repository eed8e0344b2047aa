"""Two inspectors hand in one record at the same moment; two offices fix one round: exactly one wins."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection

from projects.errors import Conflict, DomainError
from projects.ledger.models import Project
from tests.factories import NOW, City, build_city
from tests.workflow.spotchecks.samples import fixed, planned, recorded, second_inspector, sent, signed_projects
from tests.workflow.steps.test_races import at_once, winners
from workflow.spotchecks.models import FrameRow, Record, Round, Visit
from workflow.spotchecks.services import fix_round, recording

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city() -> City:
    return build_city()


def test_of_two_records_of_one_visit_exactly_one_is_kept(city: City) -> None:
    signed_projects(city, 1)
    (visit,) = sent(city, fixed(city, size=1))
    people = [city.dispatcher, second_inspector(city)] * 2
    answers = at_once(*[lambda by=by: recorded(city, visit, by=by) for by in people])  # type: ignore[misc]
    assert len(winners(answers)) == 1
    assert all(isinstance(one, Conflict | Record) for one in answers), answers
    assert Record.objects.count() == 1


def test_of_two_who_fix_one_round_one_wins_and_there_is_one_frame(city: City) -> None:
    signed_projects(city, 2)
    made = planned(city)
    answers = at_once(*[lambda: fix_round(made.pk, by=city.dispatcher, now=NOW)] * 3)
    assert len(winners(answers)) == 1
    assert all(isinstance(one, Conflict | Round) for one in answers), answers
    assert FrameRow.objects.filter(round=made).count() == 2


def test_negative_control_with_the_lock_off_the_loser_runs_into_the_database(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same race with the guard removed must break, or the tests above would prove nothing."""
    signed_projects(city, 1)
    (visit,) = sent(city, fixed(city, size=1))
    met, vendor = threading.Barrier(2, timeout=30), connection.vendor

    def unlocked(visit_id: Any, **_: Any) -> Visit:
        found = Visit.objects.get(pk=visit_id)
        found.project = Project.objects.get(pk=found.project_id)
        met.wait()
        return found

    monkeypatch.setattr(recording, "_locked", unlocked)

    def act(by: Any) -> Any:
        if vendor == "sqlite":
            connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]  # the database's own guard off as well
        return recorded(city, visit, by=by)

    he = second_inspector(city)
    answers = at_once(lambda: act(city.dispatcher), lambda: act(he))
    broken = [one for one in answers if isinstance(one, Exception) and not isinstance(one, DomainError)]
    assert broken and isinstance(broken[0], IntegrityError | OperationalError), answers
    assert Record.objects.count() <= 1
