"""Dispatch meetings over the API."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.api.callers import Caller, body_of, caller
from tests.factories import City, new_project
from workflow.dispatch.models import Meeting
from workflow.dispatch.services import create_series


@pytest.fixture
def office(city: City) -> Caller:
    """The system of the city's dispatch office."""
    return caller(city.city, "project:read", "dispatch:read", "dispatch:write")


@pytest.fixture
def meeting(city: City) -> Meeting:
    """The next weekly sitting of the city, with a project that lacks its chief on the agenda."""
    new_project(city, name="缺首席", total_investment_wan="200000")
    now = timezone.now()
    series = create_series(
        {
            "organisation": city.city,
            "name": "芜湖市重大项目周调度",
            "kind": "weekly",
            "weekday": timezone.localdate(now + timedelta(days=2)).isoweekday(),
            "time": time(9, 0),
            "place": "市政府301会议室",
            "chair": city.leader,
            "standing_attendees": [city.dispatcher],
            "starts_on": timezone.localdate(now),
        },
        by=city.dispatcher,
        now=now,
    )
    first = series.meetings.order_by("starts_at").first()
    assert first is not None
    return first


def later(meeting: Meeting, hours: int = 1) -> str:
    return (meeting.starts_at + timedelta(hours=hours)).isoformat()


def test_a_sitting_is_read_with_its_attendees(city: City, office: Caller, meeting: Meeting) -> None:
    shown = office.get(f"/meetings/{meeting.pk}/")
    assert shown.etag == f'"{meeting.version}"'
    body = shown.made(200)
    assert body["title"] == "芜湖市重大项目周调度第1次会议"
    assert (body["organisation"], body["state"], body["number"]) == ("340200", "called", 1)
    assert {person["name"] for person in body["attendees"]} >= {"陈市长", "王调"}
    listed = office.get("/meetings/?ordering=starts_at").body["results"]
    assert listed[0] == body


def test_sittings_are_filtered(office: Caller, meeting: Meeting) -> None:
    everything = len(office.get("/meetings/").body["results"])
    assert everything >= 1
    for query, count in (
        (f"series={meeting.series_id}", everything),
        ("state=held", 0),
        ("organisation=340212", 0),
        (f"starts_to={datetime(2020, 1, 1).isoformat()}Z", 0),
    ):
        assert len(office.get(f"/meetings/?{query}").body["results"]) == count


def test_a_sitting_is_moved_with_a_reason_and_the_version_seen(office: Caller, meeting: Meeting) -> None:
    path = f"/meetings/{meeting.pk}/"
    body = {"starts_at": later(meeting), "reason": "市长出差"}
    office.send("PATCH", path, body).refused(428, "precondition_required")
    assert office.patch(path, body, version=99).refused(412, "stale")["current"]["number"] == 1
    office.patch(path, {"starts_at": later(meeting)}, version=meeting.version).refused(422, "invalid")
    moved = office.patch(path, body, version=meeting.version).made(200)
    assert datetime.fromisoformat(moved["starts_at"]) == meeting.starts_at + timedelta(hours=1)
    assert (moved["shift_reason"], moved["version"]) == ("市长出差", meeting.version + 1)


def test_a_sitting_is_cancelled_once(office: Caller, meeting: Meeting) -> None:
    path = f"/meetings/{meeting.pk}/"
    gone = office.patch(path, {"state": "cancelled", "reason": "防汛"}, version=meeting.version).made(200)
    assert (gone["state"], gone["cancel_reason"]) == ("cancelled", "防汛")
    office.patch(path, {"state": "held"}, version=gone["version"]).refused(409, "conflict")


@pytest.mark.parametrize("body", [
    {},
    {"state": "called"},
    {"state": "cancelled"},
    {"state": "held", "place": "别处"},
    {"starts_at": "2020-01-01T00:00:00Z", "reason": "x"},
    {"starts_at": "tomorrow", "reason": "x"},
    {"place": "", "reason": "x"},
])  # fmt: skip
def test_what_is_no_change_is_invalid(office: Caller, meeting: Meeting, body: dict[str, Any]) -> None:
    office.patch(f"/meetings/{meeting.pk}/", body, version=meeting.version).refused(422, "invalid")


def test_a_sitting_that_has_not_begun_is_not_held(office: Caller, meeting: Meeting) -> None:
    office.patch(f"/meetings/{meeting.pk}/", {"state": "held"}, version=meeting.version).refused(409, "conflict")


def test_the_agenda_shows_each_only_their_projects(
    city: City, office: Caller, fanchang: Caller, jiujiang: Caller, meeting: Meeting
) -> None:
    path = f"/meetings/{meeting.pk}/agenda/"
    assert office.get(path).body["results"][0]["name"] == "缺首席"
    assert [row["reason"] for row in fanchang.get(path).body["results"]] == ["chief_missing"]
    assert jiujiang.get(path).body == {"next": None, "previous": None, "results": []}


def test_a_project_is_put_on_the_agenda_by_hand(city: City, office: Caller, fanchang: Caller, meeting: Meeting) -> None:
    project = fanchang.post("/projects/", body_of(city)).made()["id"]
    path = f"/meetings/{meeting.pk}/agenda/"
    made = office.post(path, {"project": project, "detail": "企业求助"}).made()
    assert (made["reason"], made["detail"]) == ("added", "企业求助")
    office.post(path, {"project": project}).refused(409, "conflict")
    assert len(office.get(path).body["results"]) == 2


def test_a_district_reads_the_city_s_sitting_and_changes_nothing(
    city: City, fanchang: Caller, meeting: Meeting
) -> None:
    path = f"/meetings/{meeting.pk}/"
    assert fanchang.get(path).status == 200
    body = {"state": "cancelled", "reason": "x"}
    fanchang.patch(path, body, version=meeting.version).refused(403, "not_allowed")
    own = caller(city.district, "dispatch:read", "dispatch:write")
    own.patch(path, body, version=meeting.version).refused(403, "not_allowed")


def test_a_sitting_of_another_district_is_404(city: City, office: Caller, meeting: Meeting, jiujiang: Caller) -> None:
    series = meeting.series
    series.organisation = city.district
    series.save()
    jiujiang.get(f"/meetings/{meeting.pk}/").refused(404, "not_found")
    jiujiang.get(f"/meetings/{meeting.pk}/agenda/").refused(404, "not_found")
