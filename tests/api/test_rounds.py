"""Over the API: two rounds keep the states of the contract; confirmations are noted and withdrawn."""

from __future__ import annotations

from tests.api.callers import CLERK, VERIFIER, Caller, body_of, caller
from tests.api.test_claims import SIGNING
from tests.factories import NOW, TODAY, City, at_stage, new_project
from workflow.steps.models import VerifyingUnit


def test_between_the_rounds_a_claim_stays_submitted_and_says_which_round(city: City, fanchang: Caller) -> None:
    VerifyingUnit.objects.create(city=city.city, step="sign", round=2, unit=city.departments["GX"])
    project = str(fanchang.post("/projects/", body_of(city)).made()["id"])
    document = fanchang.upload(project, "investment_agreement").made()["id"]
    body = {"project": project, **SIGNING, "evidence": [document], "submit": True}
    claim = fanchang.post("/claims/", body).made()
    assert (claim["round"], claim["rounds"], claim["second_unit"]) == (1, 2, "340200-GX")
    first, second = (caller(city.departments[unit], *VERIFIER) for unit in ("TC", "GX"))
    passed = first.post(f"/claims/{claim['id']}/approve/", version=claim["version"]).made(200)
    assert (passed["state"], passed["round"], passed["verifying_unit"]) == ("submitted", 2, "340200-GX")
    assert passed["first_unit"] == "340200-TC" and passed["first_verified_by"] and passed["transition"] is None
    assert passed["thread"][-1] == passed["thread"][-1] | {"kind": "passed", "round": 1, "delegated_by": None}
    first.post(f"/claims/{claim['id']}/approve/", version=passed["version"]).refused(403, "four_eyes")
    done = second.post(f"/claims/{claim['id']}/approve/", version=passed["version"]).made(200)
    assert done["state"] == "approved"
    taken = fanchang.get(f"/projects/{project}/transitions/").body["results"][0]
    assert (taken["verifying_unit"], taken["first_verifying_unit"]) == ("340200-GX", "340200-TC")
    assert taken["first_verified_by"]["organisation"] == "340200-TC"


def test_a_confirmation_is_noted_listed_and_withdrawn(city: City) -> None:
    project = at_stage(new_project(city), "started", city, now=NOW)
    by = caller(city.departments["GX"], *VERIFIER)
    rows = f"/projects/{project.pk}/confirmations/"
    body = {"kind": "library", "confirmed_on": str(TODAY), "basis": "2026-11批次"}
    made = by.post(rows, body).made()
    assert [row["id"] for row in by.get(rows).body["results"]] == [made["id"]]
    by.post(rows, body).refused(409, "conflict")
    by.post(rows, {**body, "kind": "above_scale"}).refused(409, "conflict")
    clerk = caller(city.district, *CLERK)
    clerk.post(rows, body).refused(403, "not_allowed")
    gone = by.post(f"{rows}{made['id']}/withdraw/", {"why": "误登"}, version=made["version"]).made(200)
    assert gone["withdrawn_why"] == "误登" and by.get(rows).body["results"] == []
    assert len(by.get(f"{rows}?all=true").body["results"]) == 1
