"""Progress reports and problems over the API."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.callers import CLERK, READ, Caller, body_of, caller
from tests.factories import City


@pytest.fixture
def project(city: City, fanchang: Caller) -> str:
    """Its path."""
    return f"/projects/{fanchang.post('/projects/', body_of(city)).made()['id']}/"


REPORT = {"period": "2026-11", "news": "主体封顶", "completed_wan": "12500.5", "image_percent": 40}


def problem_of(city: City, **over: Any) -> dict[str, Any]:
    return {"kind": "land", "level": "district", "title": "用地未落实", "need": "请协调",
            "asked_organisation": city.district.code, **over}  # fmt: skip


def test_a_report_is_sent_read_listed_and_corrected(fanchang: Caller, project: str) -> None:
    path = f"{project}progress-reports/"
    made = fanchang.post(path, REPORT).made()
    assert (made["period"], made["first_on"], made["last_on"]) == ("2026-11", "2026-11-01", "2026-11-30")
    assert (made["completed_wan"], made["is_late"], made["reported_by"]) == ("12500.5000", False, "测试系统")
    assert fanchang.get(made["url"]).body == made
    assert fanchang.get(path).body["results"] == [made]
    fanchang.send("PATCH", f"{path}{made['id']}/", {"news": "改"}).refused(428, "precondition_required")
    again = fanchang.patch(f"{path}{made['id']}/", {"news": "封顶并砌体"}, version=1)
    assert (again.made(200)["news"], again.etag) == ("封顶并砌体", '"2"')
    stale = fanchang.patch(f"{path}{made['id']}/", {"news": "晚了"}, version=1).refused(412, "stale")
    assert stale["current"]["news"] == "封顶并砌体"


def test_a_report_sent_by_mistake_is_withdrawn_and_leaves_the_list(fanchang: Caller, project: str) -> None:
    path = f"{project}progress-reports/"
    made = fanchang.post(path, REPORT).made()
    fanchang.post(path, REPORT).refused(409, "conflict")
    fanchang.patch(f"{path}{made['id']}/", {"withdrawn": True}, version=1).refused(422, "invalid")
    gone = fanchang.patch(f"{path}{made['id']}/", {"withdrawn": True, "why": "报错"}, version=1).made(200)
    assert gone["withdrawal_reason"] == "报错"
    assert fanchang.get(path).body["results"] == []
    assert fanchang.get(f"{path}?withdrawn=true").body["results"] == [gone]
    fanchang.post(path, REPORT).made()


@pytest.mark.parametrize(("over", "status", "code"), [
    ({"period": "2026-13"}, 422, "invalid"),
    ({"period": "2027-01"}, 422, "invalid"),
    ({"period": ""}, 422, "invalid"),
    ({"news": " "}, 422, "invalid"),
    ({"completed_wan": "-1"}, 422, "invalid"),
    ({"completed_wan": "80001"}, 422, "invalid"),
    ({"image_percent": 101}, 422, "invalid"),
    ({"evidence": ["00000000-0000-4000-8000-000000000000"]}, 422, "invalid"),
    ({"stage": "signed"}, 400, "unknown_field"),
])  # fmt: skip
def test_what_no_report_can_be_is_refused(
    fanchang: Caller, project: str, over: dict[str, Any], status: int, code: str
) -> None:
    fanchang.post(f"{project}progress-reports/", {**REPORT, **over}).refused(status, code)


def test_evidence_is_named_by_its_id(fanchang: Caller, project: str) -> None:
    paper = fanchang.upload(project.split("/")[2], "site_photo").made()["id"]
    made = fanchang.post(f"{project}progress-reports/", {**REPORT, "evidence": [paper]}).made()
    assert made["evidence"] == [paper]


def test_a_problem_is_raised_answered_passed_up_and_solved(city: City, fanchang: Caller, project: str) -> None:
    path = f"{project}issues/"
    made = fanchang.post(path, problem_of(city)).made()
    one = f"{path}{made['id']}/"
    assert (made["state"], made["raised_on"], made["asked_organisation"]) == ("waiting", "2026-11-20", "340212")
    assert fanchang.get(made["url"]).body == made
    assert fanchang.patch(one, {"title": "二期用地"}, version=1).made(200)["title"] == "二期用地"
    lift = {"action": "lift", "text": "区内无指标", "asked_organisation": city.city.code}
    assert fanchang.patch(one, lift, version=2).made(200)["level"] == "city"
    fanchang.patch(one, {"action": "solve", "text": "好"}, version=3).refused(403, "not_allowed")
    office = caller(city.city, *READ, "dispatch:write")
    assert office.patch(one, {"action": "answer", "text": "在办"}, version=3).made(200)["state"] == "working"
    solved = office.patch(one, {"action": "solve", "text": "已下达", "resolved_on": "2026-11-20"}, version=4).made(200)
    assert (solved["state"], solved["resolution"], solved["resolved_on"]) == ("solved", "已下达", "2026-11-20")
    assert [entry["kind"] for entry in solved["thread"]] == ["raised", "edited", "lifted", "answered", "solved"]
    assert fanchang.get(f"{path}?state=waiting").body["results"] == []
    assert fanchang.get(f"{path}?level=city").body["results"] == [solved]


@pytest.mark.parametrize(("body", "status", "code"), [
    ({"text": "没有动作"}, 422, "invalid"),
    ({"action": "dance", "text": "x"}, 422, "invalid"),
    ({"action": "note", "text": ""}, 422, "invalid"),
    ({"action": "note", "text": "x", "title": "y"}, 422, "invalid"),
    ({"action": "lift", "text": "x"}, 422, "invalid"),
    ({"action": "reopen", "text": "x"}, 409, "conflict"),
    ({"state": "solved"}, 400, "unknown_field"),
    ({"level": "city"}, 400, "unknown_field"),
])  # fmt: skip
def test_what_cannot_be_done_about_a_problem_is_refused(
    city: City, fanchang: Caller, project: str, body: dict[str, Any], status: int, code: str
) -> None:
    made = fanchang.post(f"{project}issues/", problem_of(city)).made()
    fanchang.patch(f"{project}issues/{made['id']}/", body, version=1).refused(status, code)


def test_a_sibling_finds_neither(city: City, fanchang: Caller, jiujiang: Caller, project: str) -> None:
    report = fanchang.post(f"{project}progress-reports/", REPORT).made()
    problem = fanchang.post(f"{project}issues/", problem_of(city)).made()
    for address in (report["url"], problem["url"], f"{project}issues/", f"{project}progress-reports/"):
        jiujiang.get(address).refused(404, "not_found")
    other = fanchang.post("/projects/", body_of(city, name="另一个", investors=[{"name": "另一家"}])).made()["id"]
    fanchang.get(f"/projects/{other}/issues/{problem['id']}/").refused(404, "not_found")
    fanchang.post(f"{project}issues/", problem_of(city, asked_organisation="340207")).refused(422, "invalid")


def test_a_reader_s_key_writes_nothing(city: City, fanchang: Caller, project: str) -> None:
    reader = caller(city.district, *(scope for scope in CLERK if scope != "project:write"))
    reader.post(f"{project}progress-reports/", REPORT).refused(403, "not_allowed")
    reader.post(f"{project}issues/", problem_of(city)).refused(403, "not_allowed")
