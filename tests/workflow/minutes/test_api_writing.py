"""Minutes written over the API, by the rules of the page: drafted, edited, confirmed by the chair, corrected, sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest import mock
from uuid import uuid4

import pytest
from django.test import Client

from projects.people.models import Officer
from tests.api.callers import Answer, Caller, caller
from tests.factories import City, build_city, sign_in
from tests.workflow.minutes.samples import AFTER, Sitting, confirmed, decided, drafted, second_dispatcher, sitting
from workflow.dispatch.services import cancel_meeting
from workflow.minutes.models import Decision, Minutes

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
ORGANISE = ("project:read", "dispatch:read", "dispatch:write")
STEPS = ("submit", "return", "confirm")
DEEDS = ("corrections", "send", "remind")


@pytest.fixture(autouse=True)
def after() -> Iterator[mock.Mock]:
    """The doors read this clock."""
    with mock.patch("django.utils.timezone.now", return_value=AFTER) as clock:
        yield clock


@pytest.fixture
def city() -> City:
    return build_city()


@pytest.fixture
def sat(city: City) -> Sitting:
    return sitting(city)


@pytest.fixture
def office(city: City) -> Caller:
    """The system of the city's dispatch office."""
    return caller(city.city, *ORGANISE)


@pytest.fixture
def path(sat: Sitting) -> str:
    return f"/meetings/{sat.meeting.pk}/minutes/"


def by_person(officer: Officer, path: str, body: dict[str, Any], version: int) -> Answer:
    """The same route, by somebody signed in."""
    headers = {"Idempotency-Key": uuid4().hex, "If-Match": f'"{version}"'}
    client = sign_in(Client(), officer)
    return Answer(client.post(f"/api/v1{path}", body, content_type="application/json", headers=headers))


def sheet(city: City) -> dict[str, Any]:
    """市长 is there, 区长 is not and sends his deputy, a guest sits in."""
    return {
        "presences": [
            {"officer": str(city.leader.pk), "state": "attended"},
            {"officer": str(city.verifiers["sign"].pk), "state": "excused", "reason": "出差", "deputy": "朱调"},
            {"name": "郑总", "unit": "中信博新能源", "state": "observed"},
        ]
    }


def put(who: Caller, path: str, body: dict[str, Any], version: int) -> Answer:
    return who.send("PUT", path, body, If_Match=f'"{version}"')


def test_minutes_live_from_draft_to_acknowledgement(city: City, sat: Sitting, office: Caller, path: str) -> None:
    made, second = decided(city, sat), city.verifiers["sign"]
    draft = office.post(path)
    first = draft.made()
    assert (draft.response["Location"], draft.etag, first["state"]) == (first["url"], '"1"', "draft")
    assert office.post(path).made(200)["id"] == first["id"]
    sections = [{"heading": "其他", "paragraphs": ["抓紧。"]}, {"paragraphs": []}]
    words = {"opening": "会议指出。", "sections": sections, "decisions": [{"id": str(made.pk), "text": "月底前报批"}]}
    edited = office.patch(path, words, version=1).made(200)
    assert (edited["opening"], edited["sections"]) == ("会议指出。", [{"heading": "其他", "paragraphs": ["抓紧。"]}])
    assert edited["decisions"][0]["text"] == "月底前报批"
    assert office.patch(path, {"opening": "改"}, version=edited["version"]).made(200)["sections"] == edited["sections"]
    there = put(office, f"{path}attendance/", sheet(city), edited["version"] + 1).made(200)
    assert [(one["name"], one["state"], one["deputy"]) for one in there["presences"]] == [
        ("陈市长", "attended", ""), (second.name, "excused", "朱调"), ("郑总", "observed", "")
    ]  # fmt: skip
    assert [one["officer"] for one in there["presences"]] == [str(city.leader.pk), str(second.pk), None]
    handed = office.post(f"{path}submit/", version=there["version"]).made(200)
    assert (handed["state"], handed["return_note"]) == ("submitted", "") and handed["submitted_at"]
    back = by_person(city.leader, f"{path}return/", {"note": "补时限"}, handed["version"]).made(200)
    assert (back["state"], back["return_note"]) == ("draft", "补时限")
    again = office.post(f"{path}submit/", version=back["version"]).made(200)
    locked = by_person(city.leader, f"{path}confirm/", {}, again["version"]).made(200)
    assert (locked["state"], locked["number"]) == ("confirmed", "芜湖市调纪〔2026〕1号") and locked["pdf_sha256"]
    added = office.post(f"{path}corrections/", {"text": "时限应为月底", "reason": "笔误"})
    assert added.made()["corrections"][0]["text"] == "时限应为月底"
    assert added.etag == f'"{locked["version"] + 1}"' and added.body["pdf_sha256"] != locked["pdf_sha256"]
    sent = office.post(f"{path}send/", {"officers": [str(city.leader.pk)]}).made(200)
    assert [(one["name"], one["acknowledged_at"]) for one in sent["receipts"]] == [("陈市长", None)]
    everybody = office.post(f"{path}send/").made(200)["receipts"]
    assert len(everybody) > 1 and city.district.code in {one["organisation"] for one in everybody}
    assert by_person(city.leader, f"{path}acknowledge/", {}, 1).made(200)["receipts"] == []
    told = {one["name"]: one["acknowledged_at"] for one in office.get(path).body["receipts"]}
    assert told["陈市长"] and not told[second.name]
    office.post(f"{path}remind/").made(200)


def test_a_draft_is_changed_against_the_version_seen(city: City, sat: Sitting, office: Caller, path: str) -> None:
    seen = drafted(city, sat).version
    office.send("PATCH", path, {"opening": "x"}).refused(428, "precondition_required")
    assert office.patch(path, {"opening": "x"}, version=seen + 9).refused(412, "stale")["current"]["version"] == seen
    put(office, f"{path}attendance/", sheet(city), seen + 9).refused(412, "stale")
    for step in STEPS:
        office.post(f"{path}{step}/", {"note": "x"} if step == "return" else {}).refused(428, "precondition_required")
        stale = office.post(f"{path}{step}/", {"note": "x"} if step == "return" else {}, version=seen + 9)
        assert stale.refused(412, "stale")["current"]["opening"]
    decided(city, sat)  # decisions are part of the minutes
    office.patch(path, {"opening": "x"}, version=seen).refused(412, "stale")
    assert Minutes.objects.get().state == "draft"


@pytest.mark.parametrize(("body", "field"), [
    ({}, "opening"),
    ({"opening": " "}, "opening"),
    ({"opening": "长" * 2001}, "opening"),
    ({"sections": [{"heading": "长" * 81, "paragraphs": []}]}, "sections"),
    ({"sections": [{"heading": "无段落"}]}, "sections"),
    ({"sections": [{"paragraphs": ["x"]}] * 21}, "sections"),
    ({"decisions": [{"id": str(uuid4()), "text": "不是这次会议的"}]}, "decisions"),
])  # fmt: skip
def test_what_is_no_draft_is_refused_and_nothing_kept(
    city: City, sat: Sitting, office: Caller, path: str, body: dict[str, Any], field: str
) -> None:
    made = drafted(city, sat)
    refused = office.patch(path, body, version=made.version).refused(422, "invalid")
    assert refused["errors"][0]["field"].startswith(field)
    assert office.get(path).etag == f'"{made.version}"'


def test_a_decision_is_reworded_once_and_not_one_that_was_dropped(
    city: City, sat: Sitting, office: Caller, path: str
) -> None:
    made = decided(city, sat)
    drafted(city, sat)
    words = {"id": str(made.pk), "text": "改"}
    version = office.get(path).body["version"]
    office.patch(path, {"decisions": [words, words]}, version=version).refused(422, "invalid")
    office.post(f"/meetings/{sat.meeting.pk}/decisions/{made.pk}/drop/", {"reason": "另议"}).made(200)
    version = office.get(path).body["version"]
    office.patch(path, {"decisions": [words]}, version=version).refused(422, "invalid")
    assert Decision.objects.get().text != "改"


def test_unknown_fields_are_refused_at_every_depth(city: City, sat: Sitting, office: Caller, path: str) -> None:
    seen = drafted(city, sat).version
    office.patch(path, {"number": "1号"}, version=seen).refused(400, "unknown_field")
    office.patch(path, {"sections": [{"paragraphs": [], "x": 1}]}, version=seen).refused(400, "unknown_field")
    line = {"name": "郑总", "state": "observed", "position": 1}
    put(office, f"{path}attendance/", {"presences": [line]}, seen).refused(400, "unknown_field")


@pytest.mark.parametrize("line", [
    {"name": "郑总", "unit": "企业"},
    {"unit": "企业", "state": "observed"},
    {"name": "郑总", "state": "asleep"},
    {"name": "郑总", "state": "excused"},
    {"officer": str(uuid4()), "state": "attended"},
    {"officer": "x", "state": "attended"},
])  # fmt: skip
def test_what_is_no_line_of_the_sheet_is_refused(
    city: City, sat: Sitting, office: Caller, path: str, line: dict[str, Any]
) -> None:
    seen = drafted(city, sat)
    put(office, f"{path}attendance/", {"presences": [line]}, seen.version).refused(422, "invalid")
    assert sat.meeting.presences.count() == 4


def test_somebody_with_an_account_who_was_not_called_is_no_line_but_one_on_the_sheet_is(
    city: City, sat: Sitting, office: Caller, path: str
) -> None:
    seen = drafted(city, sat).version
    stranger = {"presences": [{"officer": str(city.sibling_clerk.pk), "state": "attended"}]}
    refused = put(office, f"{path}attendance/", stranger, seen).refused(422, "invalid")
    assert refused["errors"][0] | {"detail": ""} == {"field": "officer", "code": "unknown_officer", "detail": ""}
    noted = {"presences": [{"officer": str(city.chief.pk), "state": "attended"}]}  # by the office, on the page
    assert len(put(office, f"{path}attendance/", noted, seen).made(200)["presences"]) == 1


def test_nothing_is_done_before_there_is_a_draft(city: City, sat: Sitting, office: Caller, path: str) -> None:
    office.get(path).refused(404, "not_found")
    for answer in (
        office.patch(path, {"opening": "x"}, version=1),
        put(office, f"{path}attendance/", sheet(city), 1),
        *(office.post(f"{path}{step}/", {"note": "x"} if step == "return" else {}, version=1) for step in STEPS),
        office.post(f"{path}corrections/", {"text": "x", "reason": "y"}),
        office.post(f"{path}send/"),
        office.post(f"{path}remind/"),
    ):
        assert answer.refused(409, "conflict")["reason"] == "no_minutes"


def test_the_order_of_steps_is_kept(city: City, sat: Sitting, office: Caller, path: str) -> None:
    office.post(path).made()
    assert office.post(f"{path}submit/", version=1).refused(409, "conflict")["reason"] == "no_attendance"
    seen = put(office, f"{path}attendance/", sheet(city), 1).made(200)["version"]
    early = by_person(city.leader, f"{path}return/", {"note": "x"}, seen)
    assert early.refused(409, "conflict")["reason"] == "not_submitted"
    handed = office.post(f"{path}submit/", version=seen).made(200)["version"]
    assert office.post(f"{path}submit/", version=handed).refused(409, "conflict")["reason"] == "submitted"
    by_person(city.leader, f"{path}return/", {"note": " "}, handed).refused(422, "invalid")
    for deed, body in (("corrections", {"text": "x", "reason": "y"}), ("send", {})):
        assert office.post(f"{path}{deed}/", body).refused(409, "conflict")["reason"] == "not_confirmed"


def test_confirmed_minutes_are_locked(city: City, sat: Sitting, office: Caller, path: str) -> None:
    confirmed(city, sat)
    seen = office.get(path).body["version"]
    for answer in (
        office.post(path),
        office.patch(path, {"opening": "x"}, version=seen),
        put(office, f"{path}attendance/", sheet(city), seen),
        *(office.post(f"{path}{step}/", {"note": "x"} if step == "return" else {}, version=seen) for step in STEPS),
    ):
        assert answer.refused(409, "conflict")["reason"] == "minutes_confirmed"
    office.post(f"{path}corrections/", {"text": " ", "reason": "x"}).refused(422, "invalid")
    office.post(f"{path}corrections/", {"text": "x"}).refused(422, "invalid")


def test_who_wrote_the_last_version_never_confirms_it(city: City, sat: Sitting, office: Caller, path: str) -> None:
    office.post(path).made()
    seen = put(office, f"{path}attendance/", sheet(city), 1).made(200)["version"]
    handed = office.post(f"{path}submit/", version=seen).made(200)["version"]
    office.post(f"{path}confirm/", version=handed).refused(403, "four_eyes")
    office.post(f"{path}return/", {"note": "x"}, version=handed).refused(403, "four_eyes")
    second = second_dispatcher(city)
    assert by_person(second, f"{path}confirm/", {}, handed).made(200)["state"] == "confirmed"


def test_minutes_are_sent_to_whom_they_may_go_and_nobody_twice(
    city: City, sat: Sitting, office: Caller, path: str, after: mock.Mock
) -> None:
    confirmed(city, sat)
    for wrong in ([], [str(city.sibling_clerk.pk)], ["x"]):
        office.post(f"{path}send/", {"officers": wrong}).refused(422, "invalid")
    assert office.post(f"{path}remind/").refused(409, "conflict")["reason"] == "all_acknowledged"
    office.post(f"{path}send/", {"officers": [str(city.leader.pk)]}).made(200)
    assert office.post(f"{path}send/", {"officers": [str(city.leader.pk)]}).refused(409, "conflict")["reason"] == "sent"
    office.post(f"{path}remind/").made(200)
    assert office.post(f"{path}remind/").refused(409, "conflict")["reason"] == "reminded"
    after.return_value = AFTER + 5 * HOUR
    office.post(f"{path}remind/").made(200)


def test_a_sitting_that_was_called_off_has_no_minutes(city: City, office: Caller) -> None:
    sat = sitting(city)
    cancel_meeting(sat.meeting.pk, reason="防汛", by=city.dispatcher, now=AFTER)
    refused = office.post(f"/meetings/{sat.meeting.pk}/minutes/").refused(409, "conflict")
    assert refused["reason"] == "meeting_cancelled"


def all_writes(who: Caller, city: City, path: str, version: int) -> list[Answer]:
    """Each write of minutes once."""
    return [
        who.post(path),
        who.patch(path, {"opening": "x"}, version=version),
        put(who, f"{path}attendance/", sheet(city), version),
        *(who.post(f"{path}{step}/", {"note": "x"} if step == "return" else {}, version=version) for step in STEPS),
        *(who.post(f"{path}{deed}/", {"text": "x", "reason": "y"} if deed == "corrections" else {}) for deed in DEEDS),
    ]


@pytest.mark.parametrize("is_locked", [False, True])
def test_only_the_office_that_organises_writes(city: City, sat: Sitting, path: str, is_locked: bool) -> None:
    """A key that only reads, and a district's dispatchers, who know of the city's sitting: 403."""
    made = confirmed(city, sat) if is_locked else drafted(city, sat)
    for who in (caller(city.city, "project:read", "dispatch:read"), caller(city.district, *ORGANISE)):
        for answer in all_writes(who, city, path, made.version):
            answer.refused(403, "not_allowed")
    made.refresh_from_db()
    assert (made.version, made.receipts.count(), made.corrections.count()) == (made.version, 0, 0)


def test_the_sitting_of_another_district_is_404(city: City, sat: Sitting, path: str) -> None:
    made = drafted(city, sat)
    series = sat.meeting.series
    series.organisation, series.chair = city.district, None
    series.save()
    for answer in all_writes(caller(city.sibling, *ORGANISE), city, path, made.version):
        answer.refused(404, "not_found")


def test_the_chair_edits_and_confirms_without_being_a_dispatcher(city: City, sat: Sitting, path: str) -> None:
    made = drafted(city, sat)
    client = sign_in(Client(), city.leader)
    edited = Answer(
        client.patch(f"/api/v1{path}", {"opening": "市长改过"}, content_type="application/json",
                     headers={"If-Match": f'"{made.version}"'})
    ).made(200)  # fmt: skip
    assert edited["opening"] == "市长改过"
    by_person(city.leader, f"{path}confirm/", {}, edited["version"]).made(200)
