"""The back office gives each of the three administrators what is theirs, and nobody a superuser."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from projects.errors import NotAllowed
from projects.people.models import Officer
from projects.people.requests import officer_of
from projects.people.roles import Role
from projects.people.services import add_officer, grant_roles
from projects.workdays.models import Day
from tests.factories import NOW, PASSWORD, City, build_city, new_project
from workflow.steps.models import VerifyingUnit

pytestmark = pytest.mark.django_db
RECORDS = (
    "steps_claim",
    "steps_transition",
    "ledger_change",
    "ledger_project",
    "ledger_enterprise",
    "dispatch_meeting",
    "dispatch_series",
    "dispatch_dispatchevent",
    "outbox_occurrence",
    "outbox_delivery",
    "outbox_watermark",
    "workdays_calendaryear",
)
PRESETS = ("steps_verifyingunit", "ledger_cityrules", "ledger_tag", "people_organisation", "people_post")


@pytest.fixture
def city() -> City:
    return build_city()


@pytest.fixture
def chief_of_all(db: None) -> Officer:
    """The superuser of the installation."""
    return Officer.objects.create_superuser("root", PASSWORD, name="总管")


def administrator(city: City, role: str) -> Client:
    officer = add_officer(city.city, username=role, name=role, roles=[role], password=PASSWORD, by=None, now=NOW)
    client = Client()
    client.force_login(officer)
    return client


def status(client: Client, model: str, page: str = "changelist", *args: Any) -> int:
    return client.get(reverse(f"admin:{model}_{page}", args=args)).status_code


def role_rows(officer: Officer, *roles: str) -> dict[str, str]:
    """The inline as sent: the roles held, and ``roles`` added."""
    held = list(officer.roles.order_by("pk"))
    sent = {"roles-TOTAL_FORMS": str(len(held) + len(roles)), "roles-INITIAL_FORMS": str(len(held))}
    for number, row in enumerate(held):
        sent |= {f"roles-{number}-id": str(row.pk), f"roles-{number}-role": row.role}
    for number, role in enumerate(roles, len(held)):
        sent |= {f"roles-{number}-role": role}
    return sent | {f"roles-{number}-officer": str(officer.pk) for number in range(len(held) + len(roles))}


def account(officer: Officer) -> dict[str, str]:
    return {
        "username": officer.username,
        "name": officer.name,
        "kind": officer.kind,
        "organisation": str(officer.organisation_id or ""),
        "is_active": "on",
    }


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


def test_the_division_of_verification_is_changed_and_given_up(city: City) -> None:
    client = administrator(city, Role.SYSTEM_ADMIN)
    row = VerifyingUnit.objects.get(step="sign")
    sent = {"city": str(row.city_id), "step": "sign", "unit": str(city.departments["SJ"].pk)}
    client.post(reverse("admin:steps_verifyingunit_change", args=[row.pk]), sent)
    row.refresh_from_db()
    assert row.unit == city.departments["SJ"]
    client.post(reverse("admin:steps_verifyingunit_delete", args=[row.pk]), {"post": "yes"})
    assert not VerifyingUnit.objects.filter(pk=row.pk).exists()


def test_a_project_page_in_the_back_office_only_shows(city: City) -> None:
    project = new_project(city)
    client = administrator(city, Role.AUDIT_ADMIN)
    address = reverse("admin:ledger_project_change", args=[project.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"name": "改"}).status_code == 403


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
def test_no_administrator_changes_a_superuser_or_its_password(city: City, chief_of_all: Officer, role: str) -> None:
    client = administrator(city, role)
    sent = account(chief_of_all) | role_rows(chief_of_all) | {"is_active": ""}
    assert client.post(reverse("admin:people_officer_change", args=[chief_of_all.pk]), sent).status_code == 403
    words = {"password1": "Neu-2026-demo", "password2": "Neu-2026-demo", "usable_password": "true"}
    address = reverse("admin:auth_user_password_change", args=[chief_of_all.pk])
    assert client.get(address).status_code == 403
    assert client.post(address, words).status_code == 403
    chief_of_all.refresh_from_db()
    assert chief_of_all.is_active
    assert chief_of_all.check_password(PASSWORD)


def test_only_the_system_administrator_sets_passwords(city: City) -> None:
    address = reverse("admin:auth_user_password_change", args=[city.clerk.pk])
    assert administrator(city, Role.SECURITY_ADMIN).get(address).status_code == 403
    words = {"password1": "Neu-2026-demo", "password2": "Neu-2026-demo", "usable_password": "true"}
    assert administrator(city, Role.SYSTEM_ADMIN).post(address, words).status_code == 302
    city.clerk.refresh_from_db()
    assert city.clerk.check_password("Neu-2026-demo")


def test_no_page_shows_a_digest_of_a_password(city: City, chief_of_all: Officer) -> None:
    for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN):
        client = administrator(city, role)
        for officer in (city.clerk, chief_of_all):
            page = client.get(reverse("admin:people_officer_change", args=[officer.pk]))
            assert officer.password not in page.content.decode()


def test_the_inline_refuses_an_administrators_role_beside_another(city: City) -> None:
    client = administrator(city, Role.SECURITY_ADMIN)
    sent = role_rows(city.clerk, Role.AUDIT_ADMIN)
    page = client.post(reverse("admin:people_officer_change", args=[city.clerk.pk]), sent)
    assert "也不能兼任业务角色" in page.content.decode()
    assert [held.role for held in city.clerk.roles.all()] == [Role.CLERK]


def test_a_role_given_in_the_back_office_opens_and_closes_it(city: City) -> None:
    client = administrator(city, Role.SECURITY_ADMIN)
    grant_roles(city.clerk, [], by=None, now=NOW)
    address = reverse("admin:people_officer_change", args=[city.clerk.pk])
    assert client.post(address, role_rows(city.clerk, Role.AUDIT_ADMIN)).status_code == 302
    city.clerk.refresh_from_db()
    assert city.clerk.is_staff
    assert client.post(address, role_rows(city.clerk) | {"roles-0-DELETE": "on"}).status_code == 302
    city.clerk.refresh_from_db()
    assert not city.clerk.is_staff


def test_the_security_administrator_gives_roles_and_leaves_the_account_alone(city: City) -> None:
    client = administrator(city, Role.SECURITY_ADMIN)
    sent = account(city.clerk) | {"name": "别名"} | role_rows(city.clerk, Role.VERIFIER)
    assert client.post(reverse("admin:people_officer_change", args=[city.clerk.pk]), sent).status_code == 302
    clerk = Officer.objects.get(pk=city.clerk.pk)
    assert clerk.name == "李填"
    assert {held.role for held in clerk.roles.all()} == {Role.CLERK, Role.VERIFIER}


def test_the_system_administrator_keeps_accounts(city: City) -> None:
    client = administrator(city, Role.SYSTEM_ADMIN)
    sent = account(city.clerk) | {"name": "李填报"} | role_rows(city.clerk)
    assert client.post(reverse("admin:people_officer_change", args=[city.clerk.pk]), sent).status_code == 302
    assert Officer.objects.get(pk=city.clerk.pk).name == "李填报"
    assert Officer.objects.get(pk=city.clerk.pk).check_password(PASSWORD)


def test_nobody_changes_the_own_roles(city: City) -> None:
    client = administrator(city, Role.SECURITY_ADMIN)
    own = Officer.objects.get(username=Role.SECURITY_ADMIN)
    sent = role_rows(own) | {"roles-0-role": Role.SYSTEM_ADMIN}
    client.post(reverse("admin:people_officer_change", args=[own.pk]), sent)
    assert [held.role for held in own.roles.all()] == [Role.SECURITY_ADMIN]


def test_a_request_of_nobody_is_refused(client: Client) -> None:
    request = client.get(reverse("people:login")).wsgi_request
    with pytest.raises(NotAllowed, match="请先登录"):
        officer_of(request)
