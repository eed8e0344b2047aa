"""Enterprises and their contacts over the API."""

from __future__ import annotations

from typing import Any

import pytest

from projects.ledger.models import Contact, Enterprise
from projects.ledger.services import update_project
from tests.api.callers import READ, Caller, caller
from tests.factories import NOW, USCC, City, new_project

NUMBER = "13955556666"
MAIL = "wangjingli@qirui.example"


@pytest.fixture
def used(city: City) -> Enterprise:
    """An investor of a project of 繁昌."""
    return new_project(city).investors.get()


def test_every_fact_comes_back_as_it_was_sent(fanchang: Caller) -> None:
    group = fanchang.post("/enterprises/", {"name": "集团"}).made()
    body = {"name": "奇瑞", "uscc": USCC, "former_registration_number": "3402001234567", "kind": "hmt",
            "origin_region": "香港", "legal_representative": "尹某", "registered_on": "1997-01-08",
            "parent": group["id"], "recognitions": ["世界500强（2025）"]}  # fmt: skip
    made = fanchang.post("/enterprises/", body).made()
    assert {name: made[name] for name in body} == body
    assert (made["is_abroad"], made["merged_into"]) == (False, None)


@pytest.mark.parametrize(
    ("query", "count"),
    [("recognition=top500", 1), ("recognition=world500&list_year=2025", 1), ("list_year=2024", 0), ("q=qr", 1),
     ("recognition=listed", 0)],
)  # fmt: skip
def test_the_list_is_filtered_by_recognition_and_initials(fanchang: Caller, query: str, count: int) -> None:
    fanchang.post("/enterprises/", {"name": "奇瑞", "recognitions": ["世界500强（2025）"]}).made()
    fanchang.post("/enterprises/", {"name": "别的", "recognitions": ["别的荣誉"]}).made()
    assert len(fanchang.get(f"/enterprises/?{query}").body["results"]) == count


@pytest.mark.parametrize("body", [
    {"registered_on": "1997-13-01"},
    {"former_registration_number": "12"},
    {"parent": "00000000-0000-0000-0000-000000000000"},
    {"is_abroad": True},
])  # fmt: skip
def test_facts_that_cannot_be_right_are_invalid(fanchang: Caller, body: dict[str, Any]) -> None:
    fanchang.post("/enterprises/", {"name": "甲", **body}).refused(422, "invalid")


def test_a_group_within_itself_is_invalid(fanchang: Caller) -> None:
    top = fanchang.post("/enterprises/", {"name": "集团"}).made()
    below = fanchang.post("/enterprises/", {"name": "子公司", "parent": top["id"]}).made()
    ring = fanchang.patch(f"/enterprises/{top['id']}/", {"parent": below["id"]}, version=1)
    assert ring.refused(422, "invalid")["reason"] == "ring"


def test_a_contact_is_entered_changed_and_withdrawn_and_its_number_never_answered(
    fanchang: Caller, used: Enterprise
) -> None:
    base = f"/enterprises/{used.pk}/contacts/"
    made = fanchang.post(base, {"name": "王经理", "phone": NUMBER, "email": MAIL}).made()
    assert (made["phone_masked"], made["email_masked"], made["is_primary"]) == (
        "139****6666",
        "w****@qirui.example",
        True,
    )
    assert fanchang.get(base).body["results"] == [made]
    one = f"{base}{made['id']}/"
    changed = fanchang.patch(one, {"phone": "13911112222"}, version=1).made(200)
    assert (changed["phone_masked"], changed["version"]) == ("139****2222", 2)
    fanchang.patch(one, {"title": "x"}, version=1).refused(412, "stale")
    fanchang.patch(one, {"title": "x", "withdrawn_reason": "离职"}, version=2).refused(422, "invalid")
    gone = fanchang.patch(one, {"withdrawn_reason": "已离职"}, version=2).made(200)
    assert gone["withdrawn_at"]
    assert fanchang.get(base).body["results"] == []
    assert Contact.objects.get().withdrawn_reason == "已离职"
    assert NUMBER not in str([made, changed, gone])


def test_who_sees_no_project_of_the_enterprise_gets_no_contacts(city: City, fanchang: Caller, used: Enterprise) -> None:
    base = f"/enterprises/{used.pk}/contacts/"
    fanchang.post(base, {"name": "王经理", "phone": NUMBER}).made()
    stranger = caller(city.sibling, *READ)
    stranger.get(f"/enterprises/{used.pk}/").made(200)
    stranger.get(base).refused(404, "not_found")


def test_a_shared_enterprise_is_renamed_by_nobody_below_the_office(
    city: City, fanchang: Caller, used: Enterprise
) -> None:
    other = new_project(city, by=city.sibling_clerk, landing_organisation=city.sibling, name="鸠江项目")
    update_project(other.pk, {"investors": [used]}, by=city.sibling_clerk, now=NOW)
    address = f"/enterprises/{used.pk}/"
    refused = fanchang.patch(address, {"name": "改名"}, version=1).refused(403, "not_allowed")
    assert refused["reason"] == "shared_enterprise"
    assert "中信博新能源" in refused["detail"] and "改名" not in refused["detail"]
    fanchang.patch(address, {"origin_region": "合肥"}, version=1).made(200)
