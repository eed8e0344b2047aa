"""A person's facts: changed by whoever keeps the unit, the own address and telephone by oneself, administrators' by
nobody else."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from projects.audit.models import Entry
from projects.errors import Invalid, NotAllowed
from projects.people.models import Officer
from projects.people.roles import Role
from projects.people.services import add_officer, grant_roles, update_officer
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
