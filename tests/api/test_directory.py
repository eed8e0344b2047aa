"""Organisations, officers and enterprises over the API."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from projects.people.services import merge_organisations, rename_organisation, settle_class, update_organisation
from tests.api.callers import READ, Caller, caller
from tests.factories import NOW, USCC, City


def test_the_tree_names_parents_by_code(city: City, django_assert_num_queries: Any) -> None:
    system = caller(city.city, *READ)
    system.get("/organisations/")
    with django_assert_num_queries(4):  # key, page, parents, former names
        rows = {row["code"]: row for row in system.get("/organisations/").made(200)["results"]}
    assert rows["340212"]["parent"] == "340200"
    assert rows["340200"]["parent"] == "340000"
    assert rows["340000"]["parent"] is None
    assert set(rows["340212"]) == set(
        [
            "id",
            "url",
            "version",
            "created_at",
            "updated_at",
            "code",
            "name",
            "short_name",
            "kind",
            "parent",
            "region_code",
            "unit_class",
            "valid_from",
            "valid_to",
            "successor",
            "names",
        ]
    )
    assert rows["340271"]["kind"] == "park"


def test_a_district_sees_itself_those_above_it_and_their_departments(fanchang: Caller, city: City) -> None:
    seen = {row["code"] for row in fanchang.get("/organisations/").body["results"]}
    assert seen == {"340000", "340200", "340212", "340200-TC", "340200-SJ", "340200-GX"}
    fanchang.get(f"/organisations/{city.sibling.pk}/").refused(404, "not_found")
    shown = fanchang.get(f"/organisations/{city.district.pk}/")
    assert (shown.body["code"], shown.etag) == ("340212", '"1"')


@pytest.mark.parametrize(("query", "codes"), [
    ("kind=district", {"340212", "340207"}),
    ("under=340271", {"340271"}),
    ("under=340200&kind=park", {"340271"}),
    ("code=340207", {"340207"}),
])  # fmt: skip
def test_the_tree_is_filtered(city: City, query: str, codes: set[str]) -> None:
    found = caller(city.city, *READ).get(f"/organisations/?{query}").made(200)["results"]
    assert {row["code"] for row in found} == codes


def test_a_unit_tells_its_class_its_names_and_its_end(city: City) -> None:
    park_class = settle_class("开发区", by=None, now=NOW)
    update_organisation(city.park, {"unit_class": park_class, "valid_from": date(2015, 1, 1)}, by=None, now=NOW)
    rename_organisation(city.park, name="芜湖经开区", on=date(2020, 7, 1), by=None, now=NOW)
    merge_organisations([city.district], successor=city.sibling, on=date(2026, 1, 1), basis="示例", by=None, now=NOW)
    rows = {row["code"]: row for row in caller(city.city, *READ).get("/organisations/").made(200)["results"]}
    assert rows["340271"]["unit_class"] == "开发区"
    assert rows["340271"]["names"] == [
        {"name": "芜湖经开区", "short_name": "", "valid_from": "2020-07-01", "valid_to": None},
        {
            "name": "芜湖经济技术开发区",
            "short_name": "芜湖经开区",
            "valid_from": "2015-01-01",
            "valid_to": "2020-06-30",
        },
    ]
    ended = rows["340212"]
    assert (ended["valid_to"], ended["successor"], ended["parent"]) == ("2025-12-31", "340207", "340207")
    assert [one["valid_to"] for one in ended["names"]] == ["2025-12-31"]


@pytest.mark.parametrize(("query", "codes"), [
    ("on=2025-12-31&kind=district", {"340212", "340207"}),
    ("on=2026-01-01&kind=district", {"340207"}),
    ("unit_class=开发区", {"340271"}),
    ("unit_class=别的", set()),
])  # fmt: skip
def test_the_tree_is_filtered_by_day_and_class(city: City, query: str, codes: set[str]) -> None:
    update_organisation(city.park, {"unit_class": settle_class("开发区", by=None, now=NOW)}, by=None, now=NOW)
    merge_organisations([city.district], successor=city.sibling, on=date(2026, 1, 1), basis="示例", by=None, now=NOW)
    found = caller(city.city, *READ).get(f"/organisations/?{query}").made(200)["results"]
    assert {row["code"] for row in found} == codes


def test_a_day_that_is_none_is_invalid(city: City) -> None:
    caller(city.city, *READ).get("/organisations/?on=2026-02-30").refused(422, "invalid")


def test_the_tree_comes_in_pages_in_its_own_order(city: City) -> None:
    system = caller(city.city, *READ)
    page = system.get("/organisations/?page_size=3").body
    rest = system.get(f"{page['next']}").body
    codes = [row["code"] for row in page["results"] + rest["results"]]
    assert codes[:3] == ["340000", "340200", "340212"]
    assert len(codes) == len(set(codes)) == 6


def test_people_are_shown_without_telephone_or_address(city: City, fanchang: Caller) -> None:
    answer = fanchang.get("/officers/")
    rows = {row["name"]: row for row in answer.made(200)["results"]}
    assert rows["张区长"]["post"] == "区长"
    assert rows["李填"]["organisation"] == "340212"
    assert rows["李填"]["post"] is None
    assert "赵填" not in rows
    assert "13800001234" not in answer.response.content.decode()
    assert "@luodi.example" not in answer.response.content.decode()
    assert not any("系统" in name for name in rows)
    assert fanchang.get(rows["李填"]["url"]).body == rows["李填"]
    fanchang.get(f"/officers/{city.sibling_clerk.pk}/").refused(404, "not_found")


def test_people_are_filtered(city: City) -> None:
    system = caller(city.city, *READ)
    names = {row["name"] for row in system.get("/officers/?organisation=340212").made(200)["results"]}
    assert names == {"李填", "张区长", "周副区长"}
    assert [row["name"] for row in system.get("/officers/?q=张").made(200)["results"]] == ["张区长"]


def test_an_enterprise_is_entered_changed_and_found(fanchang: Caller) -> None:
    body = {
        "name": "中信博新能源",
        "uscc": f" {USCC.lower()} ",
        "kind": "domestic",
        "origin_region": "江苏昆山",
        "recognitions": ["上市公司"],
    }
    made = fanchang.post("/enterprises/", body).made()
    assert made["uscc"] == USCC
    assert made["recognitions"] == ["上市公司"]
    assert fanchang.get(made["url"]).body == made
    changed = fanchang.patch(f"/enterprises/{made['id']}/", {"name": "中信博", "recognitions": []}, version=1)
    assert (changed.made(200)["name"], changed.body["recognitions"], changed.etag) == ("中信博", [], '"2"')
    for query, count in ((f"uscc={USCC.lower()}", 1), ("q=信", 1), ("kind=foreign", 0), ("q=无", 0)):
        assert len(fanchang.get(f"/enterprises/?{query}").body["results"]) == count


def test_a_code_registered_elsewhere_is_a_conflict(fanchang: Caller) -> None:
    fanchang.post("/enterprises/", {"name": "甲", "uscc": USCC}).made()
    fanchang.post("/enterprises/", {"name": "乙", "uscc": USCC}).refused(409, "conflict")


@pytest.mark.parametrize("body", [
    {},
    {"name": ""},
    {"name": "甲" * 121},
    {"name": "甲", "kind": "x"},
    {"name": "甲", "recognitions": "x"},
    {"name": "甲", "recognitions": ["x" * 61]},
    {"name": "甲\x00"},
])  # fmt: skip
def test_what_is_no_enterprise_is_invalid(fanchang: Caller, body: dict[str, Any]) -> None:
    fanchang.post("/enterprises/", body).refused(422, "invalid")
