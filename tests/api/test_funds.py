"""Arrived funds over the API."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.callers import Caller, body_of, caller
from tests.factories import City


@pytest.fixture
def project(city: City, fanchang: Caller) -> str:
    """Address of the funds of a project in 在谈 since 2026-05-02."""
    return f"/projects/{fanchang.post('/projects/', body_of(city)).made()['id']}"


@pytest.fixture
def body(fanchang: Caller, project: str) -> dict[str, Any]:
    slip = fanchang.upload(project.split("/")[2], "bank_slip").made()
    return {"arrived_on": "2026-10-08", "amount_wan": "1500.00", "origin": "outside_province", "bank_name": "工行",
            "slip_number": "JZ0001", "slip": slip["id"]}  # fmt: skip


def test_reported_by_one_system_and_confirmed_by_another(
    city: City, fanchang: Caller, project: str, body: dict[str, Any]
) -> None:
    made = fanchang.post(f"{project}/funds/", body).made()
    assert (made["state"], made["amount_wan"], made["confirmed_amount_wan"]) == ("reported", "1500.0000", None)
    assert fanchang.get(f"{project}/funds/?state=reported").body["results"] == [made]
    fanchang.post(f"{made['url']}confirm/", {}, version=1).refused(403, "not_allowed")
    office = caller(city.city, "project:read", "claim:verify", "dispatch:write")
    office.post(f"{made['url']}confirm/", {"confirmed_amount_wan": "1200"}, version=1).refused(422, "invalid")
    said = {"confirmed_amount_wan": "1200", "reason": "核减"}
    office.post(f"{made['url']}confirm/", said, version=9).refused(412, "stale")
    done = office.post(f"{made['url']}confirm/", said, version=1).made(200)
    assert (done["state"], done["confirmed_amount_wan"]) == ("confirmed", "1200.0000")
    fanchang.patch(made["url"], {"note": "改"}, version=2).refused(409, "conflict")
    gone = office.post(f"{made['url']}withdraw/", {"reason": "过账"}, version=2).made(200)
    assert gone["state"] == "withdrawn" and gone["confirmed_at"]


def test_returned_and_mended(city: City, fanchang: Caller, project: str, body: dict[str, Any]) -> None:
    made = fanchang.post(f"{project}/funds/", body).made()
    office = caller(city.city, "project:read", "claim:verify", "dispatch:write")
    office.post(f"{made['url']}return/", {"reason": "看不清"}, version=1).made(200)
    mended = fanchang.patch(made["url"], {"amount_wan": "1400"}, version=2).made(200)
    assert (mended["state"], mended["amount_wan"], mended["returned_reason"]) == ("reported", "1400.0000", "")


def test_a_slip_counts_once_and_unknown_fields_are_refused(
    fanchang: Caller, project: str, body: dict[str, Any]
) -> None:
    fanchang.post(f"{project}/funds/", body).made()
    refused = fanchang.post(f"{project}/funds/", body).refused(409, "conflict")
    assert refused["reason"] == "slip_taken"
    fanchang.post(f"{project}/funds/", {**body, "state": "confirmed"}).refused(400, "unknown_field")
    missing = {name: value for name, value in body.items() if name != "slip"}
    fanchang.post(f"{project}/funds/", missing).refused(422, "invalid")


def test_a_document_is_declared_void(fanchang: Caller, project: str) -> None:
    made = fanchang.upload(project.split("/")[2], "other").made()
    void = fanchang.post(f"{made['url']}withdraw/", {"reason": "传错"}, version=1).made(200)
    assert (void["version"], void["withdrawn_reason"]) == (2, "传错")
    fanchang.post(f"{made['url']}withdraw/", {"reason": "再次"}, version=2).refused(409, "conflict")
