"""Two press 签发 at once: one number. Two write the record of one talk: one record. Numbers have no gap."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import DatabaseError, connection

from projects.errors import Conflict, DomainError
from tests.factories import NOW, City, build_city
from tests.workflow.letters.samples import ladder, lit, received, submitted
from tests.workflow.steps.test_races import at_once, winners
from workflow.letters.models import Copy, Letter, Talk
from workflow.letters.services import propose_now, record_talk, sign_letter, signing

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city() -> City:
    return build_city()


def test_of_two_signatures_under_one_letter_one_counts_and_no_number_is_lost(city: City) -> None:
    made = submitted(city)
    answers = at_once(*[lambda: sign_letter(made.pk, by=city.leader, now=NOW)] * 3)
    assert len(winners(answers)) == 1
    assert all(isinstance(one, Conflict | Letter) for one in answers), answers
    assert Letter.objects.get().sequence == 1 and Copy.objects.count() == 2
    assert sign_letter(submitted(city, project=made.project).pk, by=city.leader, now=NOW).sequence == 2


def test_letters_signed_at_once_have_numbers_without_gap(city: City) -> None:
    first = submitted(city)
    rest = [submitted(city, project=first.project) for _ in range(3)]
    at_once(*[lambda one=one: sign_letter(one.pk, by=city.leader, now=NOW) for one in (first, *rest)])  # type: ignore[misc]
    taken = Letter.objects.filter(state="sent").values_list("sequence", flat=True)
    assert sorted(taken) == list(range(1, len(taken) + 1)) and len(taken) == 4


def test_negative_control_with_the_lock_off_the_loser_runs_into_the_database(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same race with the guard removed must break, or the tests above would prove nothing."""
    made = submitted(city)
    met, vendor = threading.Barrier(2, timeout=30), connection.vendor

    def unlocked(letter_id: Any, **_: Any) -> Letter:
        found = Letter.objects.select_related("organisation", "unit", "item", "project", "recipient").get(pk=letter_id)
        met.wait()
        return found

    monkeypatch.setattr(signing, "_to_sign", unlocked)

    def act() -> Any:
        if vendor == "sqlite":
            connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]  # the database's own guard off as well
        return sign_letter(made.pk, by=city.leader, now=NOW)

    answers = at_once(act, act)
    broken = [one for one in answers if isinstance(one, Exception) and not isinstance(one, DomainError)]
    assert broken and isinstance(broken[0], DatabaseError), answers
    assert Letter.objects.get().sequence in (None, 1)


def test_the_tick_and_the_button_propose_one_letter(city: City) -> None:
    lit(city, "red")
    ladder(city)
    answers = at_once(*[lambda: propose_now(city.city, by=city.dispatcher, now=NOW)] * 3)
    assert sum(one[0] for one in winners(answers)) == 1, answers
    assert Letter.objects.count() == 1


def test_of_two_records_of_one_talk_one_is_kept(city: City) -> None:
    notice = received(city, kind="talk", title="约谈通知")
    said = {"trigger": "红灯", "held_at": NOW, "place": "会议室", "led_by": "陈市长", "attendees": "张区长",
            "outcome": "整改"}  # fmt: skip
    act = lambda: record_talk(city.city, said, letter=notice, unit=city.district, by=city.dispatcher, now=NOW)  # noqa: E731
    answers = at_once(act, act)
    assert len(winners(answers)) == 1 and all(isinstance(one, Conflict | Talk) for one in answers), answers
    assert Talk.objects.count() == 1
