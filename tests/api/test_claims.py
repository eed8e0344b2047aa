"""Claims over the API: what a step asks for, four eyes, return, refusal, withdrawal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from projects.ledger.models import Enterprise
from tests.api.callers import CLERK, VERIFIER, Caller, body_of, caller
from tests.factories import City

SIGNING = {"step": "sign", "effective_on": "2026-11-18", "fair_competition_reviewed_by": "郑审"}


@pytest.fixture
def project(city: City, fanchang: Caller) -> str:
    """Id of a project in 在谈."""
    return str(fanchang.post("/projects/", body_of(city)).made()["id"])


@pytest.fixture
def submitted(fanchang: Caller, project: str) -> dict[str, Any]:
    """A complete signing, handed in."""
    document = fanchang.upload(project, "investment_agreement").made()["id"]
    body = {"project": project, **SIGNING, "evidence": [document], "submit": True}
    return fanchang.post("/claims/", body).made()


def test_an_incomplete_claim_is_refused_with_everything_missing_and_leaves_nothing(
    fanchang: Caller, project: str
) -> None:
    body = {"project": project, "step": "sign", "effective_on": "2026-11-18", "submit": True}
    refusal = fanchang.post("/claims/", body).refused(422, "incomplete")
    assert {thing["name"] for thing in refusal["missing"]} == {"fair_competition_reviewed_by", "investment_agreement"}
    assert {"kind", "name", "label", "how"} == set(refusal["missing"][0])
    assert fanchang.get("/claims/").body["results"] == []
    listed = fanchang.get(f"/projects/{project}/next-steps/").body[0]["missing"]
    assert listed == refusal["missing"]


def test_a_framework_agreement_never_counts(fanchang: Caller, project: str) -> None:
    document = fanchang.upload(project, "framework_agreement").made()["id"]
    body = {"project": project, **SIGNING, "evidence": [document], "submit": True}
    missing = fanchang.post("/claims/", body).refused(422, "incomplete")["missing"]
    assert [thing["name"] for thing in missing] == ["investment_agreement"]


@pytest.mark.parametrize("step", ["register", "start", "produce"])
def test_a_skipped_stage_is_a_conflict(fanchang: Caller, project: str, step: str) -> None:
    answer = fanchang.post("/claims/", {"project": project, "step": step, "effective_on": "2026-11-18"})
    assert "逐级推进" in answer.refused(409, "conflict")["detail"]
    assert answer.reason == "illegal_step"


@pytest.mark.parametrize("step", ["fly", "", None, 3, "suspend"])
def test_an_unknown_step_is_invalid(fanchang: Caller, project: str, step: Any) -> None:
    body = {"project": project, "step": step, "effective_on": "2026-11-18"}
    assert fanchang.post("/claims/", body).refused(422, "invalid")["errors"][0]["field"] == "step"


def test_a_date_in_the_future_is_refused(fanchang: Caller, project: str) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    answer = fanchang.post("/claims/", {"project": project, "step": "sign", "effective_on": f"{tomorrow}"})
    assert answer.refused(422, "invalid")["errors"][0]["field"] == "effective_on"
    assert answer.reason == "future_date"


def test_a_field_of_another_step_is_unknown_here(fanchang: Caller, project: str) -> None:
    body = {"project": project, **SIGNING, "company_name": "甲"}
    refusal = fanchang.post("/claims/", body).refused(400, "unknown_field")
    assert refusal["errors"][0]["field"] == "company_name"
    fanchang.post("/claims/", {"project": project, **SIGNING, "name": "甲"}).refused(400, "unknown_field")
    fanchang.post("/claims/", {"project": project, **SIGNING, "state": "approved"}).refused(400, "unknown_field")


def test_a_wrong_uscc_in_a_claim_says_so(city: City, fanchang: Caller, verifiers: Any, submitted: Any) -> None:
    verifiers.TC.post(f"/claims/{submitted['id']}/approve/", version=2).made(200)
    body = {"project": submitted["project"], "step": "register", "effective_on": "2026-11-18"}
    refusal = fanchang.post("/claims/", {**body, "company_uscc": "91340200MA2TE5T01D"})
    assert refusal.refused(422, "invalid_uscc")["errors"][0]["field"] == "company_uscc"


def test_evidence_of_another_project_is_refused(city: City, fanchang: Caller, project: str) -> None:
    other = fanchang.post("/projects/", body_of(city, name="另一个")).made()["id"]
    document = fanchang.upload(other, "investment_agreement").made()["id"]
    body = {"project": project, **SIGNING, "evidence": [document]}
    assert fanchang.post("/claims/", body).refused(422, "invalid")["errors"][0]["field"] == "evidence"


def test_a_second_open_claim_for_the_same_step_is_a_conflict(fanchang: Caller, submitted: Any) -> None:
    body = {"project": submitted["project"], **SIGNING}
    fanchang.post("/claims/", body).refused(409, "conflict")


def test_who_claims_never_verifies(city: City, project: str) -> None:
    both = caller(city.district, *CLERK, "claim:verify")
    document = both.upload(project, "investment_agreement").made()["id"]
    claim = both.post("/claims/", {"project": project, **SIGNING, "evidence": [document], "submit": True}).made()
    for word in ("approve", "return", "reject"):
        both.post(f"/claims/{claim['id']}/{word}/", {"note": "好"}, version=2).refused(403, "four_eyes")
    assert both.get(f"/projects/{project}/").body["stage"] == "negotiating"


def test_only_the_verifying_unit_verifies(city: City, fanchang: Caller, verifiers: Any, submitted: Any) -> None:
    path = f"/claims/{submitted['id']}/approve/"
    verifiers.SJ.post(path, version=2).refused(404, "not_found")
    caller(city.sibling, *VERIFIER).post(path, version=2).refused(404, "not_found")
    fanchang.post(path, version=2).refused(403, "not_allowed")
    verifiers.TC.post(path, {"note": "属实"}, version=2).made(200)


def test_an_approved_claim_moves_the_project_and_carries_its_values(
    fanchang: Caller, verifiers: Any, submitted: Any
) -> None:
    approved = verifiers.TC.post(f"/claims/{submitted['id']}/approve/", {"note": "属实"}, version=2)
    assert approved.made(200)["state"] == "approved"
    assert approved.etag == '"3"'
    project = fanchang.get(f"/projects/{submitted['project']}/").body
    assert (project["stage"], project["signed_on"]) == ("signed", "2026-11-18")
    assert project["fair_competition_reviewed_by"] == "郑审"
    (row,) = fanchang.get(f"/projects/{submitted['project']}/transitions/").body["results"]
    assert (row["step"], row["source"], row["target"]) == ("sign", "negotiating", "signed")
    assert row["id"] == approved.body["transition"]
    assert (row["verified_by"]["organisation"], row["by"]["organisation"]) == ("340200-TC", "340212")
    assert not row["revoked"]
    assert fanchang.get(row["url"]).body == row
    verifiers.TC.post(f"/claims/{submitted['id']}/approve/", version=3).refused(409, "conflict")


def test_a_returned_claim_names_its_reasons_is_mended_and_keeps_its_thread(
    fanchang: Caller, verifiers: Any, submitted: Any
) -> None:
    path = f"/claims/{submitted['id']}/"
    verifiers.TC.post(f"{path}return/", {}, version=2).refused(422, "invalid")
    reasons = [{"name": "investment_agreement", "detail": "缺签章页"}]
    returned = verifiers.TC.post(f"{path}return/", {"note": "请补正", "reasons": reasons}, version=2).made(200)
    assert returned["state"] == "returned"
    assert returned["thread"][-1]["reasons"] == reasons
    mended = fanchang.patch(path, {"note": "已补签章页", "total_investment_wan": "81000"}, version=3).made(200)
    assert (mended["note"], mended["total_investment_wan"]) == ("已补签章页", "81000.0000")
    assert mended["fair_competition_reviewed_by"] == "郑审"
    again = fanchang.post(f"{path}submit/", version=4).made(200)
    assert [event["kind"] for event in again["thread"]] == ["created", "submitted", "returned", "edited", "submitted"]


def test_a_rejected_claim_is_closed_and_may_be_claimed_anew(fanchang: Caller, verifiers: Any, submitted: Any) -> None:
    path = f"/claims/{submitted['id']}/"
    verifiers.TC.post(f"{path}reject/", {}, version=2).refused(422, "invalid")
    assert verifiers.TC.post(f"{path}reject/", {"note": "未签约"}, version=2).made(200)["state"] == "rejected"
    fanchang.post(f"{path}submit/", version=3).refused(409, "conflict")
    fanchang.patch(path, {"note": "再试"}, version=3).refused(409, "conflict")
    fanchang.post("/claims/", {"project": submitted["project"], **SIGNING}).made()


def test_a_submitted_claim_may_be_taken_back(fanchang: Caller, verifiers: Any, submitted: Any) -> None:
    path = f"/claims/{submitted['id']}/"
    assert fanchang.post(f"{path}withdraw/", {"note": "暂缓"}, version=2).made(200)["state"] == "withdrawn"
    verifiers.TC.post(f"{path}approve/", version=3).refused(409, "conflict")


def test_a_draft_is_seen_only_by_its_writers(city: City, fanchang: Caller, jiujiang: Caller, project: str) -> None:
    draft = fanchang.post("/claims/", {"project": project, **SIGNING}).made()
    leader = caller(city.city, *VERIFIER)
    for system in (jiujiang, caller(city.departments["TC"], *VERIFIER)):
        system.get(f"/claims/{draft['id']}/").refused(404, "not_found")
    assert leader.get(f"/claims/{draft['id']}/").status == 200


def test_claims_are_filtered_and_listed_in_a_fixed_number_of_questions(
    city: City, fanchang: Caller, submitted: Any, django_assert_num_queries: Any
) -> None:
    for query, count in (("state=submitted", 1), ("state=draft", 0), ("step=start", 0)):
        assert len(fanchang.get(f"/claims/?{query}").body["results"]) == count
    assert len(fanchang.get(f"/claims/?project={submitted['project']}").body["results"]) == 1
    with django_assert_num_queries(4):  # key, page, documents, threads
        fanchang.get("/claims/")


def claimer(city: City) -> Caller:
    """A system that may claim and not enter projects."""
    return caller(city.district, "project:read", "claim:write")


def test_a_key_that_may_only_claim_registers_no_enterprise(city: City, project: str) -> None:
    body = {"project": project, **SIGNING, "investors": [{"name": "凭空企业"}]}
    claimer(city).post("/claims/", body).refused(403, "not_allowed")
    assert not Enterprise.objects.filter(name="凭空企业").exists()
    body["investors"] = [{"name": "中信博新能源"}]
    assert claimer(city).post("/claims/", body).made()["investors"][0]["name"] == "中信博新能源"


def test_a_refused_change_of_a_claim_leaves_no_enterprise_behind(fanchang: Caller, submitted: dict[str, Any]) -> None:
    body = {"investors": [{"name": "凭空企业"}]}
    refused = fanchang.patch(f"/claims/{submitted['id']}/", body, version=submitted["version"])
    refused.refused(409, "conflict")
    assert not Enterprise.objects.filter(name="凭空企业").exists()
