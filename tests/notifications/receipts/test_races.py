"""The same answer given by page and by link at one moment is kept once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from notifications.receipts import services
from notifications.receipts.models import Receipt
from notifications.receipts.shown import answer_link
from projects.audit.models import Entry
from tests.factories import NOW, City, build_city
from tests.notifications.receipts.samples import called_to_meeting, letter_to
from tests.notifications.reminders.samples import load_calendar
from tests.workflow.steps.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
SOON = NOW + timedelta(hours=1)


@pytest.fixture
def city() -> City:
    load_calendar()
    return build_city()


def test_of_six_answers_at_once_one_is_kept_and_one_is_recorded(city: City) -> None:
    called_to_meeting(city, city.chief)
    letter = letter_to(city.chief)
    link = answer_link(letter)
    assert link is not None
    word = link.url.rstrip("/").rpartition("/")[2]
    by_page = [lambda: services.acknowledge(letter.pk, by=city.chief, now=SOON)] * 3
    by_link = [lambda: services.acknowledge_by_link(word, address="198.51.100.7", now=SOON)] * 3
    answers = at_once(*by_page, *by_link)
    assert sorted(map(bool, answers)) == [False] * 5 + [True], answers
    assert Receipt.objects.count() == 1
    assert Entry.objects.filter(action="reminder.acknowledge").count() == 1


def test_negative_control_without_the_key_each_answer_is_recorded(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were a receipt overwritten instead of refused, the loser of the race above would leave an entry as well."""
    called_to_meeting(city, city.chief)
    letter = letter_to(city.chief)
    monkeypatch.setattr(services, "is_known", lambda occurrence: False)  # both have looked before either wrote
    kept = Receipt.objects.bulk_create
    monkeypatch.setattr(Receipt, "save", lambda self, **kwargs: kept([self], ignore_conflicts=True))
    for _ in range(2):
        assert services.acknowledge(letter.pk, by=city.chief, now=SOON)
    assert Entry.objects.filter(action="reminder.acknowledge").count() == 2
