"""Steps that do not lead forward: at once, or by a second person."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.callers import Caller, body_of, caller
from tests.factories import City, at_stage, new_project

ASIDE = {"effective_on": "2026-11-20", "reason": "other", "note": "情况说明"}


@pytest.fixture
def project(city: City, fanchang: Caller) -> str:
    """Id of a project in 在谈."""
    return str(fanchang.post("/projects/", body_of(city, negotiating_on="2026-11-01")).made()["id"])


def version_of(system: Caller, project: str) -> int:
    return int(system.get(f"/projects/{project}/").body["version"])


@pytest.mark.parametrize(
    ("step", "standing"), [("suspend", "suspended"), ("terminate", "terminated"), ("withdraw", "withdrawn")]
)
def test_it_is_taken_at_once(fanchang: Caller, project: str, step: str, standing: str) -> None:
    taken = fanchang.post(f"/projects/{project}/steps/", {"step": step, **ASIDE}, version=1).made()
    assert (taken["step"], taken["target_standing"], taken["verified_by"]) == (step, standing, None)
    shown = fanchang.get(f"/projects/{project}/").body
    assert (shown["standing"], shown["stage"], shown["light"]["colour"]) == (standing, "negotiating", "grey")


def test_a_reason_is_asked_for(fanchang: Caller, project: str) -> None:
    body = {"step": "suspend", "effective_on": "2026-11-20"}
    missing = fanchang.post(f"/projects/{project}/steps/", body, version=1).refused(422, "incomplete")["missing"]
    assert [thing["name"] for thing in missing] == ["reason"]


@pytest.mark.parametrize("step", ["sign", "register", "fly"])
def test_a_stage_is_not_moved_here(fanchang: Caller, project: str, step: str) -> None:
    fanchang.post(f"/projects/{project}/steps/", {"step": step, **ASIDE}, version=1).refused(422, "invalid")


def test_an_illegal_step_is_a_conflict(fanchang: Caller, project: str) -> None:
    fanchang.post(f"/projects/{project}/steps/", {"step": "resume", **ASIDE}, version=1).refused(409, "conflict")


def test_coming_back_needs_a_second_person(city: City, fanchang: Caller, verifiers: Any, project: str) -> None:
    path = f"/projects/{project}/steps/"
    fanchang.post(path, {"step": "suspend", **ASIDE}, version=1).made()
    claim = fanchang.post(path, {"step": "resume", **ASIDE}, version=version_of(fanchang, project)).made(202)
    assert (claim["state"], claim["step"]) == ("submitted", "resume")
    assert fanchang.get(f"/projects/{project}/").body["standing"] == "suspended"
    verifiers.TC.post(f"/claims/{claim['id']}/approve/", version=claim["version"]).made(200)
    assert fanchang.get(f"/projects/{project}/").body["standing"] == "active"


def test_restoring_needs_a_second_person(fanchang: Caller, verifiers: Any, project: str) -> None:
    path = f"/projects/{project}/steps/"
    fanchang.post(path, {"step": "withdraw", **ASIDE}, version=1).made()
    claim = fanchang.post(path, {"step": "restore", **ASIDE}, version=version_of(fanchang, project)).made(202)
    verifiers.TC.post(f"/claims/{claim['id']}/approve/", version=claim["version"]).made(200)
    assert fanchang.get(f"/projects/{project}/").body["standing"] == "active"


def test_a_revoked_step_stays_visible_and_the_project_falls_back(city: City, fanchang: Caller, verifiers: Any) -> None:
    project = str(at_stage(new_project(city), "signed", city).pk)
    path = f"/projects/{project}/steps/"
    body = {"step": "revoke", **ASIDE, "reason": "false_evidence"}
    version = version_of(fanchang, project)
    missing = fanchang.post(path, body, version=version).refused(422, "incomplete")["missing"]
    assert [thing["name"] for thing in missing] == ["check_record"]
    fanchang.upload(project, "check_record").made()
    claim = fanchang.post(path, body, version=version).made(202)
    verifiers.TC.post(f"/claims/{claim['id']}/approve/", version=claim["version"]).made(200)
    shown = fanchang.get(f"/projects/{project}/").body
    assert (shown["stage"], shown["signed_on"]) == ("negotiating", None)
    signing, revocation = fanchang.get(f"/projects/{project}/transitions/").body["results"]
    assert (signing["step"], signing["revoked"], signing["version"]) == ("sign", True, 2)
    assert (revocation["step"], revocation["revoked"]) == ("revoke", False)


def test_a_step_needs_a_scope_to_write(city: City, project: str) -> None:
    reader = caller(city.district, "project:read")
    reader.post(f"/projects/{project}/steps/", {"step": "suspend", **ASIDE}, version=1).refused(403, "not_allowed")


def test_the_record_is_filtered_by_step(fanchang: Caller, project: str) -> None:
    fanchang.post(f"/projects/{project}/steps/", {"step": "suspend", **ASIDE}, version=1).made()
    for step, count in (("suspend", 1), ("sign", 0)):
        assert len(fanchang.get(f"/projects/{project}/transitions/?step={step}").body["results"]) == count
