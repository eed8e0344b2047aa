"""The page of accounts: what each administrator finds there and does there."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from projects.access.models import AccountRequest
from projects.access.services import enter_password
from projects.audit.models import Entry
from projects.errors import DomainError
from projects.people.models import Officer
from projects.people.roles import Role
from tests.factories import NOW, PASSWORD, City, sign_in
from tests.projects.access.walks import give_password

pytestmark = pytest.mark.django_db
LIST = "/accounts/"


def page_of(client: Client, officer: Officer) -> str:
    return client.get(reverse("access:account", args=[officer.pk])).content.decode()


def change(client: Client, officer: Officer, kind: str, **sent: object) -> object:
    return client.post(reverse("access:change", args=[officer.pk, kind]), sent, follow=True)


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (Role.SYSTEM_ADMIN, {"重置密码", "停用账号"}),
        (Role.SECURITY_ADMIN, {"保存角色", "解除登录锁定", "结束登录会话"}),
        (Role.AUDIT_ADMIN, set()),
    ],
)
def test_each_administrator_finds_the_own_acts(
    city: City, administrators: dict[str, Officer], role: str, sees: set[str]
) -> None:
    page = page_of(sign_in(Client(), administrators[role]), city.clerk)
    every = {"重置密码", "停用账号", "保存角色", "解除登录锁定", "结束登录会话"}
    assert {word for word in every if f">{word}</button>" in page} == sees


@pytest.mark.parametrize("who", ["clerk", "leader", "dispatcher"])
def test_nobody_else_opens_any_of_it(city: City, client: Client, who: str) -> None:
    client.force_login(getattr(city, who))
    for address in (LIST, reverse("access:account", args=[city.clerk.pk])):
        assert client.get(address).status_code == 403
    assert client.post(reverse("access:unlock", args=[city.clerk.pk])).status_code == 403


def test_the_list_is_searched_and_filtered(city: City, security: Officer) -> None:
    client = sign_in(Client(), security)
    assert "李填" in client.get(LIST, {"q": "litian"}).content.decode()
    assert "李填" not in client.get(LIST, {"q": "鸠江"}).content.decode()
    only = client.get(LIST, {"role": Role.AUDIT_ADMIN}).content.decode()
    assert "李填" not in only
    for _ in range(6):
        with pytest.raises(DomainError):
            enter_password("litian", "no", address="10.0.0.9", now=timezone.now())
    assert "登录锁定" in client.get(LIST, {"state": "locked", "q": "litian"}).content.decode()
    assert "10.0.0.9" in page_of(client, city.clerk)
    assert client.get(LIST, {"state": "nonsense", "page": "x"}).status_code == 200


def test_the_list_costs_the_same_for_any_number_of_accounts(
    city: City, security: Officer, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = sign_in(Client(), security)
    client.get(LIST)
    with django_assert_max_num_queries(12):
        client.get(LIST)


def test_roles_are_given_and_taken_on_the_page(city: City, security: Officer) -> None:
    client = sign_in(Client(), security)
    change(client, city.clerk, "roles", roles=[Role.CLERK, Role.VERIFIER])
    assert set(city.clerk.roles.values_list("role", flat=True)) == {Role.CLERK, Role.VERIFIER}
    answer = change(client, city.clerk, "roles", roles=[Role.CLERK, Role.AUDIT_ADMIN], reason="兼")
    assert "须由不同的人担任" in answer.content.decode()  # type: ignore[attr-defined]
    assert Entry.objects.filter(action="officer.grant_roles", actor="security_admin").count() == 1


def test_a_temporary_password_is_shown_once_and_written_nowhere(city: City, system: Officer) -> None:
    client = sign_in(Client(), system)
    shown = change(client, city.clerk, "password").content.decode()  # type: ignore[attr-defined]
    found = re.search(r'class="temporary num">([^<]+)<', shown)
    assert found
    assert found[1] not in page_of(client, city.clerk)
    assert enter_password("litian", found[1], address="", now=NOW) == city.clerk
    assert not any(found[1] in f"{entry.changes}{entry.detail}" for entry in Entry.objects.all())


def test_a_change_of_an_administrator_waits_on_the_page_for_the_third(administrators: dict[str, Officer]) -> None:
    system, security, audit = (sign_in(Client(), officer) for officer in administrators.values())
    concerned = administrators[Role.SECURITY_ADMIN]
    refused = change(system, concerned, "password").content.decode()  # type: ignore[attr-defined]
    assert "须写明理由" in refused
    told = change(system, concerned, "password", reason="忘记密码").content.decode()  # type: ignore[attr-defined]
    assert "须由另一名管理员" in told
    asked = AccountRequest.objects.get()
    confirm = reverse("access:confirm", args=[asked.pk])
    assert "同意并执行" not in system.get(LIST).content.decode()
    assert "同意并执行" not in security.get(LIST).content.decode()
    assert [client.post(confirm).status_code for client in (system, security)] == [403, 403]
    assert concerned.check_password(PASSWORD)
    assert "同意并执行" in audit.get(LIST).content.decode()
    assert "temporary" in audit.post(confirm).content.decode()
    assert audit.post(confirm).status_code == 409
    assert security.get(LIST).status_code == 302  # signed out: the password is another
    assert not Officer.objects.get(pk=concerned.pk).check_password(PASSWORD)


def test_an_own_account_offers_nothing_and_says_why(security: Officer) -> None:
    page = page_of(sign_in(Client(), security), security)
    assert "须由另一名管理员办理" in page
    assert "保存角色" not in page


def test_unknown_accounts_and_acts_are_not_found(city: City, system: Officer) -> None:
    client = sign_in(Client(), system)
    assert client.get(reverse("access:account", args=["00000000-0000-0000-0000-000000000000"])).status_code == 404
    assert client.post(reverse("access:change", args=[city.clerk.pk, "promote"])).status_code == 404


def test_my_account_shows_my_sessions_and_my_second_factor(city: City, client: Client) -> None:
    give_password(client, city.clerk)
    page = client.get(reverse("access:me")).content.decode()
    assert "本机" in page and "未绑定" in page and "填报员" in page
