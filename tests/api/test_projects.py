"""Projects over the API: shape, filters, pages, upsert, visibility."""

from __future__ import annotations

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest
from django.utils import timezone

from projects.ledger.fields import WRITABLE_FIELDS
from projects.ledger.models import Enterprise, Project
from projects.ledger.services import update_project
from tests.api.callers import READ, Caller, body_of, caller, signed_in
from tests.factories import USCC, City, at_stage, give_chief, new_project
from workflow.desk.api.projects import ProjectBody, ProjectFileShown

NAMES = {
    "number", "name", "external_ref", "summary", "stage", "standing", "landing_organisation", "lead_organisation",
    "first_contact_organisation", "investors", "total_investment_wan", "fixed_investment_wan", "foreign_currency",
    "foreign_amount_wan", "is_industrial", "industry", "chain", "channel", "start_kind", "land_area_mu", "tags",
    "assigned_by_city", "demonstration_reason", "needs_chief", "chief", "light", "negotiating_on", "signed_on",
    "registered_on", "started_on", "producing_on", "version", "id", "url", "created_at", "updated_at",
}  # fmt: skip


def ids(answer: Any) -> list[str]:
    return [row["id"] for row in answer.made(200)["results"]]


def test_a_project_carries_every_field_of_the_contract(city: City, fanchang: Caller) -> None:
    project = fanchang.post("/projects/", body_of(city)).made()
    assert set(project) >= NAMES
    assert set(project) == set(ProjectFileShown().fields)
    assert project["stage"] == "negotiating"
    assert project["landing_organisation"] == "340212"
    assert project["total_investment_wan"] == "80000.0000"
    assert project["light"] == {"colour": "green", "reasons": ["各项正常"]}
    assert project["chief"] is None
    assert project["created_at"].endswith("Z")
    assert fanchang.get(project["url"]).body == project


def test_what_may_be_written_is_what_the_ledger_says_may_be_written() -> None:
    assert set(ProjectBody().fields) == set(WRITABLE_FIELDS)


def test_every_writable_field_comes_back_as_written(city: City, fanchang: Caller) -> None:
    body = {
        **body_of(city),
        "external_ref": "FC/2026-001",
        "summary": "新建光伏支架产线",
        "lead_organisation": "340200",
        "first_contact_organisation": "340212",
        "fixed_investment_wan": "60000.0000",
        "total_investment_wan": "80000.0000",
        "foreign_currency": "USD",
        "foreign_amount_wan": "1000.0000",
        "foreign_rate": "7.102100",
        "foreign_rate_on": "2026-11-01",
        "foreign_rate_source": "中国外汇交易中心中间价",
        "filed_investment_wan": "79000.0000",
        "statistics_investment_wan": "76000.0000",
        "expected_output_wan": "120000.0000",
        "expected_tax_wan": "6000.0000",
        "expected_jobs": 800,
        "agreement_kind": "formal",
        "construction_nature": "new",
        "land_kind": "new_supply",
        "registered_capital_wan": "10000.0000",
        "land_area_mu": "120.50",
        "is_industrial": False,
        "chain": "光伏",
        "channel": "fund",
        "assigned_by_city": True,
        "demonstration_reason": "全省首条",
        "fair_competition_reviewed_by": "郑审",
        "start_kind": "construction",
        "site": "B-12",
        "investment_code": "2606-340212-04-01-663102",
        "registered_in_jurisdiction": True,
        "permanent_works": True,
        "approval_substitute_reason": "备案中",
        "production_sub_stage": "trial",
        "planned_signed_on": "2026-12-01",
        "planned_registered_on": "2026-12-02",
        "planned_started_on": "2026-12-03",
        "planned_producing_on": "2027-12-31",
        "company_name": "芜湖中信博",
        "company_uscc": USCC,
        "tags": ["光伏", "省重点"],
    }
    assert set(body) == set(WRITABLE_FIELDS)
    project = fanchang.post("/projects/", body).made()
    investors = project.pop("investors")
    assert [investor["name"] for investor in investors] == ["中信博新能源"]
    assert {name: project[name] for name in body if name not in ("investors", "tags")} == {
        name: value for name, value in body.items() if name not in ("investors", "tags")
    }
    assert sorted(project["tags"]) == sorted(body["tags"])


def test_investors_are_named_by_id_or_by_name_and_code(city: City, fanchang: Caller) -> None:
    known = fanchang.post("/enterprises/", {"name": "甲公司", "uscc": USCC}).made()
    body = body_of(city, investors=[known["id"], {"name": "乙公司"}])
    project = fanchang.post("/projects/", body).made()
    assert {investor["name"] for investor in project["investors"]} == {"甲公司", "乙公司"}
    fanchang.post("/projects/", body_of(city, name="二期", investors=[{"name": "随便写", "uscc": USCC}])).made()
    assert Enterprise.objects.count() == 2


def test_nothing_is_half_done_when_a_later_field_is_wrong(city: City, fanchang: Caller) -> None:
    fanchang.post("/projects/", body_of(city, investors=[{"name": "丙公司"}], industry="Z99")).refused(422, "invalid")
    assert not Enterprise.objects.exists()


def test_only_one_s_own_units_may_be_written_for(city: City, fanchang: Caller) -> None:
    fanchang.post("/projects/", body_of(city, landing_organisation="340200")).refused(403, "not_allowed")
    fanchang.post("/projects/", body_of(city, landing_organisation="340207")).refused(422, "invalid")


def test_outside_one_s_scope_everything_is_the_same_404(city: City, fanchang: Caller, jiujiang: Caller) -> None:
    project = fanchang.post("/projects/", body_of(city)).made()["id"]
    document = fanchang.upload(project, "business_licence").made()["id"]
    nobody = str(uuid.uuid4())
    below = ["", "next-steps/", "transitions/", "evidence/", "responsibilities/"]
    below += [f"evidence/{document}/", f"evidence/{document}/file/", f"responsibilities/{nobody}/"]
    for path in below:
        there, nowhere = (jiujiang.get(f"/projects/{pk}/{path}") for pk in (project, nobody))
        there.refused(404, "not_found")
        assert there.response.content == nowhere.response.content
    for pk in (project, nobody):
        jiujiang.patch(f"/projects/{pk}/", {"name": "甲"}, version=1).refused(404, "not_found")
        jiujiang.post(f"/projects/{pk}/steps/", {"step": "suspend"}, version=1).refused(404, "not_found")
        jiujiang.post(f"/projects/{pk}/responsibilities/", {"role": "leader"}).refused(404, "not_found")
        jiujiang.upload(pk, "business_licence").refused(404, "not_found")
        claim = {"project": pk, "step": "sign", "effective_on": "2026-11-18"}
        jiujiang.post("/claims/", claim).refused(404, "not_found")
    assert ids(jiujiang.get("/projects/")) == []


def test_upsert_by_reference_creates_then_updates_with_the_version_seen(city: City, fanchang: Caller) -> None:
    path = "/projects/by-ref/FC/2026/001/"
    made = fanchang.send("PUT", path, body_of(city))
    assert made.made(201)["external_ref"] == "FC/2026/001"
    assert made.etag == '"1"'
    fanchang.send("PUT", path, {"name": "甲"}).refused(428, "precondition_required")
    fanchang.send("PUT", path, {"name": "甲"}, If_Match='"9"').refused(412, "stale")
    changed = fanchang.send("PUT", path, {"name": "甲"}, If_Match='"1"')
    assert changed.made(200)["name"] == "甲"
    assert changed.body["id"] == made.body["id"]
    assert ids(fanchang.get("/projects/?external_ref=FC/2026/001")) == [made.body["id"]]


@pytest.mark.parametrize("header", ['"1"', "*"])
def test_a_version_of_what_does_not_exist_yet_is_refused(city: City, fanchang: Caller, header: str) -> None:
    path = "/projects/by-ref/A1/"
    fanchang.send("PUT", path, body_of(city), If_Match=header).refused(412, "stale")
    assert ids(fanchang.get("/projects/")) == []


def test_the_page_and_the_api_find_the_same_projects(city: City, fanchang: Caller) -> None:
    made = fanchang.post("/projects/", body_of(city, external_ref="FC-77", company_name="芜湖信义光能")).made()
    fanchang.post("/projects/", body_of(city, name="另一个", investors=[])).made()
    for text in ("装备 中信博", "FC-77", "信义光能", made["number"]):
        assert ids(fanchang.get(f"/projects/?q={quote(text)}")) == [made["id"]]
        page = signed_in(city.clerk).get("/projects/", {"q": text}).context["page"]
        assert [str(project.pk) for project in page] == [made["id"]]


def test_the_same_reference_of_two_organisations_is_two_projects(
    city: City, fanchang: Caller, jiujiang: Caller
) -> None:
    one = fanchang.send("PUT", "/projects/by-ref/A1/", body_of(city)).made()
    other = jiujiang.send("PUT", "/projects/by-ref/A1/", body_of(city, landing_organisation="340207")).made()
    assert one["id"] != other["id"]


def test_a_reference_cannot_be_renamed_by_the_body(city: City, fanchang: Caller) -> None:
    fanchang.send("PUT", "/projects/by-ref/A1/", body_of(city, external_ref="B2")).refused(422, "invalid")
    fanchang.send("PUT", "/projects/by-ref/A1/", body_of(city, external_ref="A1")).made()


def test_a_reference_taken_is_a_conflict(city: City, fanchang: Caller) -> None:
    fanchang.post("/projects/", body_of(city, external_ref="A1")).made()
    fanchang.post("/projects/", body_of(city, external_ref="A1")).refused(409, "conflict")


@pytest.fixture
def four(city: City) -> dict[str, Project]:
    """Four projects that differ in everything one can filter by."""
    signed = at_stage(new_project(city, name="已签", total_investment_wan=Decimal(50_000)), "signed", city)
    large = new_project(city, name="大项目", investor="巨石集团", total_investment_wan=Decimal(200_000), chain="新材料")
    give_chief(city, large)
    red = new_project(city, name="缺人", total_investment_wan=Decimal(100_000), industry="C39", tags=["省重点"])
    open_ended = new_project(city, name="未定", total_investment_wan=None, external_ref="E-9")
    return {"signed": signed, "large": large, "red": red, "open": open_ended}


@pytest.mark.parametrize(("query", "wanted"), [
    ("stage=signed", "signed"),
    ("stage=negotiating", "large red open"),
    ("standing=active", "signed large red open"),
    ("standing=suspended", ""),
    ("organisation=340200", "signed large red open"),
    ("organisation=340212", "signed large red open"),
    ("min_total_investment_wan=100000", "large red"),
    ("max_total_investment_wan=100000", "signed red"),
    ("min_total_investment_wan=50000&max_total_investment_wan=50000.0000", "signed"),
    ("industry=C39", "red"),
    ("industry=C3", "signed large red open"),
    ("chain=新材料", "large"),
    ("light=red", "red"),
    ("light=green", "signed large open"),
    ("tag=省重点", "red"),
    ("signed_from=2026-11-18&signed_to=2026-11-18", "signed"),
    ("signed_from=2026-11-19", ""),
    ("registered_from=2020-01-01", ""),
    ("external_ref=E-9", "open"),
    ("q=巨石", "large"),
    ("q=缺人", "red"),
    ("q=XM-2026", "signed large red open"),
    ("q=%25", ""),
    ("stage=negotiating&light=red&q=缺", "red"),
])  # fmt: skip
def test_filters(fanchang: Caller, four: dict[str, Project], query: str, wanted: str) -> None:
    found = fanchang.get(f"/projects/?{query}")
    assert set(ids(found)) == {str(four[name].pk) for name in wanted.split()}


def test_filter_by_chief_and_by_time(city: City, fanchang: Caller, four: dict[str, Project]) -> None:
    assert ids(fanchang.get(f"/projects/?chief={city.chief.pk}")) == [str(four["large"].pk)]
    assert ids(fanchang.get(f"/projects/?chief={city.deputy.pk}")) == []
    moment = timezone.now()
    assert ids(fanchang.get(f"/projects/?updated_since={moment:%Y-%m-%dT%H:%M:%S}Z")) == []
    update_project(four["open"].pk, {"name": "已定"}, by=city.clerk, now=moment + timedelta(seconds=5))
    assert ids(fanchang.get(f"/projects/?updated_since={moment:%Y-%m-%dT%H:%M:%S}Z")) == [str(four["open"].pk)]


@pytest.mark.parametrize(("ordering", "wanted"), [
    ("total_investment_wan", "signed red large open"),
    ("-total_investment_wan", "large red signed open"),
    ("number", "signed large red open"),
    ("-number", "open red large signed"),
])  # fmt: skip
def test_orders_and_pages(fanchang: Caller, four: dict[str, Project], ordering: str, wanted: str) -> None:
    expected = [str(four[name].pk) for name in wanted.split()]
    url: str | None = f"/projects/?ordering={ordering}&page_size=3&fields=id,name"
    first = fanchang.get(url or "").made(200)
    assert first["previous"] is None
    assert set(first["results"][0]) == {"id", "name"}
    second = fanchang.get(first["next"]).made(200)
    assert second["next"] is None
    assert [row["id"] for row in first["results"] + second["results"]] == expected
    assert fanchang.get(second["previous"]).made(200)["results"] == first["results"]


def test_no_page_is_longer_than_200(fanchang: Caller, four: dict[str, Project]) -> None:
    assert len(ids(fanchang.get("/projects/?page_size=200"))) == 4


def test_the_newest_come_first(fanchang: Caller, city: City, four: dict[str, Project]) -> None:
    update_project(four["large"].pk, {"name": "大"}, by=city.clerk, now=timezone.now())
    assert ids(fanchang.get("/projects/"))[0] == str(four["large"].pk)


def test_a_list_asks_the_same_number_of_questions_however_long_it_is(
    city: City, fanchang: Caller, four: dict[str, Project], django_assert_num_queries: Any
) -> None:
    fanchang.get("/projects/")
    with django_assert_num_queries(3):  # key, rules of lights, page
        fanchang.get("/projects/?page_size=1")
    with django_assert_num_queries(3):
        assert len(ids(fanchang.get("/projects/?page_size=50"))) == 4


def test_a_detail_asks_as_many_with_all_rows_of_its_file(
    fanchang: Caller, four: dict[str, Project], django_assert_num_queries: Any
) -> None:
    fanchang.get("/projects/")
    with django_assert_num_queries(3):
        fanchang.get(f"/projects/{four['large'].pk}/")


def test_the_chief_is_shown_by_post(city: City, fanchang: Caller, four: dict[str, Project]) -> None:
    chief = fanchang.get(f"/projects/{four['large'].pk}/").body["chief"]
    assert chief == {"officer": str(city.chief.pk), "name": "张区长", "post": "区长", "organisation": "340212"}
    assert fanchang.get(f"/projects/{four['red'].pk}/").body["light"]["reasons"] == ["应有首席责任人而未指定"]


def test_next_steps_list_what_is_missing(city: City, fanchang: Caller) -> None:
    project = fanchang.post("/projects/", body_of(city)).made()["id"]
    steps = {step["step"]: step for step in fanchang.get(f"/projects/{project}/next-steps/").body}
    assert set(steps) == {"sign", "suspend", "terminate", "withdraw"}
    assert steps["sign"]["target"] == "signed"
    assert not steps["sign"]["may_take"]
    missing = {(thing["kind"], thing["name"]) for thing in steps["sign"]["missing"]}
    assert missing == {("condition", "fair_competition_reviewed_by"), ("evidence", "investment_agreement")}
    assert all(thing["label"] and thing["how"] for thing in steps["sign"]["missing"])


def test_a_leader_s_key_reads_the_whole_city(city: City, four: dict[str, Project]) -> None:
    assert len(ids(caller(city.city, *READ).get("/projects/"))) == 4
