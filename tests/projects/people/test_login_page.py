"""Signing in, signing out, changing the password, and who gets into the back office."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from projects.people.models import Officer
from projects.people.services import grant_roles
from tests.factories import NOW, PASSWORD, City, build_city, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return build_city()


def test_a_visitor_is_led_to_the_login_and_back_to_the_page_they_wanted(city: City, client: Client) -> None:
    wanted = reverse("desk:projects")
    answer = client.get(wanted)
    assert answer.url == f"{reverse('access:login')}?next={wanted}"  # type: ignore[attr-defined]
    entered = client.post(answer.url, {"username": "litian", "password": PASSWORD, "next": wanted})  # type: ignore[attr-defined]
    assert entered.url == wanted  # type: ignore[attr-defined]


def test_a_wrong_password_is_refused_with_a_sentence_that_says_whom_to_ask(city: City, client: Client) -> None:
    answer = client.post(reverse("access:login"), {"username": "litian", "password": "wrong"})
    assert "账号或密码不正确" in answer.content.decode()
    assert "系统管理员" in answer.content.decode()


def test_the_login_never_sends_a_visitor_to_another_site(city: City, client: Client) -> None:
    answer = client.post(
        reverse("access:login"), {"username": "litian", "password": PASSWORD, "next": "https://elsewhere.example/"}
    )
    assert answer.url == reverse("desk:home")  # type: ignore[attr-defined]


def test_signing_out_takes_a_post(city: City, client: Client) -> None:
    client.force_login(city.clerk)
    assert client.get(reverse("access:logout")).status_code == 405
    assert client.post(reverse("access:logout")).url == reverse("access:login")  # type: ignore[attr-defined]
    assert client.get(reverse("desk:home")).status_code == 302


def test_an_officer_changes_the_own_password_and_stays_signed_in(city: City, client: Client) -> None:
    client.force_login(city.clerk)
    typed = {"old_password": PASSWORD, "new_password1": "Wald-und-See-31", "new_password2": "Wald-und-See-31"}
    assert client.post(reverse("access:password"), typed).url == reverse("desk:home")  # type: ignore[attr-defined]
    assert "密码已修改" in client.get(reverse("desk:home")).content.decode()
    assert Officer.objects.get(pk=city.clerk.pk).check_password("Wald-und-See-31")


def test_every_page_of_the_shell_loads_only_from_the_own_server(city: City, client: Client) -> None:
    page = client.get(reverse("access:login"))
    policy = page.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    text = page.content.decode()
    assert "style=" not in text and "<style" not in text and "onclick" not in text
    assert 'src="http' not in text and 'href="http' not in text


def test_only_an_administrator_by_role_looks_at_people_in_the_back_office(city: City, client: Client) -> None:
    admin, plain = city.dispatcher, city.clerk
    Officer.objects.filter(pk__in=[admin.pk, plain.pk]).update(is_staff=True)
    grant_roles(admin, ["system_admin"], by=None, now=NOW)
    people = reverse("admin:people_officer_changelist")
    sign_in(client, Officer.objects.get(pk=plain.pk))
    assert client.get(people).status_code == 403
    sign_in(client, Officer.objects.get(pk=admin.pk))
    assert city.leader.name in client.get(people).content.decode()
    page = client.get(reverse("admin:people_officer_change", args=[plain.pk])).content.decode()
    assert 'name="is_superuser"' not in page
    assert client.get(reverse("admin:people_organisation_changelist")).status_code == 200
    assert client.get(reverse("admin:people_post_change", args=[city.chief_post.pk])).status_code == 200
