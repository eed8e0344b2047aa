"""The pages of organisations: the tree, one unit, its forms, the import."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from projects.audit.models import Entry
from projects.people.models import Backing, Kind, Membership, Officer, Organisation, Post, Roster, UnitClass
from projects.people.services import (
    add_backing,
    add_member,
    add_officer,
    add_organisation,
    add_post,
    merge_organisations,
    rename_organisation,
    settle_class,
    start_tenure,
)
from tests.factories import NOW, TODAY, City, build_city
from tests.projects.people.walks import PEOPLE, UNITS, book, keeper, sign_in

pytestmark = pytest.mark.django_db
TREE = "/organisations/"


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """The doors read the clock: it stands still."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def city() -> City:
    return build_city()


@pytest.fixture
def admin(client: Client, city: City) -> Client:
    """Signed in as the keeper of the whole tree."""
    return sign_in(client, keeper())


def text(answer: Any) -> str:
    return str(answer.content.decode())


def page_of(name: str, *args: object) -> str:
    return reverse(f"people:{name}", args=args)


def team(city: City) -> Organisation:
    return add_organisation(city.city, code="ZSH", name="驻上海专班", kind=Kind.TEAM, station="上海", by=None, now=NOW)


@pytest.mark.parametrize(("who", "sees", "never"), [
    ("clerk", ["安徽省", "芜湖市", "繁昌区", "市投资促进中心"], ["鸠江区", "芜湖经济技术开发区"]),
    ("sibling_clerk", ["鸠江区"], ["繁昌区"]),
    ("dispatcher", ["繁昌区", "鸠江区", "区长 张区长"], []),
])  # fmt: skip
def test_the_tree_shows_what_one_may_see(
    city: City, client: Client, who: str, sees: list[str], never: list[str]
) -> None:
    page = text(sign_in(client, getattr(city, who)).get(TREE))
    assert all(name in page for name in sees)
    assert not any(name in page for name in never)
    assert "增加单位" not in page
    assert "13800001234" not in page


def test_ended_units_are_hidden_until_asked_for_and_name_their_successor(city: City, admin: Client) -> None:
    merge_organisations([city.district], successor=city.sibling, on=date(2026, 1, 1), basis="示例", by=None, now=NOW)
    assert ">繁昌区<" not in text(admin.get(TREE))
    page = text(admin.get(f"{TREE}?ended=1"))
    assert "2025-12-31 撤销，由鸠江区承接" in page
    assert "2025-12-31 撤销" in text(admin.get(f"{TREE}?q=繁昌"))


@pytest.mark.parametrize(("query", "found", "other"), [
    ("q=鸠江", "鸠江区", "繁昌区"),
    ("q=340207", "鸠江区", "繁昌区"),
    ("q=繁昌县", "繁昌区", "鸠江区"),
    ("kind=park", "芜湖经济技术开发区", "繁昌区"),
    ("class=开发区", "芜湖经济技术开发区", "繁昌区"),
])  # fmt: skip
def test_the_tree_is_searched_with_the_units_above(
    city: City, admin: Client, query: str, found: str, other: str
) -> None:
    Organisation.objects.filter(pk=city.district.pk).update(name="繁昌县")
    rename_organisation(city.district, name="繁昌区", on=date(2020, 7, 1), by=None, now=NOW)
    Organisation.objects.filter(pk=city.park.pk).update(unit_class=settle_class("开发区", by=None, now=NOW))
    page = text(admin.get(f"{TREE}?{query}"))
    assert found in page
    assert other not in page
    assert "安徽省" in page
    assert "找到 1 个单位" in page


def test_odd_filters_are_no_errors(city: City, admin: Client) -> None:
    for query in ("q=%00", "kind=x", "class=%00", "q=" + "甲" * 500, "q=%25_'", "ended=9"):
        assert admin.get(f"{TREE}?{query}").status_code == 200


def test_the_tree_asks_the_same_however_many_units(
    city: City, client: Client, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    client = sign_in(client, city.dispatcher)
    client.get(TREE)
    with django_assert_max_num_queries(14) as few:
        client.get(TREE)
    for number in range(30):
        unit = add_organisation(
            city.district, code=f"T{number}", name=f"{number}镇", kind=Kind.TOWNSHIP, by=None, now=NOW
        )
        post = add_post(unit, title="镇长", is_principal=True, by=None, now=NOW)
        start_tenure(post, city.deputy, valid_from=TODAY, by=None, now=NOW)
    with django_assert_num_queries(len(few)):
        assert "29镇" in text(client.get(TREE))


def test_a_unit_shows_posts_people_and_masked_telephones(city: City, client: Client) -> None:
    page = text(sign_in(client, city.clerk).get(page_of("organisation", city.district.pk)))
    assert "张区长" in page
    assert "2020-01-01 起" in page
    assert "138****1234" in page
    assert "更名" not in page


def test_nobodys_number_is_shown_in_clear_but_ones_own_is_not_shown_at_all(city: City, admin: Client) -> None:
    assert "13800001234" not in text(admin.get(page_of("organisation", city.district.pk)))


def test_a_unit_is_shown_as_it_was(city: City, admin: Client) -> None:
    start_tenure(city.chief_post, city.deputy, valid_from=date(2026, 7, 1), by=None, now=NOW)
    rename_organisation(city.district, name="繁昌新区", on=date(2026, 7, 1), by=None, now=NOW)
    page = admin.get(page_of("organisation", city.district.pk) + "?on=2026-06-30")
    assert "当时名称：<b>繁昌区</b>" in text(page)
    assert page.context["chairs"][0].tenure.officer == city.chief
    today = admin.get(page_of("organisation", city.district.pk) + "?on=2099-01-01")
    assert today.context["chairs"][0].tenure.officer == city.deputy


def test_outside_ones_sight_a_unit_does_not_exist(city: City, client: Client) -> None:
    client = sign_in(client, city.clerk)
    for pk in (city.sibling.pk, uuid4()):
        assert client.get(page_of("organisation", pk)).status_code == 404


UNIT_FORMS = ("organisation_edit", "organisation_rename", "organisation_move", "organisation_end")
SEAT_FORMS = ("post_add", "member_add", "backing_add")
PLAIN_PAGES = ("organisation_add", "classes", "import", "import_template", "import_preview", "import_errors")


def addresses(city: City) -> dict[str, str]:
    """Every door that writes, each with a row behind it."""
    squad = team(city)
    member = add_member(squad, city.chief, part="leader", valid_from=TODAY, by=None, now=NOW)
    backing = add_backing(squad, city.park, valid_from=TODAY, by=None, now=NOW)
    tenure = city.chief_post.tenures.get()
    return {
        **{name: page_of(name) for name in PLAIN_PAGES},
        **{name: page_of(name, city.district.pk) for name in UNIT_FORMS},
        **{name: page_of(name, squad.pk) for name in SEAT_FORMS},
        "post_edit": page_of("post_edit", city.chief_post.pk),
        "tenure_start": page_of("tenure_start", city.chief_post.pk),
        "tenure_end": page_of("tenure_end", tenure.pk),
        "member_end": page_of("member_end", member.pk),
        "backing_end": page_of("backing_end", backing.pk),
    }


@pytest.mark.parametrize("who", ["clerk", "dispatcher", "leader"])
def test_doors_that_write_refuse_everybody_but_keepers(city: City, client: Client, who: str) -> None:
    client = sign_in(client, getattr(city, who))
    for name, address in addresses(city).items():
        assert client.get(address).status_code == 403, name
        if name not in ("import_template", "import_preview", "import_errors"):
            assert client.post(address, {"version": "1"}).status_code == 403, name
    assert client.post(page_of("import_apply")).status_code == 403


def test_doors_of_another_keepers_units_are_not_there(city: City, client: Client) -> None:
    places = addresses(city)
    client = sign_in(client, keeper(city.sibling))
    for name in (*UNIT_FORMS, *SEAT_FORMS, "post_edit", "tenure_start", "tenure_end", "member_end", "backing_end"):
        assert client.get(places[name]).status_code == 404, name


def test_every_form_opens_for_its_keeper_and_keeps_what_was_typed(city: City, admin: Client) -> None:
    for name, address in addresses(city).items():
        if name in ("import", "import_template", "import_preview", "import_errors", "classes"):
            continue
        assert admin.get(address).status_code == 200, name
        typed = {"version": "1", "basis": "示例批复〔2026〕1号", "valid_to": "x", "on": "x", "valid_from": "x"}
        answer = admin.post(address, typed)
        assert answer.status_code == 422, name
        assert "field-error" in text(answer), name
        if "basis" in answer.context["form"].fields:
            assert "示例批复〔2026〕1号" in text(answer), name


def test_a_unit_is_added_by_the_page(city: City, admin: Client) -> None:
    sent = {"parent": city.district.pk, "kind": "township", "name": "孙村镇", "code": "T1", "valid_from": "2020-01-01"}
    answer = admin.post(page_of("organisation_add"), sent)
    added = Organisation.objects.get(code="T1")
    assert (answer.status_code, answer.headers["Location"]) == (302, page_of("organisation", added.pk))
    refused = admin.post(page_of("organisation_add"), {**sent, "name": "另一个"})
    assert refused.status_code == 422
    assert "已被使用" in text(refused)
    assert "另一个" in text(refused)


def test_a_unit_is_renamed_and_corrected_by_the_pages(city: City, admin: Client) -> None:
    rename = page_of("organisation_rename", city.district.pk)
    admin.post(rename, {"name": "繁昌新区", "on": "2026-01-01", "basis": "示例", "version": "1"})
    admin.post(rename, {"name": "繁昌新城区", "is_correction": "on", "version": "2"})
    unit = Organisation.objects.get(pk=city.district.pk)
    assert (unit.name, unit.name_on(date(2025, 1, 1)), unit.version) == ("繁昌新城区", "繁昌区", 3)


def test_a_stale_form_keeps_what_was_typed_and_can_be_sent_again(city: City, admin: Client) -> None:
    rename_organisation(city.district, name="抢先区", on=date(2026, 1, 1), by=None, now=NOW)
    address = page_of("organisation_rename", city.district.pk)
    sent = {"name": "繁昌新区", "on": "2026-02-01", "version": "1"}
    stale = admin.post(address, sent)
    assert stale.status_code == 412
    assert "现为“抢先区”" in text(stale)
    assert "繁昌新区" in text(stale)
    assert 'name="version" value="2"' in text(stale)
    assert admin.post(address, {**sent, "version": "2"}).status_code == 302


def test_a_form_without_its_version_is_stale(city: City, admin: Client) -> None:
    answer = admin.post(page_of("organisation_end", city.district.pk), {"on": "2026-01-01", "basis": "示例"})
    assert answer.status_code == 412


def test_seats_are_given_and_left_by_the_pages(city: City, admin: Client) -> None:
    squad = team(city)
    seat = {"officer": city.chief.pk, "part": "leader", "valid_from": "2026-01-01"}
    assert admin.post(page_of("member_add", squad.pk), seat).status_code == 302
    refused = admin.post(page_of("member_add", squad.pk), {**seat, "officer": city.deputy.pk})
    assert "现任组长是张区长" in text(refused)
    backing = {"unit": city.park.pk, "valid_from": "2026-01-01"}
    assert admin.post(page_of("backing_add", squad.pk), backing).status_code == 302
    page = text(admin.get(page_of("organisation", squad.pk)))
    assert "芜湖经济技术开发区" in page
    for name, row in (("member_end", Membership.objects.get()), ("backing_end", Backing.objects.get())):
        assert admin.post(page_of(name, row.pk), {"valid_to": "2026-06-30"}).status_code == 302
    assert "历任 1 位" in text(admin.get(page_of("organisation", squad.pk)))


def test_tenures_are_registered_by_the_pages(city: City, admin: Client) -> None:
    admin.post(page_of("post_add", city.district.pk), {"title": "书记", "is_principal": "on"})
    post = Post.objects.get(title="书记")
    sent = {"officer": city.deputy.pk, "valid_from": "2026-05-01"}
    assert "field-error" in text(admin.post(page_of("tenure_start", post.pk), sent))  # no basis
    assert admin.post(page_of("tenure_start", post.pk), {**sent, "basis": "芜任〔2026〕1号"}).status_code == 302
    assert post.holder_on(TODAY) == city.deputy
    tenure = post.tenures.get()
    admin.post(page_of("tenure_end", tenure.pk), {"valid_to": "2026-06-30"})
    assert post.holder_on(TODAY) is None
    admin.post(page_of("post_edit", post.pk), {"title": "党工委书记"})
    assert (Post.objects.get(pk=post.pk).title, Post.objects.get(pk=post.pk).is_principal) == ("党工委书记", False)
    acts = set(Entry.objects.filter(actor="guanli").values_list("action", flat=True))
    assert {"post.add", "tenure.start", "tenure.end", "post.update"} <= acts


def test_classes_are_added_renamed_and_removed_while_unused(city: City, admin: Client) -> None:
    address = page_of("classes")
    admin.post(address, {"do": "add", "name": "一类县区"})
    one = UnitClass.objects.get(name="一类县区")
    admin.post(address, {"do": "rename", "class": one.pk, "name": "第一类"})
    Organisation.objects.filter(pk=city.district.pk).update(unit_class=one)
    assert "还有1个单位" in text(admin.post(address, {"do": "remove", "class": one.pk}, follow=True))
    Organisation.objects.filter(pk=city.district.pk).update(unit_class=None)
    admin.post(address, {"do": "remove", "class": one.pk})
    assert not UnitClass.objects.filter(pk=one.pk).exists()
    assert "没有找到这个分类" in text(admin.post(address, {"do": "remove", "class": "x"}, follow=True))
    assert admin.post(address, {"do": "add", "name": ""}).status_code == 422


def upload(admin: Client, content: bytes, name: str = "名册.xlsx") -> Any:
    return admin.post(page_of("import"), {"file": SimpleUploadedFile(name, content)})


def test_a_workbook_is_uploaded_previewed_and_imported(city: City, admin: Client) -> None:
    content = book(
        单位=[UNITS, ["T1", "孙村镇", "", "镇", "340212"]],
        人员=[PEOPLE, ["sun.li", "李孙", "T1", "镇长", "是", "2026-1-1", "", "13800005678"]],
    )
    assert upload(admin, content).headers["Location"] == page_of("import_preview")
    preview = text(admin.get(page_of("import_preview")))
    assert "检查通过：单位：新增1；人员：新增1" in preview
    assert "13800005678" not in preview
    assert not Organisation.objects.filter(code="T1").exists()
    assert "导入完成" in text(admin.post(page_of("import_apply"), {"do": "import"}))
    assert Officer.objects.get(username="sun.li").organisation == Organisation.objects.get(code="T1")
    assert admin.get(page_of("import_preview")).status_code == 404


def test_errors_stand_in_their_cells_and_in_a_file(city: City, admin: Client) -> None:
    upload(admin, book(单位=[UNITS, ["T1", "孙村镇", "", "公司", "999"]]))
    page = text(admin.get(page_of("import_preview")))
    assert "有 2 处错误" in page
    assert "第2行" in page
    assert "没有类型“公司”" in page
    assert "全部导入" not in page
    file = admin.get(page_of("import_errors"))
    assert file.headers["Content-Disposition"].endswith('.xlsx"')
    admin.post(page_of("import_apply"), {"do": "import"})
    assert not Organisation.objects.filter(code="T1").exists()
    admin.post(page_of("import_apply"), {"do": "discard"})
    assert not Roster.objects.exists()


def test_a_file_that_may_not_be_opened_is_refused_on_the_page(city: City, admin: Client) -> None:
    answer = upload(admin, b"MZ" + b"\0" * 100)
    assert answer.status_code == 422
    assert ".xlsx" in text(answer)
    assert admin.post(page_of("import")).status_code == 422
    assert not Roster.objects.exists()


def test_the_template_is_downloaded(admin: Client) -> None:
    answer = admin.get(page_of("import_template"))
    assert answer.content.startswith(b"PK")


def test_one_keeper_never_sees_the_upload_of_another(city: City, admin: Client) -> None:
    upload(admin, book(单位=[UNITS, ["T1", "孙村镇", "", "镇", "340212"]]))
    other = sign_in(Client(), keeper(city.city, "shi"))
    assert other.get(page_of("import_preview")).status_code == 404


def test_people_of_a_unit_never_include_system_accounts(city: City, admin: Client) -> None:
    add_officer(city.district, username="svc", name="对接系统", kind=Officer.Kind.SERVICE, by=None, now=NOW)
    assert "对接系统" not in text(admin.get(page_of("organisation", city.district.pk)))
