"""Sessions end: by time, by another sign-in, by an administrator, with the account."""

from __future__ import annotations

import sys
from datetime import timedelta
from time import monotonic
from unittest import mock

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from projects.access import middleware, tasks
from projects.access.models import Account, SignIn
from projects.access.services import change_account, disable_unused, end_sessions, key_of, purge
from projects.audit.models import Entry
from projects.people.models import Officer
from projects.people.roles import Role
from projects.people.services import add_officer, grant_roles
from tests.factories import NOW, PASSWORD, City, own_password, sign_in
from tests.projects.access.walks import give_password

pytestmark = pytest.mark.django_db
OWN = "/account/"


def enter(officer: Officer) -> Client:
    client = Client()
    give_password(client, officer)
    assert client.get(OWN).status_code == 200
    return client


def test_a_session_ends_after_half_an_hour_without_use(city: City) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = enter(city.clerk)
        for _ in range(4):
            clock.shift(timedelta(minutes=29))
            assert client.get(OWN).status_code == 200
        clock.shift(timedelta(minutes=30))
        answer = client.get(OWN, follow=True)
        assert answer.redirect_chain
        assert "长时间未操作" in answer.content.decode()


def test_with_the_guard_off_the_same_session_goes_on(city: City) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock, mock.patch.object(middleware, "settle"):
        client = enter(city.clerk)
        clock.shift(timedelta(minutes=31))
        assert client.get(OWN).status_code == 200


def test_a_session_ends_after_twelve_hours_however_busy(city: City) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = enter(city.clerk)
        for _ in range(28):
            clock.shift(timedelta(minutes=25))
            assert client.get(OWN).status_code == 200
        clock.shift(timedelta(minutes=21))
        assert client.get(OWN).status_code == 302


def test_the_limit_without_use_is_a_setting(city: City, settings: Settings) -> None:
    settings.SESSION_IDLE_MINUTES = 5
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = enter(city.clerk)
        clock.shift(timedelta(minutes=6))
        assert client.get(OWN).status_code == 302


def test_signing_in_elsewhere_ends_the_first_session_where_one_is_all(city: City, settings: Settings) -> None:
    first, second = enter(city.clerk), enter(city.clerk)
    assert (first.get(OWN).status_code, second.get(OWN).status_code) == (200, 200)
    settings.ONE_SESSION = True
    third = enter(city.clerk)
    assert [client.get(OWN).status_code for client in (first, second, third)] == [302, 302, 200]


def test_a_disabled_account_is_out_at_once_on_pages_and_api(city: City, system: Officer) -> None:
    client = enter(city.clerk)
    assert client.get("/api/v1/projects/").status_code == 200
    change_account(city.clerk, "disable", by=system, now=timezone.now())
    began = monotonic()
    assert client.get("/api/v1/projects/").status_code == 401
    assert client.get(OWN).status_code == 302
    sys.stdout.write(f"row 28: disabled: 401 after {monotonic() - began:.3f} s (next request)\n")
    assert monotonic() - began < 5


def test_an_ended_session_stays_ended_when_the_account_is_enabled_again(city: City, system: Officer) -> None:
    client = enter(city.clerk)
    for kind in ("disable", "enable"):
        change_account(city.clerk, kind, by=system, now=timezone.now())
    assert client.get(OWN).status_code == 302


def test_the_security_administrator_ends_somebodys_sessions(city: City, security: Officer) -> None:
    client = enter(city.clerk)
    assert end_sessions(city.clerk, by=security, now=timezone.now()) == 1
    assert client.get(OWN).status_code == 302
    assert Entry.objects.filter(action="access.end_sessions", actor="security_admin").exists()


def test_an_officer_ends_an_own_session_elsewhere_and_nobody_elses(city: City) -> None:
    here, there, other = enter(city.clerk), enter(city.clerk), enter(city.leader)
    for client, expected in ((there, 302), (other, 404)):
        row = SignIn.objects.get(key=digest_of(client))
        assert here.post(reverse("access:end_own", args=[row.key])).status_code == expected
    assert [client.get(OWN).status_code for client in (here, there, other)] == [200, 302, 200]


def digest_of(client: Client) -> str:
    return key_of(str(client.session.session_key))


def test_only_a_digest_of_the_sessions_key_is_kept(city: City) -> None:
    client = enter(city.clerk)
    assert not SignIn.objects.filter(key=client.session.session_key).exists()


def test_a_changed_role_counts_from_the_next_request(city: City, security: Officer) -> None:
    client = enter(city.clerk)
    assert client.get(reverse("ledger:create")).status_code == 200
    change_account(city.clerk, "roles", roles=[Role.LEADER], by=security, now=timezone.now())
    assert client.get(reverse("ledger:create")).status_code == 403


def test_changing_the_password_keeps_this_session_and_ends_the_others(city: City) -> None:
    here, there = enter(city.clerk), enter(city.clerk)
    typed = {"old_password": PASSWORD, "new_password1": "Wald-und-See-31", "new_password2": "Wald-und-See-31"}
    assert here.post(reverse("access:password"), typed).status_code == 302
    assert (here.get(OWN).status_code, there.get(OWN).status_code) == (200, 302)


def idle_for(officer: Officer, days: int) -> None:
    then = timezone.now() - timedelta(days=days)
    Officer.objects.filter(pk=officer.pk).update(last_login=then, created_at=then)
    Account.objects.filter(officer=officer).update(counted_from=then)


def test_accounts_nobody_used_for_ninety_days_are_disabled_and_listed(city: City, system: Officer) -> None:
    idle_for(city.clerk, 91)
    idle_for(city.leader, 89)
    client = sign_in(Client(), system)
    assert "李填" in client.get(reverse("access:accounts"), {"state": "unused"}).content.decode()
    assert [officer.name for officer in disable_unused(now=timezone.now())] == ["李填"]
    assert not Officer.objects.get(pk=city.clerk.pk).is_active
    assert Entry.objects.get(action="access.disable_unused").object_name == "李填"
    assert disable_unused(now=timezone.now()) == []
    page = client.get(reverse("access:accounts"), {"state": "disabled"}).content.decode()
    assert "李填" in page and "陈市长" not in page


def test_an_account_enabled_again_has_ninety_days_anew(city: City, system: Officer) -> None:
    idle_for(city.clerk, 91)
    disable_unused(now=timezone.now())
    change_account(city.clerk, "enable", by=system, now=timezone.now())
    assert disable_unused(now=timezone.now()) == []


def test_the_last_administrator_of_a_kind_system_accounts_and_people_without_password_stay(
    city: City, administrators: dict[str, Officer]
) -> None:
    service = add_officer(city.city, username="sys", name="系统", kind="service", password="x", by=None, now=NOW)
    silent = add_officer(city.city, username="silent", name="无号", by=None, now=NOW)
    for officer in (*administrators.values(), service, silent):
        idle_for(officer, 400)
    assert disable_unused(now=timezone.now()) == []
    second = Officer(username="second", name="第二安全员")
    second.set_password(PASSWORD)
    second.save()
    grant_roles(second, [Role.SECURITY_ADMIN], by=None, now=NOW)
    own_password(second)
    assert [officer.username for officer in disable_unused(now=timezone.now())] == ["security_admin"]


def test_the_tick_spares_a_demonstration(city: City, settings: Settings) -> None:
    idle_for(city.clerk, 91)
    settings.DEMO = True
    tasks.keep()
    assert Officer.objects.get(pk=city.clerk.pk).is_active
    settings.DEMO = False
    tasks.keep()
    assert not Officer.objects.get(pk=city.clerk.pk).is_active


def test_old_rows_are_removed_and_live_sessions_stay(city: City) -> None:
    client = enter(city.clerk)
    now = timezone.now()
    SignIn.objects.create(
        key="old", officer=city.leader, started_at=now - timedelta(days=40), last_seen_at=now - timedelta(days=40)
    )
    assert purge(now=now) == 1
    assert client.get(OWN).status_code == 200
