"""A district system carries one project from first talk to production with only api.md in hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.callers import Caller, body_of
from tests.factories import STEP_EVIDENCE, USCC, City

STEPS: list[tuple[str, str, str, dict[str, Any]]] = [
    ("sign", "TC", "signed", {"fair_competition_reviewed_by": "郑审", "total_investment_wan": "80000.5"}),
    (
        "register",
        "SJ",
        "registered",
        {"company_name": "芜湖中信博新能源有限公司", "company_uscc": USCC, "registered_capital_wan": "10000"},
    ),
    (
        "start",
        "GX",
        "started",
        {
            "start_kind": "construction",
            "planned_producing_on": "2027-12-31",
            "site": "孙村镇工业园B-12地块",
            "investment_code": "2606-340212-04-01-663102",
            "permanent_works": True,
        },
    ),
    ("produce", "GX", "producing", {"production_sub_stage": "trial"}),
]


@pytest.mark.parametrize("submit", [True, False])
def test_a_project_travels_from_first_talk_to_production(
    city: City, fanchang: Caller, verifiers: Any, submit: bool
) -> None:
    project = fanchang.post("/projects/", body_of(city)).made()
    for step, unit, stage, fields in STEPS:
        documents = [fanchang.upload(project["id"], kind).made()["id"] for kind in STEP_EVIDENCE[step]]
        body = {"project": project["id"], "step": step, "effective_on": "2026-11-18", "evidence": documents, **fields}
        claim = fanchang.post("/claims/", {**body, "submit": submit}).made()
        if not submit:
            assert claim["state"] == "draft"
            claim = fanchang.post(f"/claims/{claim['id']}/submit/", version=claim["version"]).made(200)
        assert claim["state"] == "submitted"
        assert sorted(claim["evidence"]) == sorted(documents)
        answer = getattr(verifiers, unit).post(f"/claims/{claim['id']}/approve/", version=claim["version"])
        assert answer.made(200)["state"] == "approved"
        assert fanchang.get(f"/projects/{project['id']}/").body["stage"] == stage
    last = fanchang.get(f"/projects/{project['id']}/").body
    assert last["company_uscc"] == USCC
    assert last["producing_on"] == "2026-11-18"
    assert last["total_investment_wan"] == "80000.5000"
    record = fanchang.get(f"/projects/{project['id']}/transitions/").body["results"]
    assert [row["step"] for row in record] == ["sign", "register", "start", "produce"]
    assert all(row["verified_by"]["id"] != row["by"]["id"] for row in record)
