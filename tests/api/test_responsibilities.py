"""Who answers for a project, over the API."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.callers import CLERK, Caller, body_of, caller
from tests.factories import City


@pytest.fixture
def path(city: City, fanchang: Caller) -> str:
    """Where the responsibilities of a project are."""
    return f"/projects/{fanchang.post('/projects/', body_of(city)).made()['id']}/responsibilities/"


def test_a_chief_is_given_by_officer_and_found_by_post(city: City, fanchang: Caller, path: str) -> None:
    made = fanchang.post(path, {"role": "chief", "officer": str(city.chief.pk), "basis": "会议纪要3号"}).made()
    assert (made["post"], made["name"], made["valid_to"], made["basis"]) == ("区长", "张区长", None, "会议纪要3号")
    assert fanchang.get(made["url"]).body == made
    assert fanchang.get(path).body["results"] == [made]


@pytest.mark.parametrize("how", ["title", "id"])
def test_a_chief_is_given_by_post(city: City, fanchang: Caller, path: str, how: str) -> None:
    body = {"title": {"officer": str(city.chief.pk), "post": "区长"}, "id": {"post": str(city.chief_post.pk)}}[how]
    assert fanchang.post(path, {"role": "chief", **body}).made()["officer"] == str(city.chief.pk)


def test_a_new_chief_ends_the_old_one(city: City, fanchang: Caller, path: str) -> None:
    fanchang.post(path, {"role": "chief", "officer": str(city.chief.pk), "valid_from": "2026-01-01"}).made()
    body = {"role": "chief", "officer": str(city.deputy.pk), "valid_from": "2026-11-01"}
    fanchang.post(path, body).refused(422, "invalid")
    fanchang.post(path, {**body, "reason": "分管工业"}).made()
    held = fanchang.get(f"{path}?role=chief").body["results"]
    assert [(row["name"], row["valid_to"]) for row in held] == [("周副区长", None), ("张区长", "2026-10-31")]
    assert [row["name"] for row in fanchang.get(f"{path}?current=true").body["results"]] == ["周副区长"]
    project = fanchang.get(path.removesuffix("responsibilities/")).body
    assert project["chief"]["name"] == "周副区长"


def test_a_part_ends_once_with_the_version_seen(city: City, fanchang: Caller, path: str) -> None:
    body = {"role": "secretary", "officer": str(city.clerk.pk), "valid_from": "2026-10-01"}
    made = fanchang.post(path, body).made()
    one = f"{path}{made['id']}/"
    fanchang.send("PATCH", one, {"valid_to": "2026-11-01"}).refused(428, "precondition_required")
    fanchang.patch(one, {"valid_to": "2026-11-01"}, version=7).refused(412, "stale")
    fanchang.patch(one, {"valid_to": "2026-09-01"}, version=1).refused(422, "invalid")
    fanchang.patch(one, {"role": "chief"}, version=1).refused(400, "unknown_field")
    fanchang.patch(one, {}, version=1).refused(422, "invalid")
    ended = fanchang.patch(one, {"valid_to": "2026-11-01"}, version=1)
    assert (ended.made(200)["valid_to"], ended.etag) == ("2026-11-01", '"2"')
    fanchang.patch(one, {"valid_to": "2026-11-02"}, version=2).refused(409, "conflict")


def test_a_part_that_is_over_is_told_with_both_its_days(city: City, fanchang: Caller, path: str) -> None:
    body = {"role": "secretary", "officer": str(city.clerk.pk), "valid_from": "2026-03-01", "valid_to": "2026-05-31"}
    made = fanchang.post(path, body).made()
    assert (made["valid_from"], made["valid_to"]) == ("2026-03-01", "2026-05-31")
    assert fanchang.get(f"{path}?current=true").body["results"] == []
    again = fanchang.post(path, {**body, "valid_from": "2026-08-01", "valid_to": None}).made()
    assert (again["valid_from"], again["valid_to"]) == ("2026-08-01", None)


def test_an_earlier_term_of_who_holds_the_part_now_is_told_once(city: City, fanchang: Caller, path: str) -> None:
    body = {"role": "secretary", "officer": str(city.clerk.pk)}
    fanchang.post(path, {**body, "valid_from": "2026-08-01"}).made()
    over = {**body, "valid_from": "2026-03-01", "valid_to": "2026-05-31"}
    fanchang.post(path, over).made()
    fanchang.post(path, over).refused(409, "conflict")
    fanchang.post(path, {**over, "valid_from": "2026-06-01", "valid_to": "2026-08-01"}).refused(409, "conflict")


def test_a_chief_s_term_is_not_told_afterwards(city: City, fanchang: Caller, path: str) -> None:
    body = {"role": "chief", "officer": str(city.chief.pk), "valid_from": "2026-03-01", "valid_to": "2026-05-31"}
    fanchang.post(path, body).refused(422, "invalid")


def test_a_part_ends_on_its_first_day_or_later_and_not_in_the_future(city: City, fanchang: Caller, path: str) -> None:
    body = {"role": "secretary", "officer": str(city.clerk.pk), "valid_from": "2026-03-01"}
    for wrong in ("2026-02-28", "2999-01-01"):
        fanchang.post(path, {**body, "valid_to": wrong}).refused(422, "invalid")
    assert fanchang.get(path).body["results"] == []


@pytest.mark.parametrize("body", [
    {"role": "king"},
    {"role": "leader"},
    {"role": "leader", "officer": "x"},
    {"role": "leader", "officer": "00000000-0000-4000-8000-000000000000"},
    {"role": "chief", "post": "区长"},
    {"role": "leader", "post": "\x00"},
    {"role": "leader", "valid_from": "2999-01-01"},
])  # fmt: skip
def test_what_cannot_be_is_invalid(fanchang: Caller, path: str, body: dict[str, Any]) -> None:
    fanchang.post(path, body).refused(422, "invalid")


def test_people_outside_one_s_scope_cannot_be_named(city: City, fanchang: Caller, path: str) -> None:
    fanchang.post(path, {"role": "leader", "officer": str(city.sibling_clerk.pk)}).refused(422, "invalid")


def test_the_dispatch_office_assigns_too(city: City, fanchang: Caller, path: str) -> None:
    office = caller(city.city, "project:read", "dispatch:write")
    office.post(path, {"role": "chief", "officer": str(city.chief.pk)}).made()
    reader = caller(city.district, *(scope for scope in CLERK if scope != "project:write"))
    reader.post(path, {"role": "leader", "officer": str(city.clerk.pk)}).refused(403, "not_allowed")


def test_a_responsibility_of_another_project_is_not_found_here(city: City, fanchang: Caller, path: str) -> None:
    made = fanchang.post(path, {"role": "leader", "officer": str(city.clerk.pk)}).made()
    other = fanchang.post("/projects/", body_of(city, name="另一个")).made()["id"]
    one = f"/projects/{other}/responsibilities/{made['id']}/"
    fanchang.get(one).refused(404, "not_found")
    fanchang.patch(one, {"valid_to": "2026-11-20"}, version=1).refused(404, "not_found")
