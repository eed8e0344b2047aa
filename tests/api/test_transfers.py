"""Transfers over the API: asked by the unit that has the project, answered by the unit that shall have it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from projects.ledger.models import Project
from tests.api.callers import CLERK, Caller, caller
from tests.factories import NOW, City, fresh
from tests.projects.ledger.clash_samples import entered, firm


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def project(city: City) -> Project:
    return entered(city.clerk, "光伏支架基地", firm(city.clerk))


@pytest.fixture
def giver(city: City) -> Caller:
    return caller(city.district, *CLERK)


@pytest.fixture
def taker(city: City) -> Caller:
    return caller(city.sibling, *CLERK)


@pytest.fixture
def body(city: City) -> dict[str, str]:
    return {"to": city.sibling.code, "sender_percent": "40", "why": "对方有用地"}


def test_asked_and_accepted(project: Project, city: City, giver: Caller, taker: Caller, body: dict[str, str]) -> None:
    route = f"/projects/{project.pk}/transfers/"
    giver.post(route, body).refused(428, "precondition_required")
    giver.post(route, body, version=9).refused(412, "stale")
    asked = giver.post(route, body, version=project.version).made()
    assert (asked["state"], asked["sender"], asked["to"]) == ("asked", city.district.code, city.sibling.code)
    assert [(one["organisation"], one["part"], one["percent"]) for one in asked["credits"]] == [
        (city.district.code, "first_contact", "40.00"), (city.sibling.code, "landing", "60.00"),
    ]  # fmt: skip
    assert giver.post(route, body, version=project.version).refused(409, "conflict")["reason"] == "transfer_open"
    giver.post(f"/transfers/{asked['id']}/accept/", {}, version=1).refused(403, "not_allowed")
    (seen,) = taker.get("/transfers/?state=asked").body["results"]
    assert seen["id"] == asked["id"]
    taker.get(f"/projects/{project.pk}/").refused(404, "not_found")
    done = taker.post(f"/transfers/{asked['id']}/accept/", {"note": "接收"}, version=1).made(200)
    assert done["state"] == "accepted" and fresh(project).landing_organisation == city.sibling
    taker.get(f"/projects/{project.pk}/").made(200)


def test_a_no_says_why(project: Project, giver: Caller, taker: Caller, body: dict[str, str]) -> None:
    asked = giver.post(f"/projects/{project.pk}/transfers/", body, version=project.version).made()
    taker.post(f"/transfers/{asked['id']}/decline/", {}, version=1).refused(422, "invalid")
    declined = taker.post(f"/transfers/{asked['id']}/decline/", {"note": "没有用地"}, version=1).made(200)
    assert (declined["state"], declined["answer"]) == ("declined", "没有用地")
    again = giver.post(f"/projects/{project.pk}/transfers/", body, version=project.version).made()
    taker.post(f"/transfers/{again['id']}/withdraw/", {}, version=1).refused(403, "not_allowed")
    assert giver.post(f"/transfers/{again['id']}/withdraw/", {}, version=1).made(200)["state"] == "withdrawn"


def test_only_a_place_of_the_city_receives(project: Project, city: City, giver: Caller, body: dict[str, str]) -> None:
    for code in ("NOWHERE", city.departments["TC"].code, city.district.code):
        refused = giver.post(
            f"/projects/{project.pk}/transfers/", {**body, "to": code}, version=project.version
        ).refused(422, "invalid")
        assert refused["errors"][0]["field"] == "to"


def test_whoever_does_not_see_the_project_moves_nothing(project: Project, taker: Caller, body: dict[str, str]) -> None:
    taker.post(f"/projects/{project.pk}/transfers/", body, version=project.version).refused(404, "not_found")
