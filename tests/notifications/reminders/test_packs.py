"""会议材料已定稿: each edition once, to who is called and may see the sitting, with a link and no project."""

from __future__ import annotations

from datetime import timedelta

import pytest

from notifications.outbox.models import Occurrence
from notifications.reminders.rules.packs import READY
from notifications.reminders.services import scan
from tests.factories import NOW, City, build_city
from tests.notifications.reminders.samples import load_calendar
from tests.workflow.packs.samples import CUT, FREEZE, SECOND, frozen, sitting, two_projects
from workflow.dispatch.models import Meeting
from workflow.dispatch.services import cancel_meeting

LATER = FREEZE + timedelta(minutes=5)


@pytest.fixture
def city(db: None) -> City:
    load_calendar()
    scan(NOW - timedelta(minutes=90))
    return build_city()


@pytest.fixture
def meeting(city: City) -> Meeting:
    two_projects(city)
    return sitting(city)


def told(slot: str = "1") -> list[Occurrence]:
    return list(Occurrence.objects.filter(rule=READY.name, slot=slot))


def test_those_called_hear_once_with_a_link_and_no_project(city: City, meeting: Meeting) -> None:
    frozen(city, meeting)
    scan(LATER)
    scan(LATER + SECOND)
    letters = told()
    assert {one.recipient for one in letters} == {city.leader, city.verifiers["sign"]}
    assert {one.url for one in letters} == {f"/meetings/{meeting.pk}/pack/"}
    assert not any("中信博" in one.title + one.text + one.html for one in letters)


def test_an_elder_edition_is_void_as_soon_as_there_is_a_newer_one(city: City, meeting: Meeting) -> None:
    frozen(city, meeting)
    scan(LATER)
    frozen(city, meeting, cut_off=CUT + SECOND, now=LATER + SECOND, reason="补充")
    scan(LATER + 2 * SECOND)
    assert all(READY.why_void(one, LATER + 3 * SECOND) == "材料已有新的一版" for one in told("1"))
    assert [READY.why_void(one, LATER + 3 * SECOND) for one in told("2")] == ["", ""]


def test_nothing_is_sent_of_a_sitting_that_was_cancelled_or_has_begun(city: City, meeting: Meeting) -> None:
    frozen(city, meeting)
    scan(LATER)
    (one, *_) = told()
    assert READY.why_void(one, meeting.starts_at) == "会议已开始"
    cancel_meeting(meeting.pk, reason="防汛", by=city.dispatcher, now=LATER)
    assert READY.why_void(one, LATER + SECOND) == "会议已取消"
