"""The back office gives each of the three administrators what is theirs, and nobody a superuser."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from projects.errors import NotAllowed
from projects.people.models import Officer
from projects.people.requests import officer_of
from projects.people.roles import Role
from projects.people.services import add_officer
from projects.workdays.models import Day
from tests.factories import NOW, PASSWORD, City, build_city, sign_in
from workflow.steps.models import VerifyingUnit

pytestmark = pytest.mark.django_db
RECORDS = ("outbox_watermark", "workdays_calendaryear")
BUSINESS = (
    "steps_claim",
    "steps_transition",
    "steps_delegation",
    "decisions_decision",
    "lights_lightreading",
    "spotchecks_round",
    "proposals_proposal",
    "ledger_change",
    "ledger_project",
    "ledger_enterprise",
    "ledger_tag",
    "dispatch_meeting",
    "dispatch_series",
    "packs_pack",
    "outbox_occurrence",
    "outbox_delivery",
)
PRESETS = (
    *("steps_verifyingunit", "ledger_cityrules", "proposals_proposalrules", "anomalies_anomalyrules"),
    *("items_itemrule", "outbox_channelsetup", "outbox_channeladdress"),
)


@pytest.fixture
def city() -> City:
    return build_city()


def administrator(city: City, role: str) -> Client:
    officer = add_officer(city.city, username=role, name=role, roles=[role], password=PASSWORD, by=None, now=NOW)
    return sign_in(Client(), officer)


def status(client: Client, model: str, page: str = "changelist", *args: Any) -> int:
    return client.get(reverse(f"admin:{model}_{page}", args=args)).status_code


@pytest.mark.parametrize("model", RECORDS)
@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN])
def test_records_are_read_and_never_written(city: City, role: str, model: str) -> None:
    client = administrator(city, role)
    assert status(client, model) == 200
    assert status(client, model, "add") == 403


@pytest.mark.parametrize("model", [*RECORDS, *PRESETS, "workdays_day"])
def test_the_security_administrator_sees_neither_records_nor_presets(city: City, model: str) -> None:
    assert status(administrator(city, Role.SECURITY_ADMIN), model) == 403


@pytest.mark.parametrize("model", PRESETS)
def test_presets_are_set_by_the_system_administrator_alone(city: City, model: str) -> None:
    assert status(administrator(city, Role.SYSTEM_ADMIN), model, "add") == 200
    assert status(administrator(city, Role.AUDIT_ADMIN), model) == 403


@pytest.mark.parametrize("model", ["people_organisation", "people_post", "people_tenure"])
def test_units_and_posts_are_read_here_and_written_on_their_own_pages(city: City, model: str) -> None:
    client = administrator(city, Role.SYSTEM_ADMIN)
    assert (status(client, model), status(client, model, "add")) == (200, 403)


def test_the_division_of_verification_is_changed_and_given_up(city: City) -> None:
    client = administrator(city, Role.SYSTEM_ADMIN)
    row = VerifyingUnit.objects.get(step="sign")
    sent = {"city": row.city_id, "step": "sign", "round": 1, "from_wan": 0, "unit": city.departments["SJ"].pk}
    client.post(reverse("admin:steps_verifyingunit_change", args=[row.pk]), sent)
    row.refresh_from_db()
    assert row.unit == city.departments["SJ"]
    client.post(reverse("admin:steps_verifyingunit_delete", args=[row.pk]), {"post": "yes"})
    assert not VerifyingUnit.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("model", BUSINESS)
def test_no_business_data_stands_in_the_back_office(city: City, model: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(f"admin:{model}_changelist")


def test_a_day_set_to_holiday_is_no_longer_worked(city: City) -> None:
    day = Day.objects.filter(kind="workday").earliest("date")
    address = reverse("admin:workdays_day_change", args=[day.pk])
    administrator(city, Role.SYSTEM_ADMIN).post(address, {"kind": "holiday", "name": "放假"})
    day.refresh_from_db()
    assert (day.kind, day.is_workday) == ("holiday", False)


def test_every_administrator_enters_the_back_office(city: City) -> None:
    for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN):
        assert status(administrator(city, role), "people_officer") == 200


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_accounts_are_read_here_and_changed_on_their_own_page(city: City, role: str) -> None:
    client = administrator(city, role)
    address = reverse("admin:people_officer_change", args=[city.clerk.pk])
    page = client.get(address).content.decode()
    assert city.clerk.username in page and city.clerk.password not in page
    sent = {"username": "other", "name": "别名", "is_active": "", "is_superuser": "on"}
    assert client.post(address, sent).status_code == 403
    assert Officer.objects.get(pk=city.clerk.pk).name == "李填"
    with pytest.raises(NoReverseMatch):
        reverse("admin:auth_user_password_change", args=[city.clerk.pk])


@pytest.mark.parametrize("role", [Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_accounts_are_opened_on_their_page_and_by_the_system_administrator_alone(city: City, role: str) -> None:
    assert administrator(city, role).get(reverse("people:officer_add")).status_code == 403
    system = administrator(city, Role.SYSTEM_ADMIN)
    assert system.get(reverse("people:officer_add")).status_code == 200
    assert status(system, "people_officer", "add") == 403


def test_a_request_of_nobody_is_refused(client: Client) -> None:
    request = client.get(reverse("access:login")).wsgi_request
    with pytest.raises(NotAllowed, match="请先登录"):
        officer_of(request)
