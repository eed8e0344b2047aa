"""Pages of enterprises: list, page, form with two versions, recognitions, 并入, and the boxes of investors."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from projects.ledger.models import Contact, Enterprise, Project, Recognition
from projects.ledger.services import (
    add_contact,
    add_recognition,
    create_enterprise,
    merge_enterprises,
    update_enterprise,
    update_project,
)
from tests.factories import NOW, TODAY, USCC, City, build_city, new_project, sign_in

pytestmark = pytest.mark.django_db
LIST_QUERIES = 14
PAGE_QUERIES = 32


@pytest.fixture
def city() -> City:
    return build_city()


@pytest.fixture
def project(city: City) -> Project:
    return new_project(city, company_name="芜湖甲有限公司", company_uscc=USCC)


@pytest.fixture
def firm(project: Project) -> Enterprise:
    return project.investors.get()


@pytest.fixture
def clerk(client: Client, city: City) -> Client:
    return sign_in(client, city.clerk)


# --- list -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [("q=zxbxny", True), ("q=中信博", True), ("q=电气", False), ("kind=domestic", True), ("kind=foreign", False),
     ("honour=top500", True), ("honour=top500&year=2024", False), ("honour=listed", False), ("year=2025", True),
     ("origin=江苏", True), ("origin=上海", False), ("year=abc", True)],
)  # fmt: skip
def test_the_list_is_filtered_by_the_address(
    clerk: Client, city: City, firm: Enterprise, query: str, found: bool
) -> None:
    add_recognition(firm.pk, kind="world500", list_year=2025, by=city.clerk, now=NOW)
    update_enterprise(firm.pk, {"origin_region": "江苏苏州"}, by=city.clerk, now=NOW)
    assert (f"/enterprises/{firm.pk}/" in clerk.get(f"/enterprises/?{query}").text) is found


def test_the_list_counts_only_projects_that_one_sees(client: Client, city: City, firm: Enterprise) -> None:
    other = new_project(city, by=city.sibling_clerk, landing_organisation=city.sibling, name="鸠江项目",
                        total_investment_wan="10000")  # fmt: skip
    update_project(other.pk, {"investors": [firm]}, by=city.sibling_clerk, now=NOW)
    for officer, yi in ((city.clerk, "8.00"), (city.sibling_clerk, "1.00"), (city.dispatcher, "9.00")):
        assert yi in sign_in(client, officer).get("/enterprises/?q=中信博").text
        shown = client.get(f"/enterprises/{firm.pk}/").text
        assert ("鸠江项目" in shown) is (officer != city.clerk)


def test_a_project_that_names_a_firm_twice_counts_once(clerk: Client, city: City, project: Project) -> None:
    assert project.company is not None
    update_project(project.pk, {"investors": [project.company]}, by=city.clerk, now=NOW)
    assert "总投资 <b>8.00</b>" in clerk.get(f"/enterprises/{project.company.pk}/").text


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_the_number_of_queries_does_not_grow_with_what_is_shown(clerk: Client, city: City, firm: Enterprise) -> None:
    few = queries(clerk, "/enterprises/"), queries(clerk, f"/enterprises/{firm.pk}/")
    for number in range(12):
        one = create_enterprise(
            name=f"企业{number}", parent=firm, recognitions=["高新技术企业"], by=city.clerk, now=NOW
        )
        made = new_project(city, name=f"项目{number}")
        update_project(made.pk, {"investors": [firm, one]}, by=city.clerk, now=NOW)
        add_contact(firm.pk, name=f"联系人{number}", phone="13955556666", by=city.clerk, now=NOW)
        add_recognition(firm.pk, kind="other", text=f"荣誉{number}", by=city.clerk, now=NOW)
    many = queries(clerk, "/enterprises/"), queries(clerk, f"/enterprises/{firm.pk}/")
    assert many[0] <= max(few[0], LIST_QUERIES)
    assert many[1] <= max(few[1], PAGE_QUERIES)
    assert many[0] - few[0] <= 1 and many[1] - few[1] <= 1


# --- facts ----------------------------------------------------------------------------------------------------------

NEW = {"name": "上海电气集团", "kind": "domestic"}


def test_an_enterprise_is_registered(clerk: Client, city: City, firm: Enterprise) -> None:
    sent = {**NEW, "uscc": USCC.lower().replace("5", "５"), "parent": firm.name, "registered_on": "2004-03-01"}
    answer = clerk.post("/enterprises/new/", {**sent, "uscc": "91360703MA3AB1C27P"})
    made = Enterprise.objects.get(name="上海电气集团")
    assert answer.headers["Location"] == f"/enterprises/{made.pk}/"
    assert (made.uscc, made.parent) == ("91360703MA3AB1C27P", firm)
    assert "登记企业：上海电气集团" in clerk.get(f"/enterprises/{made.pk}/").text


@pytest.mark.parametrize(
    ("sent", "words"),
    [({"name": ""}, "必填"), ({"uscc": "123"}, "18位"), ({"is_abroad": "on"}, "国家或地区"),
     ({"parent": "没有的集团"}, "没有登记名为"), ({"registered_on": "2999-01-01"}, "不能晚于今天"),
     ({"former_registration_number": "12"}, "13位或15位")],
)  # fmt: skip
def test_a_refusal_stands_at_its_field_and_what_was_typed_stays(
    clerk: Client, sent: dict[str, str], words: str
) -> None:
    answer = clerk.post("/enterprises/new/", {**NEW, "legal_representative": "尹某某", **sent})
    assert answer.status_code == 422
    assert words in answer.text and "尹某某" in answer.text
    assert not Enterprise.objects.exists()


def test_nearly_the_same_name_asks_before_a_second_row_is_made(clerk: Client, city: City) -> None:
    create_enterprise(name="上海电气集团股份有限公司", by=city.clerk, now=NOW)
    asked = clerk.post("/enterprises/new/", NEW)
    assert asked.status_code == 422
    assert "是否为" in asked.text
    assert clerk.post("/enterprises/new/", {**NEW, "known": "1"}).status_code == 302


def form_of(enterprise: Enterprise, **typed: Any) -> dict[str, Any]:
    """The form as the page sends it: what was shown at first in the hidden boxes."""
    first = {"name": enterprise.name, "uscc": enterprise.uscc, "kind": enterprise.kind, "parent": "",
             "origin_region": enterprise.origin_region, "legal_representative": "", "registered_on": "",
             "former_registration_number": ""}  # fmt: skip
    hidden = {f"initial-{name}": value for name, value in first.items()}
    return {**first, **hidden, "version": enterprise.version, **typed}


def test_a_stale_form_shows_both_versions_and_loses_nothing(clerk: Client, city: City, firm: Enterprise) -> None:
    sent = form_of(firm, origin_region="江苏", legal_representative="尹某", why="核对执照")
    update_enterprise(firm.pk, {"origin_region": "浙江"}, by=city.dispatcher, now=NOW)
    shown = clerk.post(f"/enterprises/{firm.pk}/edit/", sent)
    assert shown.status_code == 412
    assert "江苏" in shown.text and "浙江" in shown.text and "王调" in shown.text
    again = {**sent, "version": firm.version + 1, "take-origin_region": "theirs"}
    assert clerk.post(f"/enterprises/{firm.pk}/edit/", again).status_code == 302
    stored = Enterprise.objects.get(pk=firm.pk)
    assert (stored.origin_region, stored.legal_representative) == ("浙江", "尹某")


def test_a_shared_enterprise_says_whom_to_ask(clerk: Client, city: City, firm: Enterprise) -> None:
    other = new_project(city, by=city.sibling_clerk, landing_organisation=city.sibling, name="鸠江项目")
    update_project(other.pk, {"investors": [firm]}, by=city.sibling_clerk, now=NOW)
    path = f"/enterprises/{firm.pk}/edit/"
    assert "共同的上级调度办公室" in clerk.get(path).text
    refused = clerk.post(path, form_of(firm, name="改名"))
    assert refused.status_code == 422
    assert "报调度办公室" in refused.text
    sign_in(clerk, city.dispatcher)
    assert clerk.post(path, form_of(firm, name="改名")).status_code == 302


def test_an_unknown_region_in_the_code_is_pointed_out(
    clerk: Client, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm = create_enterprise(name="甲", uscc=USCC, by=city.clerk, now=NOW)
    monkeypatch.setattr("projects.ledger.uscc.PROVINCES", frozenset({"11"}))
    assert "请对照营业执照核对" in clerk.get(f"/enterprises/{firm.pk}/").text


# --- rows -----------------------------------------------------------------------------------------------------------


def test_a_recognition_is_entered_and_withdrawn(clerk: Client, firm: Enterprise) -> None:
    path = f"/enterprises/{firm.pk}/recognitions/new/"
    assert "榜单年份" in clerk.post(path, {"kind": "world500"}).text
    assert clerk.post(path, {"kind": "world500", "list_year": "2025"}).status_code == 302
    row = Recognition.objects.get()
    assert "世界500强（2025）" in clerk.get(f"/enterprises/{firm.pk}/").text
    assert clerk.post(f"/recognitions/{row.pk}/withdraw/", {"reason": ""}).status_code == 422
    assert clerk.post(f"/recognitions/{row.pk}/withdraw/", {"reason": "榜单有误"}).status_code == 302
    assert "榜单有误" in clerk.get(f"/enterprises/{firm.pk}/").text
    assert clerk.get(f"/recognitions/{row.pk}/withdraw/").status_code == 404


def test_a_contact_is_entered_and_withdrawn(clerk: Client, firm: Enterprise) -> None:
    path = f"/enterprises/{firm.pk}/contacts/new/"
    assert "请填数字" in clerk.post(path, {"name": "王经理", "phone": "王总手机"}).text
    assert clerk.post(path, {"name": "王经理", "phone": "13955556666"}).status_code == 302
    one = Contact.objects.get()
    assert clerk.post(f"/contacts/{one.pk}/withdraw/", {"reason": "已离职"}).status_code == 302
    shown = clerk.get(f"/enterprises/{firm.pk}/").text
    assert "已离职" in shown and "139****6666" in shown and "13955556666" not in shown


def test_the_office_previews_and_merges(client: Client, city: City, firm: Enterprise, project: Project) -> None:
    heir = create_enterprise(name="中信博新能源股份有限公司", by=city.clerk, now=NOW)
    sign_in(client, city.clerk)
    assert client.get(f"/enterprises/{firm.pk}/merge/").status_code == 403
    assert "报调度办公室" in client.get(f"/enterprises/{firm.pk}/").text  # nearly the same name
    sign_in(client, city.dispatcher)
    path = f"/enterprises/{firm.pk}/merge/"
    assert client.get(f"{path}?heir=没有").status_code == 422
    assert "请选择另一家" in client.get(f"{path}?heir={firm.name}").text
    shown = client.get(f"{path}?heir={heir.name}")
    assert project.number in shown.text
    sent = {"heir": heir.pk, "gone_version": firm.version, "heir_version": heir.version}
    assert client.post(path, {**sent, "reason": ""}).status_code == 422
    assert client.post(path, {**sent, "reason": "同一企业"}).headers["Location"] == f"/enterprises/{heir.pk}/"
    assert client.get(f"/enterprises/{firm.pk}/").headers["Location"] == f"/enterprises/{heir.pk}/"
    shown_now = client.get("/enterprises/").text
    assert str(firm.pk) not in shown_now and str(heir.pk) in shown_now


# --- boxes of investors ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["zxb", "ZXBX", "中信", "新能源（中信博）"])
def test_the_boxes_offer_what_initials_and_parts_find(clerk: Client, firm: Enterprise, typed: str) -> None:
    offered = firm.name in clerk.get("/enterprises/options/", {"investors-0-name": typed}).text
    assert offered is (typed != "新能源（中信博）")


def test_the_boxes_do_not_offer_what_was_merged(clerk: Client, city: City, firm: Enterprise) -> None:
    heir = create_enterprise(name="中信博集团", by=city.clerk, now=NOW)
    merge_enterprises(firm.pk, heir.pk, reason="同一企业", by=city.dispatcher, now=NOW)
    offered = clerk.get("/enterprises/options/", {"parent": "中信博"}).text
    assert "中信博集团" in offered and "中信博新能源" not in offered


def entered(city: City, name: str, **more: str) -> dict[str, Any]:
    return {"name": "新项目", "landing_organisation": city.district.pk, "negotiating_on": TODAY,
            "investors-TOTAL_FORMS": "1", "investors-INITIAL_FORMS": "0", "investors-0-name": name, **more}  # fmt: skip


def test_a_name_like_a_registered_one_asks_back_before_it_is_registered(
    clerk: Client, city: City, firm: Enterprise
) -> None:
    asked = clerk.post("/projects/new/", entered(city, "中信博新能源股份有限公司"))
    assert asked.status_code == 422
    assert "是否为：“中信博新能源”" in asked.text and "确是另一家企业" in asked.text
    assert not Enterprise.objects.filter(name="中信博新能源股份有限公司").exists()
    sure = entered(city, "中信博新能源股份有限公司", **{"investors-0-is_other": "on"})
    assert clerk.post("/projects/new/", sure).status_code == 302
    assert Enterprise.objects.filter(name="中信博新能源股份有限公司").exists()


def test_the_page_of_a_project_leads_to_its_enterprises(clerk: Client, project: Project, firm: Enterprise) -> None:
    shown = clerk.get(f"/projects/{project.pk}/").text
    assert f"/enterprises/{firm.pk}/" in shown and f"/enterprises/{project.company_id}/" in shown
