"""A personal calendar behind a secret address: own sittings only, updates and cancellations, gone when revoked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from projects.errors import Conflict, Invalid, NotFound
from projects.people.models import Officer
from tests.factories import NOW, City, new_project
from tests.workflow.dispatch.samples import first
from tests.workflow.dispatch.sittings import at, sittings, weekly
from tests.workflow.pages import PAGE_TEST, enter
from workflow.dispatch import services
from workflow.dispatch.models import CalendarFeed

pytestmark = PAGE_TEST
LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _no_counts() -> None:
    cache.clear()


def address(officer: Officer) -> str:
    _, token = services.create_feed("手机", by=officer, now=NOW)
    return reverse("dispatch:feed", args=[token])


def read(url: str, **headers: str) -> object:
    return Client().get(url, headers=headers)


def events(url: str) -> dict[str, tuple[int, str]]:
    answer = Client().get(url)
    assert answer.status_code == 200 and answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.content)
    return {str(one["summary"]): (int(one["sequence"]), str(one["status"])) for one in calendar.walk("VEVENT")}


def test_it_holds_the_own_sittings_and_nobody_elses(city: City) -> None:
    weekly(city)
    weekly(city, name="区调度", organisation=city.district, chair=city.chief, standing_attendees=[])
    assert len(events(address(city.leader))) == 6
    assert all(title.startswith("区调度") for title in events(address(city.chief)))
    assert events(address(city.clerk)) == {}


def test_uid_stays_and_the_sequence_grows_with_a_move_and_a_cancellation(city: City) -> None:
    series = weekly(city)
    meeting, second, *_ = sittings(series)
    url = address(city.leader)
    before = Client().get(url)
    services.move_meeting(meeting.pk, starts_at=at(11, 24), reason="出差", by=city.dispatcher, now=LATER)
    services.cancel_meeting(second.pk, reason="防汛", by=city.dispatcher, now=LATER)
    found = events(url)
    assert found[meeting.title] == (1, "CONFIRMED")
    assert found[second.title] == (1, "CANCELLED")
    assert f"{meeting.pk}@".encode() in before.content and f"{meeting.pk}@".encode() in Client().get(url).content


def test_no_project_is_named(city: City) -> None:
    meeting = first(weekly(city))
    services.add_entry(meeting.pk, new_project(city, name="保密项目").pk, by=city.dispatcher, now=NOW)
    assert "保密项目".encode() not in Client().get(address(city.leader)).content


def test_an_unchanged_calendar_is_not_sent_again(city: City) -> None:
    meeting = first(weekly(city))
    url = address(city.leader)
    tag = Client().get(url)["ETag"]
    again = Client().get(url, headers={"if-none-match": tag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    services.cancel_meeting(meeting.pk, reason="防汛", by=city.dispatcher, now=LATER)
    assert Client().get(url, headers={"if-none-match": tag}).status_code == 200


def test_only_the_digest_is_kept_and_a_revoked_or_unknown_address_is_not_there(city: City) -> None:
    feed, token = services.create_feed("手机", by=city.leader, now=NOW)
    assert token not in str(CalendarFeed.objects.values().get(pk=feed.pk))
    url = reverse("dispatch:feed", args=[token])
    assert Client().get(url).status_code == 200
    with pytest.raises(NotFound):
        services.revoke_feed(feed.pk, by=city.chief, now=NOW)
    services.revoke_feed(feed.pk, by=city.leader, now=NOW)
    assert Client().get(url).status_code == 404
    assert Client().get(reverse("dispatch:feed", args=["x" * 43])).status_code == 404


def test_who_left_has_no_calendar(city: City) -> None:
    url = address(city.leader)
    Officer.objects.filter(pk=city.leader.pk).update(is_active=False)
    assert Client().get(url).status_code == 404


def test_too_many_tries_are_refused_and_a_good_address_elsewhere_is_not(city: City) -> None:
    url, wrong = address(city.leader), reverse("dispatch:feed", args=["y" * 43])
    assert [Client().get(wrong).status_code for _ in range(22)] == [404] * 20 + [429] * 2
    assert Client().get(url).status_code == 200
    assert [Client().get(url).status_code for _ in range(30)][-1] == 429


def test_five_addresses_are_enough_and_each_says_what_it_is_for(city: City) -> None:
    for _ in range(5):
        services.create_feed("手机", by=city.leader, now=NOW)
    with pytest.raises(Conflict, match="最多"):
        services.create_feed("手机", by=city.leader, now=NOW)
    with pytest.raises(Invalid):
        services.create_feed(" ", by=city.chief, now=NOW)


def test_the_page_shows_the_address_once_and_revokes_it(city: City) -> None:
    client, page = enter(city.leader), reverse("dispatch:feeds")
    made = client.post(page, {"do": "create", "label": "手机"}).content.decode()
    assert "/calendar/" in made and "只显示这一次" in made
    assert "/calendar/" not in client.get(page).content.decode()
    client.post(page, {"do": "revoke", "feed": CalendarFeed.objects.get().pk})
    assert CalendarFeed.objects.get().revoked_at is not None
