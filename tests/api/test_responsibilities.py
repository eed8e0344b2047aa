"""Who answers for a project, over the API."""

from __future__ import annotations

import time
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from projects.ledger.models import RowChange, RowKind
from projects.people.models import Officer, Post, Tenure
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
    fanchang.patch(one, {"officer": str(city.deputy.pk)}, version=1).refused(400, "unknown_field")
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


def given(fanchang: Caller, path: str, officer: Officer, **over: Any) -> dict[str, Any]:
    """A part since October."""
    return fanchang.post(
        path, {"role": "leader", "officer": str(officer.pk), "valid_from": "2026-10-01", **over}
    ).made()


def test_what_was_written_of_a_part_is_set_right(city: City, fanchang: Caller, path: str) -> None:
    made = given(fanchang, path, city.deputy)
    assert made["post"] == "副区长"
    said = {"basis": "区委办〔2026〕7号", "reason": "分管", "valid_from": "2026-09-15"}
    right = fanchang.patch(made["url"], said, version=1)
    assert right.made(200) == made | said | {"version": 2, "updated_at": right.body["updated_at"]}
    same = fanchang.patch(made["url"], said, version=2)
    assert same.etag == '"2"'
    by_id = fanchang.patch(made["url"], {"post": made["post_id"]}, version=2).made(200)
    assert (by_id["post"], by_id["version"]) == ("副区长", 2)
    change = RowChange.objects.get(kind=RowKind.RESPONSIBILITY)
    assert (change.before["起"], change.after["起"], change.after["依据文件"]) == (
        "2026-10-01", "2026-09-15", "区委办〔2026〕7号"
    )  # fmt: skip


def test_a_part_is_set_right_and_ended_in_one(city: City, fanchang: Caller, path: str) -> None:
    made = given(fanchang, path, city.clerk)
    one = made["url"]
    both = {"valid_to": "2026-11-01", "reason": "调离", "basis": "免〔2026〕3号"}
    fanchang.patch(one, {**both, "valid_to": "2026-09-01"}, version=1).refused(422, "invalid")
    assert fanchang.get(one).body == made
    ended = fanchang.patch(one, both, version=1).made(200)
    assert (ended["valid_to"], ended["basis"], ended["reason"]) == ("2026-11-01", "免〔2026〕3号", "")
    fanchang.patch(one, {"basis": "另一份"}, version=ended["version"]).refused(409, "conflict")


def test_another_post_is_one_that_the_holder_has(city: City, fanchang: Caller, path: str) -> None:
    made = given(fanchang, path, city.deputy)
    second = Post.objects.create(organisation=city.district, title="开发区主任")
    Tenure.objects.create(post=second, officer=city.deputy, valid_from=date(2026, 10, 10))
    refused = fanchang.patch(made["url"], {"post": "开发区主任"}, version=1).refused(422, "invalid")
    assert refused["errors"][0]["field"] == "post"  # not yet on the first day of the part
    right = fanchang.patch(made["url"], {"post": "开发区主任", "valid_from": "2026-10-10"}, version=1).made(200)
    assert (right["post"], right["post_id"]) == ("开发区主任", str(second.pk))
    for wrong in (str(city.chief_post.pk), "区长", "没有的职务", "00000000-0000-4000-8000-000000000000"):
        fanchang.patch(made["url"], {"post": wrong}, version=2).refused(422, "invalid")
    fanchang.patch(made["url"], {"post": None}, version=2).refused(422, "invalid")


@pytest.mark.parametrize("body", [
    {"valid_from": "2999-01-01"},
    {"valid_from": "2026-13-01"},
    {"valid_from": None},
    {"valid_to": None},
    {"basis": "长" * 121},
    {"reason": "长" * 201},
    {"post": ""},
])  # fmt: skip
def test_what_cannot_be_right_is_refused(city: City, fanchang: Caller, path: str, body: dict[str, Any]) -> None:
    made = given(fanchang, path, city.clerk)
    fanchang.patch(made["url"], body, version=1).refused(422, "invalid")
    assert fanchang.get(made["url"]).body == made


def test_a_part_does_not_begin_within_an_earlier_one_of_the_same_person(
    city: City, fanchang: Caller, path: str
) -> None:
    given(fanchang, path, city.clerk, valid_from="2026-03-01", valid_to="2026-05-31")
    made = given(fanchang, path, city.clerk)
    fanchang.patch(made["url"], {"valid_from": "2026-05-31"}, version=1).refused(409, "conflict")
    fanchang.patch(made["url"], {"valid_from": "2026-06-01"}, version=1).made(200)


def test_a_chief_changes_by_appointment_and_not_by_patch(city: City, fanchang: Caller, path: str) -> None:
    made = given(fanchang, path, city.deputy, role="chief", reason="分管工业")
    for body in ({"post": str(city.chief_post.pk)}, {"valid_from": "2026-09-01"}):
        refused = fanchang.patch(made["url"], body, version=1).refused(422, "invalid")
        assert refused["reason"] == "by_appointment"
    fanchang.patch(made["url"], {"officer": str(city.chief.pk)}, version=1).refused(400, "unknown_field")
    fanchang.patch(made["url"], {"reason": " "}, version=1).refused(422, "invalid")  # not the 主要负责人
    right = fanchang.patch(made["url"], {"basis": "纪要5号", "valid_from": "2026-10-01"}, version=1).made(200)
    assert (right["basis"], right["reason"], right["valid_from"]) == ("纪要5号", "分管工业", "2026-10-01")


def test_why_a_chief_was_appointed_is_not_wiped_out(city: City, fanchang: Caller, path: str) -> None:
    made = given(fanchang, path, city.chief, role="chief", basis="纪要3号")
    refused = fanchang.patch(made["url"], {"basis": ""}, version=1).refused(422, "invalid")
    assert refused["errors"][0]["field"] == "basis"
    fanchang.patch(made["url"], {"basis": "", "reason": "市委指定"}, version=1).made(200)


def test_parts_are_set_right_by_who_assigns_them(city: City, fanchang: Caller, jiujiang: Caller, path: str) -> None:
    made = given(fanchang, path, city.clerk)
    said = {"basis": "1号"}
    caller(city.district, "project:read").patch(made["url"], said, version=1).refused(403, "not_allowed")
    caller(city.district, "project:read", "claim:write").patch(made["url"], said, version=1).refused(403, "not_allowed")
    jiujiang.patch(made["url"], said, version=1).refused(404, "not_found")
    fanchang.patch(made["url"], said, version=9).refused(412, "stale")
    office = caller(city.city, "project:read", "dispatch:write")
    office.patch(made["url"], said, version=1).made(200)


def test_the_file_as_it_was_tells_what_was_told_then(city: City, fanchang: Caller, path: str) -> None:
    """``known_at`` before a part was set right: its first day and its post as they stood."""
    made = given(fanchang, path, city.deputy)
    second = Post.objects.create(organisation=city.district, title="开发区主任")
    Tenure.objects.create(post=second, officer=city.deputy, valid_from=date(2026, 8, 1))
    before = made["updated_at"].replace("Z", "+00:00")
    time.sleep(0.01)
    fanchang.patch(made["url"], {"post": "开发区主任", "valid_from": "2026-08-15"}, version=1).made(200)
    where = path.removesuffix("responsibilities/") + "as-of/"

    def part(**query: str) -> list[tuple[str, str]]:
        rows = fanchang.get(f"{where}?{urlencode(query)}").made(200)["responsibilities"]
        return [(row["post"], row["valid_from"]) for row in rows if row["role"] == "leader"]

    today = timezone.localdate().isoformat()
    assert part(on=today) == [("繁昌区开发区主任", "2026-08-15")]
    assert part(on=today, known_at=before) == [("繁昌区副区长", "2026-10-01")]
    fanchang.patch(made["url"], {"valid_to": today}, version=2).made(200)
    assert part(on=today, known_at=before) == [("繁昌区副区长", "2026-10-01")]
