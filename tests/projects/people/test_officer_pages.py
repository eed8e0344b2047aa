"""A person's facts: changed by whoever keeps the unit, the own address and telephone by oneself, administrators' by
nobody else."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from projects.audit.models import Entry
from projects.errors import Invalid, NotAllowed
from projects.people.models import Officer
from projects.people.roles import Role
from projects.people.roster.reading import Sheet
from projects.people.services import add_officer, grant_roles, rosters, update_officer
from tests.factories import NOW, City, build_city, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return build_city()


@pytest.fixture
def keeper(city: City) -> Officer:
    return add_officer(city.city, username="xitong", name="系统", roles=[Role.SYSTEM_ADMIN], by=None, now=NOW)


def fields(officer: Officer, **over: object) -> dict[str, object]:
    unit = officer.organisation
    return {"name": officer.name, "organisation": unit.pk if unit else "", "scope": "", "email": officer.email,
            "phone": "", **over}  # fmt: skip


def test_a_person_who_moves_sees_the_projects_of_the_new_unit(city: City, keeper: Officer, client: Client) -> None:
    sign_in(client, keeper)
    address = reverse("people:officer_edit", args=[city.clerk.pk])
    assert client.post(address, fields(city.clerk, organisation=city.sibling.pk)).status_code == 302
    moved = Officer.objects.get(pk=city.clerk.pk)
    assert moved.organisation == city.sibling
    assert moved.phone == city.clerk.phone  # left empty, so it stays
    entry = Entry.objects.filter(action="officer.update").latest("seq")
    assert "繁昌区" in entry.changes and "鸠江区" in entry.changes


def test_the_scope_is_given_and_taken(city: City, keeper: Officer) -> None:
    assert update_officer(city.clerk, {"scope": city.city}, by=keeper, now=NOW).scope == city.city
    assert update_officer(city.clerk, {"scope": None}, by=keeper, now=NOW).scope is None


def test_a_keeper_gives_nobody_a_wider_sight_than_the_own(city: City) -> None:
    keeper = add_officer(city.district, username="qu", name="区管", roles=[Role.SYSTEM_ADMIN], by=None, now=NOW)
    with pytest.raises(NotAllowed, match="维护范围"):
        update_officer(city.clerk, {"scope": city.city}, by=keeper, now=NOW)


@pytest.mark.parametrize("role", [Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.SYSTEM_ADMIN])
def test_an_administrators_facts_are_changed_by_nobody_else(city: City, keeper: Officer, role: str) -> None:
    other = add_officer(city.city, username="other", name="另管", roles=[role], by=None, now=NOW)
    with pytest.raises(NotAllowed, match="由本人"):
        update_officer(other, {"email": "taken@luodi.example"}, by=keeper, now=NOW)


def test_everybody_changes_the_own_address_and_telephone(city: City, client: Client) -> None:
    sign_in(client, city.clerk)
    answer = client.post(reverse("people:own_contact"), {"email": "xin@luodi.example", "phone": "13900005678"})
    assert answer.status_code == 302
    changed = Officer.objects.get(pk=city.clerk.pk)
    assert (changed.email, changed.phone) == ("xin@luodi.example", "13900005678")


@pytest.mark.parametrize("name", ["name", "organisation", "scope"])
def test_nobody_changes_more_of_the_own_account(city: City, name: str) -> None:
    value = "新名" if name == "name" else city.city
    with pytest.raises(NotAllowed):
        update_officer(city.clerk, {name: value}, by=city.clerk, now=NOW)


def test_an_audit_administrator_gives_the_address_for_alarms(city: City) -> None:
    grant_roles(city.leader, [Role.AUDIT_ADMIN], by=None, now=NOW)
    auditor = Officer.objects.get(pk=city.leader.pk)
    assert update_officer(auditor, {"email": "sj@luodi.example"}, by=auditor, now=NOW).email == "sj@luodi.example"


def test_what_is_no_mail_address_is_refused(city: City, client: Client) -> None:
    with pytest.raises(Invalid, match="邮箱格式"):
        update_officer(city.clerk, {"email": "不是邮箱"}, by=city.clerk, now=NOW)
    sign_in(client, city.clerk)
    assert client.post(reverse("people:own_contact"), {"email": "a@b", "phone": ""}).status_code == 422


@pytest.mark.parametrize("who", ["clerk", "dispatcher", "chief"])
def test_only_a_keeper_opens_the_form_of_another(city: City, client: Client, who: str) -> None:
    sign_in(client, getattr(city, who))
    assert client.get(reverse("people:officer_edit", args=[city.sibling_clerk.pk])).status_code == 403


def test_a_person_outside_what_one_keeps_is_not_found(city: City, client: Client) -> None:
    keeper = add_officer(city.district, username="qu", name="区管", roles=[Role.SYSTEM_ADMIN], by=None, now=NOW)
    sign_in(client, keeper)
    assert client.get(reverse("people:officer_edit", args=[city.sibling_clerk.pk])).status_code == 404


def test_an_account_is_opened_on_the_page(city: City, keeper: Officer, client: Client) -> None:
    sign_in(client, keeper)
    sent = {"username": "xin.ren", "name": "新人", "organisation": city.district.pk, "scope": "", "email": "",
            "phone": "138 0000 5678"}  # fmt: skip
    assert client.post(reverse("people:officer_add"), sent).status_code == 302
    opened = Officer.objects.get(username="xin.ren")
    assert (opened.phone, opened.has_usable_password(), opened.roles.count()) == ("13800005678", False, 0)


@pytest.mark.parametrize("taken", ["LITIAN", "LiTian", "litian"])
def test_a_name_that_differs_only_in_capitals_is_taken(city: City, keeper: Officer, client: Client, taken: str) -> None:
    sign_in(client, keeper)
    sent = {
        "username": taken,
        "name": "双胞胎",
        "organisation": city.district.pk,
        "scope": "",
        "email": "",
        "phone": "",
    }
    page = client.post(reverse("people:officer_add"), sent)
    assert page.status_code == 422
    assert "不分大小写" in page.content.decode()


def test_the_database_refuses_twins_too(city: City) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Officer.objects.create(username="LITIAN", name="双胞胎")


@pytest.mark.parametrize("name", ["organisation", "scope"])
def test_nobody_opens_an_account_with_more_than_he_keeps(city: City, name: str) -> None:
    keeper = add_officer(city.district, username="qu", name="区管", roles=[Role.SYSTEM_ADMIN], by=None, now=NOW)
    units = {"organisation": city.district, "scope": None, name: city.sibling}
    with pytest.raises(NotAllowed, match="维护范围"):
        add_officer(units["organisation"], username="mole", name="内应", scope=units["scope"], by=keeper, now=NOW)


@pytest.mark.parametrize(
    "sent", [{"organisation": "nope"}, {"username": "张三 李四"}, {"name": "甲\u202e乙"}, {"phone": "12"}]
)
def test_odd_words_get_a_sentence(city: City, keeper: Officer, client: Client, sent: dict[str, str]) -> None:
    sign_in(client, keeper)
    whole = {"username": "xin.ren", "name": "新人", "organisation": city.district.pk, "scope": "", "email": "", **sent}
    assert client.post(reverse("people:officer_add"), whole).status_code == 422


@pytest.mark.parametrize(
    "question", ["password__startswith=md5", "email__startswith=l", "username=litian", "account__secret__startswith=e"]
)
def test_the_back_office_answers_no_questions_about_what_it_hides(
    city: City, keeper: Officer, client: Client, question: str
) -> None:
    sign_in(client, keeper)
    answer = client.get(f"{reverse('admin:people_officer_changelist')}?{question}")
    assert (answer.status_code, answer.headers.get("Location", "").endswith("e=1")) in [(302, True), (400, False)]
    assert client.get(f"{reverse('admin:people_officer_changelist')}?is_active__exact=1").status_code == 200


def test_pages_of_administration_open_only_from_their_addresses(
    city: City, keeper: Officer, client: Client, settings: Settings
) -> None:
    sign_in(client, keeper)
    settings.BACKOFFICE_NETWORKS = ["10.0.0.0/8"]
    assert client.get(reverse("people:import")).status_code == 404
    assert client.get(reverse("people:import"), REMOTE_ADDR="10.1.2.3").status_code == 200
    assert client.get(reverse("people:organisations")).status_code == 200


def test_a_workbook_with_much_work_is_written_part_by_part(
    city: City, keeper: Officer, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rosters, "MOST_AT_ONCE", 2)
    units = Sheet("单位", [["代码", "名称", "类型", "上级代码"], ["T1", "孙村镇", "乡镇", city.district.code]])
    rows = [[f"xin.ren{number}", f"新人{number}", "T1"] for number in range(4)]
    people = Sheet("人员", [["账号", "姓名", "单位代码"], *rows])
    rosters.keep_roster("x.xlsx", [units, people], by=keeper, now=NOW)
    sign_in(client, keeper)
    seen = []
    for _ in range(3):
        answer = client.post(reverse("people:import_apply"), {"do": "import"}).content.decode()
        written = Officer.objects.filter(username__startswith="xin.ren").count()
        seen.append((written, "还剩" in answer, "导入完成" in answer))
    assert seen == [(1, True, False), (3, True, False), (4, False, True)]
    told = Entry.objects.filter(action="roster.import").order_by("seq").values_list("detail", flat=True)
    assert ["余3行" in told[0], "余1行" in told[1], "余" in told[2]] == [True, True, False]


def test_a_mistake_in_the_last_row_stops_a_long_import_before_its_first(
    city: City, keeper: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rosters, "MOST_AT_ONCE", 1)
    rows = [["xin.ren", "新人", city.district.code], ["lai.ren", "来人", "没有的代码"]]
    rosters.keep_roster("x.xlsx", [Sheet("人员", [["账号", "姓名", "单位代码"], *rows])], by=keeper, now=NOW)
    with pytest.raises(Invalid, match="没有导入任何内容"):
        rosters.import_roster(by=keeper, now=NOW)
    assert not Officer.objects.filter(username="xin.ren").exists()
