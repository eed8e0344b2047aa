"""Letters over the API: drafted by an office's system, signed in person, received and answered by a district's."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.api.callers import BASE, CLERK, READ, Answer, Caller, caller
from tests.factories import NOW, PDF, City, new_project
from tests.workflow.letters.samples import ISSUER, WORD, answered, item, lit, night, received, signed, submitted
from workflow.letters.models import Ladder, Letter, Talk
from workflow.letters.presets import BY_CODE

DRAFT = {
    "kind": "supervision", "trigger": "领导批示", "issuer": ISSUER, "word": WORD, "title": "关于加快推进{项目}的督办函",
    "body": "请抓紧。{回复期限}前回复。", "signer_kind": "leader",
}  # fmt: skip


@pytest.fixture
def office(city: City) -> Caller:
    return caller(city.city, *CLERK, "dispatch:write")


@pytest.fixture
def district(city: City) -> Caller:
    return caller(city.district, *CLERK, "dispatch:write")


def person(city: City, officer: Any, url: str, version: int) -> Answer:
    """The same route with a browser session."""
    client = Client()
    client.force_login(officer)
    headers = {"If-Match": f'"{version}"', "Idempotency-Key": uuid.uuid4().hex}
    return Answer(client.post(url, "{}", content_type="application/json", headers=headers))


def test_a_letter_goes_its_way_between_two_systems_and_a_person(city: City, office: Caller, district: Caller) -> None:
    project = new_project(city, is_industrial=False)
    made = office.post("/letters/", {**DRAFT, "project": str(project.pk)}).made()
    assert (made["state"], made["organisation"], made["number"]) == ("draft", city.district.code, "")
    edited = office.patch(made["url"], {"reply_days": 3}, version=1).made(200)
    put = office.post(f"{made['url']}submit/", {"signer": str(city.leader.pk)}, version=edited["version"]).made(200)
    assert district.get(made["url"]).status == 404
    office.post(f"{made['url']}sign/", version=put["version"]).refused(403, "four_eyes")
    person(city, city.leader, f"{made['url']}sign/", put["version"]).made(200)
    sent = district.get(made["url"]).body
    assert sent["number"] == "芜招办〔2026〕1号" and [one["format"] for one in sent["copies"]] == ["docx", "pdf"]
    assert district.get("/letters/?waiting=true").body["results"][0]["id"] == made["id"]
    got = district.post(f"{made['url']}receive/", version=sent["version"]).made(200)
    headers = {"Authorization": f"Bearer {district.key}", "If-Match": f'"{got["version"]}"'}
    headers["Idempotency-Key"] = uuid.uuid4().hex
    form = {"text": "已整改", "files": [SimpleUploadedFile("方案.pdf", PDF)]}
    done = Answer(district.client.post(f"{made['url']}answer/", form, headers=headers)).made(200)
    assert (done["state"], done["answers"][0]["files"][0]["filename"]) == ("answered", "方案.pdf")
    file = office.client.get(done["answers"][0]["files"][0]["file"], headers={"Authorization": f"Bearer {office.key}"})
    assert b"".join(file.streaming_content) == PDF  # type: ignore[attr-defined]
    good = office.post(f"{made['url']}accept/", {"note": "好"}, version=done["version"]).made(200)
    assert office.post(f"{made['url']}close/", version=good["version"]).made(200)["state"] == "filed"


@pytest.mark.parametrize(
    ("act", "body", "walk", "after"),
    [
        ("drop", {"note": "不需要"}, "draft", "dropped"),
        ("recall", {}, "signing", "draft"),
        ("return", {"note": "补充"}, "answered", "returned"),
        ("close", {"note": "不再跟踪"}, "received", "filed"),
    ],
)
def test_every_other_act_of_the_office_is_a_route(
    city: City, office: Caller, act: str, body: dict[str, str], walk: str, after: str
) -> None:
    if walk == "draft":
        made = office.post("/letters/", {**DRAFT, "item": str(item(city).pk), "kind": "urge"}).made()
    else:
        one = {"signing": submitted, "answered": answered, "received": received}[walk](city, now=NOW)
        made = office.get(f"/letters/{one.pk}/").body
    url = made["url"]
    office.post(f"{url}{act}/", body).refused(428, "precondition_required")
    office.post(f"{url}{act}/", body, version=99).refused(412, "stale")
    assert office.post(f"{url}{act}/", body, version=made["version"]).made(200)["state"] == after
    office.post(f"{url}{act}/", body, version=made["version"] + 1).refused(409, "conflict")


def test_a_key_that_may_only_read_changes_nothing_and_a_stranger_sees_nothing(city: City, office: Caller) -> None:
    made = signed(city)
    reader = caller(city.district, *READ)
    seen = reader.get(f"/letters/{made.pk}/").body
    reader.post(f"{seen['url']}receive/", version=seen["version"]).refused(403, "not_allowed")
    other = caller(city.sibling, *CLERK, "dispatch:write")
    assert other.get(f"/letters/{made.pk}/").status == 404
    assert other.get(f"/letters/{made.pk}/files/pdf/").status == 404
    assert reader.get("/letters/?state=sent&kind=supervision").body["results"][0]["number"] == made.number_text
    assert office.get(f"/letters/?organisation={city.sibling.code}").body["results"] == []


def test_the_rules_are_tried_published_and_asked(city: City, office: Caller) -> None:
    lit(city, "red", nights=2)
    night(timezone.now())
    rungs = [{**one.values()} for one in BY_CODE["default"].worded(WORD)]
    tried = office.post("/letter-ladders/trial/", {"organisation": city.city.code, "rungs": rungs}).made(200)
    assert [one["kind"] for one in tried["findings"]] == ["supervision"] and not Ladder.objects.exists()
    said = {"organisation": city.city.code, "preset": "default", "issuer": ISSUER,
            "valid_from": timezone.localdate().isoformat(), "after": 0, "rungs": rungs}  # fmt: skip
    made = office.post("/letter-ladders/", said).made()
    assert (made["version"], len(made["rungs"])) == (1, 7)
    office.post("/letter-ladders/", said).refused(412, "stale")
    looked = office.post("/letter-ladders/look/", {"organisation": city.city.code}).made(200)
    assert looked == {"proposed": 1, "lapsed": 0} and Letter.objects.count() == 1
    assert office.get("/letter-ladders/").body["results"] == [made]


def test_a_talk_is_written_down_over_the_api(city: City, office: Caller, district: Caller) -> None:
    notice = received(city, kind="talk", title="约谈通知")
    said = {"organisation": city.district.code, "letter": str(notice.pk), "trigger": "红灯", "place": "会议室",
            "held_at": NOW.isoformat(), "led_by": "陈市长", "attendees": "张区长", "outcome": "限期整改",
            "follow_ups": [{"matter": "月底开工", "days": 10}]}  # fmt: skip
    made = office.post("/letter-talks/", said).made()
    assert len(made["items"]) == 1 and Talk.objects.get().project == notice.project
    assert district.get(made["url"]).body["outcome"] == "限期整改"
    office.post("/letter-talks/", said).refused(409, "conflict")
    assert json.loads(json.dumps(district.get("/letter-talks/").body))["results"][0]["id"] == made["id"]
    assert BASE in made["url"]
