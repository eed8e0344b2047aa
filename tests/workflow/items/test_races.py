"""Two at the same moment: numbers stay unique, one decision makes one item, one urge a day, one signature."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection

from projects.errors import Conflict, DomainError
from tests.factories import NOW, City, build_city
from tests.workflow.items.samples import issued
from tests.workflow.steps.test_races import at_once, winners
from workflow.items.models import Item, Urge
from workflow.items.services import issuing, sign_item, urge_item, urging
from workflow.items.sources import Source, SourceKind

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city() -> City:
    return build_city()


def test_items_issued_at_once_get_numbers_without_gap_or_double(city: City) -> None:
    answers = at_once(*[lambda: issued(city)] * 4)
    assert len(winners(answers)) == 4, answers
    assert sorted(Item.objects.values_list("sequence", flat=True)) == [1, 2, 3, 4]


def test_of_two_who_issue_one_decision_one_wins(city: City) -> None:
    source = Source(SourceKind.MEETING, "第34次会议", "minutes:34:1")
    answers = at_once(*[lambda: issued(city, source=source)] * 3)
    assert len(winners(answers)) == 1 and Item.objects.count() == 1
    assert all(isinstance(one, Conflict | Item) for one in answers), answers


def test_of_two_urges_and_of_two_signatures_one_is_kept(city: City) -> None:
    item = issued(city)
    answers = at_once(*[lambda: urge_item(item.pk, by=city.dispatcher, now=NOW)] * 3)
    assert len(winners(answers)) == 1 and Urge.objects.count() == 1
    signatures = at_once(*[lambda: sign_item(item.pk, by=city.clerk, now=NOW)] * 3)
    assert len(winners(signatures)) == 1
    assert all(isinstance(one, Conflict | Item) for one in (*answers, *signatures))


def test_negative_control_with_the_look_off_the_loser_runs_into_the_key(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same with the guards removed must break, or the tests above would prove nothing."""
    item = issued(city)
    urge_item(item.pk, by=city.dispatcher, now=NOW)
    monkeypatch.setattr(urging, "check_not_urged", lambda *_: None)
    with pytest.raises(IntegrityError):
        urge_item(item.pk, by=city.dispatcher, now=NOW)


def test_negative_control_without_the_lock_two_take_one_number(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    met, vendor = threading.Barrier(2, timeout=30), connection.vendor
    real = issuing.next_sequence

    def unlocked(*args: Any) -> int:
        found = real(*args)
        met.wait()
        return found

    monkeypatch.setattr(issuing, "locked_issuer", lambda *_: None)
    monkeypatch.setattr(issuing, "next_sequence", unlocked)

    def act() -> Any:
        if vendor == "sqlite":
            connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]  # the database's own guard off too
        return issued(city)

    answers = at_once(act, act)
    broken = [one for one in answers if isinstance(one, Exception) and not isinstance(one, DomainError)]
    assert broken and isinstance(broken[0], IntegrityError | OperationalError), answers
    assert Item.objects.count() <= 1
