"""Phases, yearly plans, marks and credits through the API."""

from __future__ import annotations

from typing import Any

import pytest

from projects.ledger.models import Project
from tests.api.callers import Answer, Caller
from tests.factories import City, new_project

ROWS = (
    (
        "phases",
        "phases",
        {"number": 1, "total_wan": "50000.0000", "planned_started_on": "2027-01-01"},
        {"name": "一期"},
    ),
    ("year-plans", "year_plans", {"year": 2026, "amount_wan": "20000.0000"}, {"content": "主体"}),
    ("marks", "marks", {"kind": "world500", "list_year": 2025}, {"reason": "第100位"}),
)


def replace(caller: Caller, address: str, body: Any, version: int) -> Answer:
    """A PUT by whoever saw this version."""
    return caller.send("PUT", address, body, If_Match=f'"{version}"')


@pytest.fixture
def project(city: City) -> Project:
    """A project of 繁昌区."""
    return new_project(city)


@pytest.mark.parametrize(("route", "name", "body", "change"), ROWS)
def test_a_row_is_entered_changed_and_withdrawn(
    fanchang: Caller, project: Project, route: str, name: str, body: dict[str, Any], change: dict[str, Any]
) -> None:
    address = f"/projects/{project.pk}/{route}/"
    made = fanchang.post(address, body).made()
    assert {key: made[key] for key in body} == body
    changed = fanchang.patch(made["url"], change, version=1).made(200)
    assert changed["version"] == 2 and {key: changed[key] for key in change} == change
    fanchang.patch(made["url"], change, version=1).refused(412, "stale")
    fanchang.post(address, body).refused(409, "conflict")
    assert fanchang.get(f"/projects/{project.pk}/").body[name] == [changed]
    fanchang.patch(made["url"], {"withdrawn": True}, version=2).refused(422, "invalid")
    gone = fanchang.patch(made["url"], {"withdrawn": True, "why": "重复"}, version=2).made(200)
    assert gone["withdrawn_why"] == "重复"
    assert fanchang.get(address).body["results"] == []
    assert fanchang.get(f"{address}?all=true").body["results"] == [gone]
    assert fanchang.get(f"/projects/{project.pk}/").body[name] == []


@pytest.mark.parametrize("route", ["phases", "year-plans", "marks"])
def test_an_unknown_field_is_refused(fanchang: Caller, project: Project, route: str) -> None:
    fanchang.post(f"/projects/{project.pk}/{route}/", {"stage": "signed"}).refused(400, "unknown_field")


def test_credits_are_replaced_together(fanchang: Caller, project: Project) -> None:
    address = f"/projects/{project.pk}/credits/"
    known = fanchang.get(address).body
    halves = [{"organisation": "340212", "part": part, "percent": "50.00"} for part in ("landing", "first_contact")]
    replace(fanchang, address, {"credits": halves[:1]}, known["version"]).refused(422, "invalid")
    set_ = replace(fanchang, address, {"credits": halves}, known["version"]).made(200)
    assert sorted(one["part"] for one in set_["credits"]) == ["first_contact", "landing"]
    assert set_["version"] == known["version"] + 1
    replace(fanchang, address, {"credits": []}, set_["version"]).refused(422, "invalid")
    replace(fanchang, address, {"credits": []}, known["version"]).refused(412, "stale")
    assert fanchang.get(f"/projects/{project.pk}/").body["credits"] == set_["credits"]


def test_the_equivalent_of_foreign_money_is_answered_and_never_taken(fanchang: Caller, project: Project) -> None:
    address = f"/projects/{project.pk}/"
    money = {"foreign_currency": "USD", "foreign_amount_wan": "1500", "foreign_rate": "7.123456",
             "foreign_rate_on": "2026-11-01", "foreign_rate_source": "中间价"}  # fmt: skip
    fanchang.patch(address, {"foreign_equivalent_wan": "1"}, version=1).refused(400, "unknown_field")
    fanchang.patch(address, {"foreign_rate": "7"}, version=1).refused(422, "invalid")
    assert fanchang.patch(address, money, version=1).made(200)["foreign_equivalent_wan"] == "10685.1840"
