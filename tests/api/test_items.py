"""Action items over the API: the whole way, files, refusals, filters."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.api.callers import READ, Answer, Caller, caller
from tests.factories import PDF, City

OFFICE = (*READ, "dispatch:write")


@pytest.fixture
def office(city: City) -> Caller:
    """The city's own system, which issues."""
    return caller(city.city, *OFFICE)


@pytest.fixture
def district(city: City) -> Caller:
    """繁昌区's system, which works at it."""
    return caller(city.district, *OFFICE)


def issue(city: City, office: Caller, **over: Any) -> dict[str, Any]:
    said = {"issuer": city.city.code, "matter": "落实用地指标", "lead": city.district.code, "days": 10,
            "source_kind": "meeting", "source_label": "第34次会议", **over}  # fmt: skip
    return office.post("/action-items/", said).made()


def test_an_item_goes_its_whole_way_between_two_systems(city: City, office: Caller, district: Caller) -> None:
    made = issue(city, office, joint=[city.departments["GX"].code], source_key="minutes:34:1")
    assert (made["number"], made["state"], made["light"], made["lead"]) == (
        "交办〔2026〕1号", "to_sign", "green", city.district.code,
    )  # fmt: skip
    url = made["url"]
    assert district.get("/action-items/?mine=todo").body["results"] == [district.get(url).body]
    district.post(f"{url}accept/", {}, version=1).made(200)
    paper = SimpleUploadedFile("公告.pdf", PDF)
    headers = {"Authorization": f"Bearer {district.key}", "Idempotency-Key": "r1", "If-Match": '"2"'}
    form = {"note": "已挂牌", "files": [paper]}
    replied = Answer(district.client.post(f"{url}reply/", form, headers=headers))
    assert replied.status == 200, replied.response.content.decode()
    (file,) = replied.body["events"][-1]["files"]
    assert (file["filename"], file["size"]) == ("公告.pdf", len(PDF))
    assert b"".join(office.get(file["file"]).response.streaming_content) == PDF  # type: ignore[attr-defined]
    district.post(f"{url}submit/", {"note": "办结"}, version=3).made(200)
    office.post(f"{url}return/", {"note": "缺公告"}, version=4).made(200)
    district.post(f"{url}request-extension/", {"note": "等批复", "wished_on": "2026-12-20"}, version=5).made(200)
    granted = office.post(f"{url}decide-extension/", {"grants": True}, version=6).made(200)
    assert (granted["due_on"], granted["original_due_on"]) == ("2026-12-20", made["due_on"])
    district.post(f"{url}submit/", {"note": "已补"}, version=7).made(200)
    closed = office.post(f"{url}close/", {"note": "同意"}, version=8).made(200)
    assert closed["state"] == "closed" and closed["check_due_on"]
    done = office.post(f"{url}check/", {"note": "有效"}, version=9).made(200)
    assert done["verified_at"] and [one["kind"] for one in done["events"]][-1] == "verified"
    assert office.get("/action-items/?state=open").body["results"] == []


def test_one_decision_makes_one_item(city: City, office: Caller) -> None:
    issue(city, office, source_key="minutes:34:1")
    said = {"issuer": city.city.code, "matter": "又一次", "lead": city.district.code, "days": 1,
            "source_kind": "meeting", "source_key": "minutes:34:1"}  # fmt: skip
    assert office.post("/action-items/", said).refused(409, "conflict")["reason"] == "already_issued"


def test_the_responsible_officer_is_changed_and_nothing_else(city: City, office: Caller, district: Caller) -> None:
    made = issue(city, office)
    url, said = made["url"], {"officer": str(city.chief.pk), "note": "分工调整"}
    assert district.patch(url, said, version=1).refused(409, "conflict")["reason"] == "item_state"  # signed first
    district.post(f"{url}sign/", {"officer": str(city.clerk.pk)}, version=1).made(200)
    district.send("PATCH", url, said).refused(428, "precondition_required")
    assert district.patch(url, said, version=1).refused(412, "stale")["current"]["version"] == 2
    district.patch(url, {**said, "matter": "别的事"}, version=2).refused(400, "unknown_field")
    district.patch(url, {}, version=2).refused(422, "invalid")
    office.patch(url, said, version=2).refused(403, "not_allowed")
    changed = district.patch(url, said, version=2).made(200)
    assert (changed["officer"], changed["version"], changed["matter"]) == (str(city.chief.pk), 3, made["matter"])
    assert (changed["events"][-1]["kind"], changed["events"][-1]["note"]) == ("named", "分工调整")
    refused = district.patch(url, {"officer": str(city.sibling_clerk.pk)}, version=3)
    assert refused.refused(422, "invalid")["errors"][0]["field"] == "officer"


def test_headers_and_rights_are_those_of_the_contract(city: City, office: Caller, district: Caller) -> None:
    made = issue(city, office)
    url = made["url"]
    district.post(f"{url}sign/", {}).refused(428, "precondition_required")
    assert district.post(f"{url}sign/", {}, version=7).refused(412, "stale")["current"]["version"] == 1
    district.post(f"{url}sign/", {"state": "closed"}, version=1).refused(400, "unknown_field")
    district.post(f"{url}urge/", {}, version=1).refused(403, "not_allowed")
    reader = caller(city.district, *READ)
    reader.post(f"{url}sign/", {}, version=1).refused(403, "not_allowed")
    caller(city.sibling, *OFFICE).get(url).refused(404, "not_found")
    assert office.post(f"{url}close/", {"note": "同意"}, version=1).refused(409, "conflict")["reason"] == "item_state"


def test_handover_passing_up_and_long_term(city: City, office: Caller, district: Caller) -> None:
    made = issue(city, office)
    url = made["url"]
    handed = district.post(f"{url}handover/", {"to_unit": city.departments["GX"].code, "note": "属工信"}, version=1)
    assert handed.made(200)["handover_to"] == city.departments["GX"].code
    other = caller(city.departments["GX"], *OFFICE)
    assert other.post(f"{url}accept/", {}, version=2).made(200)["lead"] == city.departments["GX"].code
    said = {"level": "province", "to_name": "省工信厅", "letter_no": "芜函1号", "note": "请调指标"}
    up = other.post(f"{url}pass-up/", said, version=3).made(200)
    assert (up["referrals"][0]["to"], up["referrals"][0]["to_unit"]) == ("省工信厅", None)
    answered = office.post(f"{url}answer-up/", {"note": "同意", "reply_letter_no": "皖函2号"}, version=4).made(200)
    assert answered["referrals"][0]["reply"] == "同意"
    office.post(f"{url}defer/", {"note": "待规划", "review_on": "2026-12-30"}, version=5).made(200)
    assert office.get("/action-items/?light=grey").body["results"][0]["review_on"] == "2026-12-30"
    resumed = office.post(f"{url}resume/", {"note": "可办", "days": 3}, version=6).made(200)
    assert resumed["state"] == "working" and resumed["first_unit"] == city.district.code
