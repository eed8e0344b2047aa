"""Two windows send one record, two people confirm, two clerks record at once: each happens once, none is lost."""

from __future__ import annotations

import threading
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, OperationalError, connection

from projects.errors import Conflict, DomainError
from tests.factories import City, build_city
from tests.workflow.minutes.samples import AFTER, decided, drafted, second_dispatcher, sitting
from tests.workflow.steps.test_races import at_once, winners
from workflow.dispatch.models import Meeting
from workflow.items.models import Item
from workflow.minutes.models import Decision, Edition, Minutes
from workflow.minutes.services import confirm_minutes, confirming, deciding

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city() -> City:
    return build_city()


def test_one_record_sent_by_four_windows_at_once_is_one_decision_and_one_item(city: City) -> None:
    sat, key = sitting(city), uuid4()
    answers = at_once(*[partial(decided, city, sat, key=key)] * 4)
    assert len({one.pk for one in answers}) == 1, answers
    assert Decision.objects.count() == Item.objects.count() == 1


def test_two_clerks_at_once_lose_nothing_and_share_no_number(city: City) -> None:
    sat, other = sitting(city), second_dispatcher(city)
    answers = at_once(*[partial(decided, city, sat, by=by) for by in (city.dispatcher, other) * 2])
    assert len(winners(answers)) == 4, answers
    assert sorted(Decision.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
    assert Item.objects.count() == 4


def test_of_two_who_confirm_one_wins_and_there_is_one_number_and_one_print(city: City) -> None:
    sat, other = sitting(city), second_dispatcher(city)
    decided(city, sat)
    drafted(city, sat)
    answers = at_once(*[partial(confirm_minutes, sat.meeting.pk, by=by, now=AFTER) for by in (city.leader, other)])
    assert len(winners(answers)) == 1, answers
    assert all(isinstance(one, Conflict | Minutes) for one in answers), answers
    assert Edition.objects.count() == 1 and Minutes.objects.get().number.endswith("1号")


def test_negative_control_with_the_lock_off_two_windows_run_into_the_database(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same race with the guard removed must break, or the tests above would prove nothing."""
    sat, key = sitting(city), uuid4()
    met, vendor = threading.Barrier(2, timeout=30), connection.vendor
    real = deciding.fingerprint

    def unlocked(meeting_id: UUID, **_: Any) -> Meeting:
        return Meeting.objects.select_related("series__organisation").get(pk=meeting_id)

    def slow(*said: Any) -> str:
        mark = real(*said)
        Decision.objects.filter(key=key).exists()
        met.wait()
        return mark

    monkeypatch.setattr(deciding, "locked_sitting", unlocked)
    monkeypatch.setattr(deciding, "fingerprint", slow)

    def act() -> Any:
        if vendor == "sqlite":
            connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]  # the database's own guard off as well
        return decided(city, sat, key=key)

    answers = at_once(act, act)
    broken = [
        one
        for one in answers
        if isinstance(one, IntegrityError | OperationalError)
        or (isinstance(one, DomainError) and one.code == "already_issued")
    ]
    assert broken, answers
    assert Decision.objects.count() <= 1


def test_negative_control_with_the_lock_off_two_confirmations_break(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the row lock the loser runs into the guard of the database instead of a clean refusal."""
    sat, other = sitting(city), second_dispatcher(city)
    decided(city, sat)
    drafted(city, sat)
    met, vendor = threading.Barrier(2, timeout=30), connection.vendor

    def unlocked(meeting_id: UUID, **_: Any) -> Minutes:
        found = Minutes.objects.select_related("meeting__series__organisation").get(meeting=meeting_id)
        met.wait()
        return found

    monkeypatch.setattr(confirming, "locked_draft", unlocked)

    def act(by: Any) -> Any:
        if vendor == "sqlite":
            connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
        return confirm_minutes(sat.meeting.pk, by=by, now=AFTER)

    answers = at_once(partial(act, city.leader), partial(act, other))
    broken = [one for one in answers if isinstance(one, Exception) and not isinstance(one, DomainError)]
    assert broken, answers
    assert Edition.objects.count() <= 1
