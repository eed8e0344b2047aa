"""Decisions and fair-competition reviews over the API."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.callers import CLERK, VERIFIER, Caller, body_of, caller
from tests.factories import NOW, City
from tests.workflow.decisions.samples import procedure_of
from workflow.decisions.services import set_gate

REVIEW = {"reviewer": "郑审", "reviewed_on": "2026-11-10", "conclusion": "fit", "document_number": "公竞1号"}


@pytest.fixture
def project(city: City, fanchang: Caller) -> dict[str, Any]:
    procedure_of(city)
    return fanchang.post("/projects/", body_of(city)).made()


def begun(fanchang: Caller, project: dict[str, Any]) -> dict[str, Any]:
    return fanchang.post(f"{project['url']}decisions/", {"note": "请研判"}, version=project["version"]).made()


def test_started_by_one_system_and_answered_by_another(city: City, fanchang: Caller, project: dict[str, Any]) -> None:
    made = begun(fanchang, project)
    assert (made["state"], made["step"], made["step_organisation"]) == ("running", "研判", city.district.code)
    assert [turn["outcome"] for turn in made["turns"]] == [""]
    office = caller(city.district, *VERIFIER)
    assert office.get("/decisions/?waiting=true").body["results"] == [office.get(made["url"]).body]
    back = office.post(f"{made['url']}return/", {"note": "缺土地意见"}, version=1).made(200)
    assert back["state"] == "returned"
    again = fanchang.post(f"{made['url']}resubmit/", {"note": "已补"}, version=2).made(200)
    assert [turn["holder"] for turn in again["turns"]] == ["office", "applicant", "office"]
    assert (again["office_workdays"], again["applicant_workdays"]) == (0, 0)
    office.post(f"{made['url']}pass/", {}, version=3).made(200)
    paper = fanchang.upload(project["id"], "other").made()["id"]
    refused = office.post(f"{made['url']}pass/", {}, version=4).refused(422, "invalid")
    assert refused["reason"] == "paper_required"
    office.post(f"{made['url']}pass/", {"evidence": paper}, version=4).made(200)
    done = office.post(f"{made['url']}pass/", {}, version=5).made(200)
    assert (done["state"], done["limit_workdays"]) == ("approved", 7)
    assert fanchang.get(f"{project['url']}decisions/?state=approved").body["results"][0]["id"] == made["id"]


def test_headers_and_rights_are_those_of_the_contract(city: City, fanchang: Caller, project: dict[str, Any]) -> None:
    url = f"{project['url']}decisions/"
    fanchang.post(url, {}).refused(428, "precondition_required")
    fanchang.post(url, {}, version=9).refused(412, "stale")
    fanchang.post(url, {"state": "approved"}, version=project["version"]).refused(400, "unknown_field")
    assert fanchang.send("POST", url, {}, If_Match='"1"').status == 400
    made = begun(fanchang, project)
    fanchang.post(f"{made['url']}pass/", {}, version=1).refused(403, "not_allowed")
    both = caller(city.district, *CLERK, "claim:verify")
    mine = both.post("/projects/", body_of(city, name="另一项目")).made()
    own = begun(both, mine)
    assert both.post(f"{own['url']}pass/", {}, version=1).refused(403, "four_eyes")["code"] == "four_eyes"
    stranger = caller(city.sibling, *VERIFIER)
    stranger.get(made["url"]).refused(404, "not_found")
    once = {"version": 1, "key": "k-1"}
    office = caller(city.district, *VERIFIER)
    first = office.post(f"{made['url']}pass/", {}, **once).made(200)
    assert office.post(f"{made['url']}pass/", {}, **once).made(200) == first


def test_a_gate_shows_in_the_next_steps(city: City, fanchang: Caller, project: dict[str, Any]) -> None:
    set_gate(city.city, is_required=True, by=city.dispatcher, now=NOW)
    (sign,) = [one for one in fanchang.get(f"{project['url']}next-steps/").body if one["step"] == "sign"]
    assert "decision" in {thing["name"] for thing in sign["missing"]}


def test_a_review_fills_the_projects_field_and_may_be_void(fanchang: Caller, project: dict[str, Any]) -> None:
    url = f"{project['url']}fair-competition-reviews/"
    made = fanchang.post(url, REVIEW, version=project["version"]).made()
    assert fanchang.get(project["url"]).body["fair_competition_reviewed_by"] == "郑审"
    assert fanchang.get(url).body["results"] == [made]
    fanchang.post(url, REVIEW, version=project["version"]).refused(412, "stale")
    void = fanchang.post(f"{made['url']}withdraw/", {"reason": "有误"}, version=1).made(200)
    assert void["withdrawn_reason"] == "有误" and void["version"] == 2
    assert fanchang.get(project["url"]).body["fair_competition_reviewed_by"] == ""


def test_a_document_of_another_project_is_refused(city: City, fanchang: Caller, project: dict[str, Any]) -> None:
    other = fanchang.post("/projects/", body_of(city, name="另一项目")).made()
    paper = fanchang.upload(other["id"], "other").made()["id"]
    url = f"{project['url']}fair-competition-reviews/"
    refused = fanchang.post(url, {**REVIEW, "evidence": paper}, version=project["version"]).refused(422, "invalid")
    assert refused["reason"] == "unknown_evidence"
