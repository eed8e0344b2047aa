"""Two freeze one sitting at the same moment: editions are one after the other, or one is refused; never two firsts."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection

from projects.errors import DomainError
from projects.ledger.models import Project
from tests.factories import NOW, City, build_city, new_project
from tests.workflow.packs.samples import CUT, FREEZE, sitting
from tests.workflow.steps.test_races import at_once, winners
from workflow.dispatch.models import Meeting
from workflow.packs.models import Pack, PackFile
from workflow.packs.services import freeze_due, freeze_pack, freezing, set_plan

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city() -> City:
    return build_city()


@pytest.fixture
def meeting(city: City) -> Meeting:
    new_project(city)
    assert Project.objects.exists()
    return sitting(city)


def test_of_two_freezes_at_once_one_is_kept_and_the_other_is_refused(city: City, meeting: Meeting) -> None:
    answers = at_once(*[lambda: freeze_pack(meeting.pk, cut_off=CUT, by=city.dispatcher, now=FREEZE)] * 3)
    assert len(winners(answers)) == 1
    assert all(isinstance(one, Pack | DomainError) for one in answers), answers
    assert list(Pack.objects.values_list("edition", flat=True)) == [1]
    assert PackFile.objects.count() == 3


def test_of_two_ticks_at_once_one_freezes(city: City, meeting: Meeting) -> None:
    set_plan(meeting.series_id, {"is_on": True, "unit": "hours", "lead": 24}, by=city.dispatcher, now=NOW)
    now = meeting.starts_at - timedelta(hours=23)
    answers = at_once(*[lambda: freeze_due(now)] * 2)
    assert sorted(answers) == [0, 1], answers
    assert Pack.objects.count() == 1


def test_negative_control_with_the_lock_off_the_loser_runs_into_the_database(
    city: City, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same race with the guard removed must break, or the tests above would prove nothing."""
    met, vendor = threading.Barrier(2, timeout=30), connection.vendor

    def unlocked(meeting_id: Any) -> Meeting:
        return Meeting.objects.select_related("series").get(pk=meeting_id)

    def nothing_yet(_: Meeting) -> None:
        met.wait()

    monkeypatch.setattr(freezing, "_locked", unlocked)
    monkeypatch.setattr(freezing, "_last", nothing_yet)

    def act() -> Any:
        if vendor == "sqlite":
            connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]  # the database's own guard off as well
        return freeze_pack(meeting.pk, cut_off=CUT, by=city.dispatcher, now=FREEZE)

    answers = at_once(act, act)
    broken = [one for one in answers if isinstance(one, Exception) and not isinstance(one, DomainError)]
    assert broken and isinstance(broken[0], IntegrityError | OperationalError), answers
    assert Pack.objects.count() <= 1
