"""Series, agendas and material over the API."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.api.callers import Answer, Caller, caller
from tests.factories import PDF, City, new_project
from workflow.dispatch.models import MaterialFile, Meeting, Series
from workflow.dispatch.services import add_entry, create_series


@pytest.fixture
def office(city: City) -> Caller:
    """The system of the city's dispatch office."""
    return caller(city.city, "project:read", "dispatch:read", "dispatch:write")


@pytest.fixture
def unit(city: City) -> Caller:
    """The system of 繁昌区."""
    return caller(city.district, "project:read", "project:write", "dispatch:read")


@pytest.fixture
def meeting(city: City) -> Meeting:
    """A weekly sitting in about a week with two entries; units are asked for material."""
    now = timezone.now()
    values = {"organisation": city.city, "name": "周调度", "kind": "weekly", "time": time(9), "place": "301",
              "weekday": timezone.localdate(now + timedelta(days=8)).isoweekday(), "materials_workdays": 1,
              "starts_on": timezone.localdate(now) + timedelta(days=7)}  # fmt: skip
    found = create_series(values, by=city.dispatcher, now=now).meetings.earliest("starts_at")
    for name in ("甲项目", "乙项目"):
        project = new_project(city, name=name, investor=f"{name}投资")
        add_entry(found.pk, project.pk, detail="协调", by=city.dispatcher, now=now)
    found.refresh_from_db()
    return found


def quarterly(**over: Any) -> dict[str, Any]:
    return {"organisation": "340200", "name": "季度通报会", "kind": "quarterly", "quarter_month": 1, "day": 8,
            "monthly_rule": "day", "time": "14:30", "place": "报告厅", "first_number": 35,
            "starts_on": timezone.localdate().isoformat(), **over}  # fmt: skip


def test_a_series_is_made_read_changed_and_previewed(office: Caller, city: City) -> None:
    rules = [{"rule": "red_light", "most": 5}, {"rule": "no_news", "days": 60}]
    made = office.post("/meeting-series/", quarterly(agenda_rules=rules)).made()
    assert (made["rhythm"], made["first_number"], made["organisation"]) == ("quarterly", 35, "340200")
    assert made["agenda_rules"][0] == {"rule": "red_light", "most": 5, "days": None}
    path = f"/meeting-series/{made['id']}/"
    changed = office.patch(path, {"quarter_month": 2}, version=made["version"]).made(200)
    assert changed["quarter_month"] == 2
    office.patch(path, {"quarter_month": 3}, version=made["version"]).refused(412, "stale")
    days = office.get(f"{path}preview/").body
    assert len(days) == 10 and {day["nominal_on"][8:] for day in days} == {"08"}
    assert office.get("/meeting-series/").body["results"][0]["id"] == made["id"]


@pytest.mark.parametrize(
    ("over", "status"),
    [({"quarter_month": None}, 422), ({"agenda_rules": [{"rule": "none"}]}, 422), ({"first_number": 0}, 422),
     ({"body": "340212"}, 422), ({"organisation": "000"}, 422), ({"nonsense": 1}, 400)],
)  # fmt: skip
def test_a_wrong_series_is_refused(office: Caller, city: City, over: dict[str, Any], status: int) -> None:
    assert office.post("/meeting-series/", quarterly(**over)).status == status
    assert not Series.objects.exists()


def test_an_extra_sitting_is_called(office: Caller, meeting: Meeting) -> None:
    at = (timezone.now() + timedelta(days=20)).replace(microsecond=0).isoformat()
    path = f"/meeting-series/{meeting.series_id}/meetings/"
    made = office.post(path, {"starts_at": at, "reason": "研究"}).made()
    assert office.get(f"/meetings/{made['id']}/").made(200)["is_extra"] is True
    office.post(path, {"starts_at": at, "reason": "研究"}).refused(409, "conflict")


def test_an_extra_sitting_is_called_at_the_list_of_sittings_too(office: Caller, unit: Caller, meeting: Meeting) -> None:
    at = (timezone.now() + timedelta(days=20)).replace(microsecond=0).isoformat()
    sent = {"series": str(meeting.series_id), "starts_at": at, "reason": "研究"}
    made = office.post("/meetings/", sent).made()
    assert (made["is_extra"], made["extra_reason"]) == (True, "研究")
    assert office.get(f"/meetings/{made['id']}/").body == made
    office.post("/meetings/", sent).refused(409, "conflict")
    office.post("/meetings/", {**sent, "series": str(meeting.pk)}).refused(422, "invalid")
    assert unit.post("/meetings/", sent).status == 403


def ordered(office: Caller, path: str, entries: list[int], version: int) -> Answer:
    return office.send("PUT", path, {"entries": entries}, If_Match=f'"{version}"')


def test_an_agenda_is_ordered_against_its_version_marked_and_shortened(office: Caller, meeting: Meeting) -> None:
    path = f"/meetings/{meeting.pk}/agenda/"
    first, second = (one["id"] for one in office.get(path).body["results"])
    seen = meeting.agenda_version
    assert office.get(path).etag == f'"{seen}"'
    turned = ordered(office, path, [second, first], seen).body["results"]
    assert [one["id"] for one in turned] == [second, first]
    refused = ordered(office, path, [first, second], seen).refused(412, "stale")
    assert [one["id"] for one in refused["current"]["entries"]] == [second, first]
    placed = office.post(f"{path}place/", {"entry": first, "position": 1}, version=seen + 1)
    assert [one["id"] for one in placed.body["results"]] == [first, second]
    marked = office.post(f"{path}mark/", {"entry": first, "state": "unfinished"}).body["results"]
    assert marked[0]["state"] == "unfinished"
    rest = office.post(f"{path}remove/", {"entry": second, "reason": "已解决"}, version=seen + 2).body["results"]
    assert [one["id"] for one in rest] == [first]
    office.post(f"{path}remove/", {"entry": 10**9, "reason": "x"}, version=seen + 3).refused(404, "not_found")


def test_an_agenda_is_patched_one_thing_at_a_time(office: Caller, meeting: Meeting) -> None:
    path, seen = f"/meetings/{meeting.pk}/agenda/", meeting.agenda_version
    first, second = (one["id"] for one in office.get(path).body["results"])
    office.send("PATCH", path, {"entries": [second]}).refused(428, "precondition_required")
    turned = office.patch(path, {"entries": [second]}, version=seen)
    assert ([one["id"] for one in turned.body["results"]], turned.etag) == ([second, first], f'"{seen + 1}"')
    moved = office.patch(path, {"entry": first, "position": 1}, version=seen + 1)
    assert [one["id"] for one in moved.body["results"]] == [first, second]
    refused = office.patch(path, {"entry": first, "position": 2}, version=seen + 1).refused(412, "stale")
    assert refused["current"]["agenda_version"] == seen + 2
    gone = {"entry": second, "removed": True}
    assert office.patch(path, gone, version=seen + 2).refused(422, "invalid")["errors"][0]["field"] == "reason"
    rest = office.patch(path, {**gone, "reason": "已解决"}, version=seen + 2)
    assert [one["id"] for one in rest.body["results"]] == [first]
    office.patch(path, {**gone, "reason": "再移"}, version=seen + 3).refused(409, "conflict")
    office.patch(path, {"entries": [second, first]}, version=seen + 3).refused(409, "conflict")
    office.patch(path, {"entry": 10**9, "position": 1}, version=seen + 3).refused(404, "not_found")


@pytest.mark.parametrize(("body", "field"), [
    ({}, "entries"),
    ({"entry": 1}, "entries"),
    ({"entry": 1, "removed": False, "reason": "x"}, "entries"),
    ({"entries": [], "entry": 1, "position": 1}, "entries"),
    ({"entry": 1, "position": 1, "removed": True, "reason": "x"}, "entries"),
    ({"position": 1}, "entry"),
    ({"removed": True, "reason": "x"}, "entry"),
    ({"entries": [], "entry": 1}, "entry"),
    ({"entry": 1, "position": 1, "reason": "x"}, "reason"),
    ({"entry": 1, "position": 0}, "position"),
])  # fmt: skip
def test_what_is_no_change_of_an_agenda_is_refused(
    office: Caller, meeting: Meeting, body: dict[str, Any], field: str
) -> None:
    path = f"/meetings/{meeting.pk}/agenda/"
    refused = office.patch(path, body, version=meeting.agenda_version).refused(422, "invalid")
    assert refused["errors"][0]["field"] == field
    assert office.get(path).etag == f'"{meeting.agenda_version}"'


def test_an_agenda_is_patched_by_the_office_that_organises_it_alone(
    city: City, office: Caller, unit: Caller, meeting: Meeting
) -> None:
    path, seen = f"/meetings/{meeting.pk}/agenda/", meeting.agenda_version
    entry = office.get(path).body["results"][0]["id"]
    for body in (
        {"entries": [entry]},
        {"entry": entry, "position": 2},
        {"entry": entry, "removed": True, "reason": "x"},
    ):
        unit.patch(path, body, version=seen).refused(403, "not_allowed")
        below = caller(city.district, "project:read", "dispatch:read", "dispatch:write")
        below.patch(path, body, version=seen).refused(403, "not_allowed")
    series = meeting.series
    series.organisation = city.district
    series.save()
    caller(city.sibling, "project:read", "dispatch:read", "dispatch:write").patch(
        path, {"entry": entry, "position": 2}, version=seen
    ).refused(404, "not_found")
    assert office.get(path).etag == f'"{seen}"'


def test_the_agenda_of_a_sitting_that_was_called_off_is_not_patched(office: Caller, meeting: Meeting) -> None:
    path = f"/meetings/{meeting.pk}/agenda/"
    entry = office.get(path).body["results"][0]["id"]
    off = {"state": "cancelled", "reason": "防汛"}
    office.patch(f"/meetings/{meeting.pk}/", off, version=meeting.version).made(200)
    for body in (
        {"entries": [entry]},
        {"entry": entry, "position": 2},
        {"entry": entry, "removed": True, "reason": "x"},
    ):
        office.patch(path, body, version=meeting.agenda_version).refused(409, "conflict")


def test_a_unit_answers_with_text_and_with_files(office: Caller, unit: Caller, city: City, meeting: Meeting) -> None:
    rows = unit.get(f"/material-requests/?meeting={meeting.pk}").body["results"]
    assert {row["project_name"] for row in rows} == {"甲项目", "乙项目"}
    path = f"/material-requests/{rows[0]['id']}/"
    body = {"progress": "封顶", "asked_for": "用地"}
    sent = unit.post(f"{path}answers/", body, version=rows[0]["version"]).made(200)
    assert (sent["answers"][0]["progress"], sent["is_late"]) == ("封顶", False)
    unit.post(f"{path}answers/", body, version=rows[0]["version"]).refused(412, "stale")
    file = SimpleUploadedFile("材料.pdf", PDF, "application/pdf")
    headers = {"Authorization": f"Bearer {unit.key}", "If-Match": f'"{sent["version"]}"', "Idempotency-Key": "a"}
    form = {"progress": "投产", "files": file}
    more = Answer(unit.client.post(f"/api/v1{path}answers/", form, headers=headers)).made(200)
    assert [one["progress"] for one in more["answers"]] == ["投产", "封顶"]
    kept = MaterialFile.objects.get()
    assert more["answers"][0]["files"][0]["sha256"] == kept.sha256
    assert office.get(path).made(200)["answered_at"] is not None
    stranger = caller(city.sibling, "project:read", "dispatch:read")
    stranger.get(path).refused(404, "not_found")


def test_another_unit_is_asked_and_the_question_taken_back(office: Caller, meeting: Meeting, city: City) -> None:
    entry = office.get(f"/meetings/{meeting.pk}/agenda/").body["results"][0]["id"]
    path = f"/meetings/{meeting.pk}/agenda/requests/"
    made = office.post(path, {"entry": entry, "organisation": "340200-GX", "wanted": "能耗"}).made()
    assert (made["organisation"], made["wanted"]) == ("340200-GX", "能耗")
    office.post(path, {"entry": entry, "organisation": "340200-GX"}).refused(409, "conflict")
    gone = office.post(f"/material-requests/{made['id']}/withdraw/", {}, version=made["version"]).made(200)
    assert gone["withdrawn_at"] is not None


def test_two_sittings_of_one_day_become_one(office: Caller, meeting: Meeting, city: City) -> None:
    now = timezone.now()
    values = {"organisation": city.city, "name": "会商", "kind": "consultation", "rhythm": "weekly", "time": time(15),
              "place": "302", "weekday": meeting.nominal_on.isoweekday(), "starts_on": meeting.nominal_on}  # fmt: skip
    other = create_series(values, by=city.dispatcher, now=now).meetings.earliest("starts_at")
    kept = office.post(f"/meetings/{other.pk}/merge/", {"other": str(meeting.pk)}, version=other.version).made(200)
    assert kept["id"] == str(meeting.pk)
    assert office.get(f"/meetings/{other.pk}/").made(200)["merged_into"] == str(meeting.pk)
