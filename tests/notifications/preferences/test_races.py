"""Two scans at the hour of the digest: everything held is told once."""

from __future__ import annotations

import itertools

import pytest

from notifications.outbox import merging
from notifications.outbox.models import Delivery, Held
from notifications.preferences.topics import Choice, Topic
from notifications.reminders.rules import daily
from notifications.reminders.services import scan
from projects.people.models import Officer
from tests.factories import build_city
from tests.notifications.preferences.samples import World, digests_of, rules, tell_of, wish
from tests.notifications.reminders.samples import at
from tests.workflow.steps.test_races import at_once

__all__ = ["rules"]
pytestmark = pytest.mark.django_db(transaction=True)
HOUR = at(11, 19, 9, 1)


@pytest.fixture
def clerk(transactional_db: None, rules: World) -> Officer:
    """Three reminders are held for 李填."""
    officer = build_city().clerk
    wish(officer, choices={Topic.REPORT: Choice.DIGEST}, digest_hour=9)
    for hour in (10, 11, 12):
        tell_of(officer, now=at(11, 18, hour))
    return officer


def test_of_two_scans_at_once_one_tells_the_digest(clerk: Officer) -> None:
    at_once(lambda: scan(HOUR), lambda: scan(HOUR))
    scan(HOUR)
    assert (len(digests_of(clerk)), Delivery.objects.count()) == (1, 1)
    assert Held.objects.filter(digest=digests_of(clerk)[0], is_listed=True).count() == 3


def _without_a_slot_of_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both scans have looked before either wrote, and each believes in a digest of its own."""
    numbers = itertools.count()
    monkeypatch.setattr(daily, "_slot", lambda moment: f"{next(numbers)}")
    seen = merging.pending()
    monkeypatch.setattr(daily, "pending", lambda: list(seen))


def test_even_with_two_slots_nothing_is_in_two_digests(clerk: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    _without_a_slot_of_the_day(monkeypatch)
    at_once(lambda: scan(HOUR), lambda: scan(HOUR))
    assert (len(digests_of(clerk)), Delivery.objects.count()) == (1, 1)


def test_negative_control_without_slot_and_claim_each_scan_tells_one(
    clerk: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    _without_a_slot_of_the_day(monkeypatch)
    monkeypatch.setattr(merging, "_claim", lambda digest, keys, *, is_listed: None)
    scan(HOUR)
    scan(HOUR)
    assert len(digests_of(clerk)) == 2
