"""The password, then the code: nobody is anybody before both were right."""

from __future__ import annotations

import sys
from datetime import timedelta
from unittest import mock

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from projects.access import middleware, services
from projects.access.models import Account, RecoveryCode, SignIn
from projects.access.services import enrol
from projects.access.totp import code_of, new_secret, step_at
from projects.audit.models import Entry
from projects.people.models import Officer
from tests.factories import PASSWORD, City
from tests.projects.access.walks import addresses, bind, code_now, give_code, give_password

pytestmark = pytest.mark.django_db
OPEN = {"/login/", "/second-factor/", "/second-factor/new/", "/healthz", "/readyz", "/logout/"}
"""What a stranger may open; API documents and the demo's pages are filtered by prefix below."""


def actions() -> list[str]:
    return list(Entry.objects.order_by("seq").values_list("action", flat=True))


def is_in(client: Client) -> bool:
    return client.get(reverse("access:me")).status_code == 200


def test_the_published_codes_of_rfc_6238_are_shown() -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    published = {59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 20000000000: "353130"}
    assert {at: code_of(secret, at // 30) for at in published} == published


def test_a_clerk_gets_in_by_password_and_it_is_recorded(city: City, client: Client) -> None:
    assert give_password(client, city.clerk).status_code == 302
    assert is_in(client)
    entry = Entry.objects.filter(action="access.sign_in").get()
    assert (entry.actor, entry.result, entry.address) == ("litian", "done", "127.0.0.1")


def test_an_administrator_is_nobody_after_the_password_alone(system: Officer, client: Client) -> None:
    bind(system)
    answer = give_password(client, system)
    assert answer["Location"] == reverse("access:second_factor")
    assert "_auth_user_id" not in client.session
    assert not is_in(client)
    assert give_code(client, code_now(system)).status_code == 302
    assert is_in(client)


def test_half_way_in_every_address_of_the_site_answers_as_to_a_stranger(system: Officer, client: Client) -> None:
    bind(system)
    give_password(client, system)
    stranger = Client()
    asked = [address for address in addresses() if address not in OPEN]
    assert len(asked) > 60
    for address in asked:
        for method in ("get", "post"):
            half, outside = getattr(client, method)(address), getattr(stranger, method)(address)
            assert half.status_code == outside.status_code, (method, address)
            assert half.get("Location") == outside.get("Location"), (method, address)
    assert "_auth_user_id" not in client.session
    sys.stdout.write(f"row 28: second factor skipped on {len(asked)} addresses x 2 methods: 0\n")


def test_a_session_that_lost_its_code_is_led_to_it(system: Officer, client: Client) -> None:
    bind(system)
    client.force_login(system)  # a role given in mid-session looks like this
    wanted = reverse("access:accounts")
    answer = client.get(wanted)
    assert answer["Location"].startswith(reverse("access:login"))
    assert client.get(answer["Location"])["Location"] == reverse("access:second_factor")
    assert client.get("/backoffice/", follow=True).redirect_chain[-1][0] == reverse("access:second_factor")
    assert client.get("/api/v1/projects/").status_code == 401
    assert give_code(client, code_now(system))["Location"] == wanted


def test_with_the_guard_off_the_same_probe_gets_in(system: Officer, client: Client) -> None:
    bind(system)
    with mock.patch.object(middleware, "is_code_required", return_value=False):
        client.force_login(system)
        assert client.get(reverse("access:accounts")).status_code == 200


def test_a_code_is_good_once(system: Officer) -> None:
    bind(system)
    first, second = Client(), Client()
    code = code_now(system)
    give_password(first, system)
    give_password(second, system)
    assert give_code(first, code).status_code == 302
    page = give_code(second, code)
    assert "不正确或已用过" in page.content.decode()
    assert not is_in(second)
    assert "access.code_failed" in actions()


def test_a_code_is_good_half_a_minute_early_or_late_and_no_more(system: Officer) -> None:
    secret = bind(system)
    now = timezone.now()
    good = {}
    for steps in range(-3, 4):
        Account.objects.filter(officer=system).update(last_step=0)
        code = code_of(secret, step_at(now) + steps)
        good[steps] = services.signing.use_code(system, code, now=now)
    assert good == {-3: False, -2: False, -1: True, 0: True, 1: True, 2: False, 3: False}


def test_codes_are_guessed_five_times_and_then_not(system: Officer, client: Client) -> None:
    bind(system)
    give_password(client, system)
    wrong = f"{(int(code_now(system)) + 1) % 1_000_000:06d}"
    statuses = [give_code(client, wrong).status_code for _ in range(7)]
    assert statuses == [200] * 5 + [429] * 2
    assert give_code(client, code_now(system)).status_code == 429
    assert not is_in(client)


def test_a_recovery_code_is_good_once(system: Officer) -> None:
    secret = services.begin_enrolment(system)
    now = timezone.now()
    codes = enrol(system, code_of(secret, step_at(now)), by=system, now=now)
    assert len(codes) == 10
    assert not RecoveryCode.objects.filter(digest__in=[code.replace("-", "") for code in codes]).exists()
    first, second = Client(), Client()
    for client in (first, second):
        give_password(client, system)
    assert give_code(first, codes[0].upper()).status_code == 302
    assert "不正确" in give_code(second, codes[0]).content.decode()
    assert "access.use_recovery" in actions()


def test_an_administrator_without_a_telephone_binds_one_before_anything_else(system: Officer, client: Client) -> None:
    give_password(client, system)
    page = client.get(reverse("access:second_factor"), follow=True)
    assert page.redirect_chain[-1][0] == reverse("access:enrol")
    assert '<img src="data:image/svg+xml' in page.content.decode()
    assert not is_in(client)
    wrong = client.post(reverse("access:enrol"), {"code": "abc"})
    assert "动态码不正确" in wrong.content.decode()
    shown = client.post(reverse("access:enrol"), {"code": code_now(system)}).content.decode()
    assert shown.count("<li>") == 10
    assert is_in(client)
    assert "access.enrol" in actions()


def test_the_secret_is_ciphered_at_rest_and_in_no_entry(system: Officer) -> None:
    secret = bind(system)
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM access_account WHERE secret <> ''")
        assert [secret in row[0] for row in cursor.fetchall()] == [False]
    assert not any(secret in f"{entry.changes}{entry.detail}{entry.object_name}" for entry in Entry.objects.all())


def test_whoever_wants_binds_a_telephone_and_is_asked_for_it_from_then_on(city: City, client: Client) -> None:
    give_password(client, city.clerk)
    client.get(reverse("access:enrol"))
    assert "请保存恢复码" in client.post(reverse("access:enrol"), {"code": code_now(city.clerk)}).content.decode()
    other = Client()
    assert give_password(other, city.clerk)["Location"] == reverse("access:second_factor")


def test_everybody_needs_a_code_where_the_setting_says_so(city: City, client: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR = "everyone"
    assert give_password(client, city.clerk)["Location"] == reverse("access:second_factor")
    client.force_login(city.leader)
    assert client.get(reverse("desk:home")).status_code == 302


def test_the_note_of_a_right_password_lasts_ten_minutes(system: Officer, client: Client) -> None:
    bind(system)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        give_password(client, system)
        clock.shift(timedelta(minutes=11))
        assert give_code(client, code_now(system))["Location"] == reverse("access:login")
        assert not is_in(client)


def test_a_password_reset_between_password_and_code_sends_back_to_the_start(system: Officer, client: Client) -> None:
    bind(system)
    give_password(client, system)
    officer = Officer.objects.get(pk=system.pk)
    officer.set_password("Ganz-4nders-2030")
    officer.save()
    assert give_code(client, code_now(system))["Location"] == reverse("access:login")


def test_the_demo_shows_the_code_of_its_public_secret_and_of_no_other(
    system: Officer, client: Client, settings: Settings
) -> None:
    settings.DEMO, settings.DEMO_CODE_SECRET = True, new_secret()
    bind(system)
    give_password(client, system)
    address = reverse("access:second_factor")
    assert "当前动态码" not in client.get(address).content.decode()
    account = Account.objects.get(officer=system)
    account.secret = settings.DEMO_CODE_SECRET
    account.save()
    page = client.get(address).content.decode()
    assert code_now(system) in page
    settings.DEMO = False
    assert "当前动态码" not in client.get(address).content.decode()


def test_an_unknown_account_costs_as_much_as_a_known_one(city: City, client: Client) -> None:
    counts = []
    for username in ("litian", "nobody"):
        with mock.patch.object(
            MD5PasswordHasher, "encode", autospec=True, side_effect=MD5PasswordHasher.encode
        ) as work:
            answer = client.post("/login/", {"username": username, "password": "wrong"})
        counts.append(work.call_count)
        assert "账号或密码不正确" in answer.content.decode()
    assert counts[0] == counts[1] > 0


def test_a_name_nobody_has_is_not_written_down_whole(city: City, client: Client) -> None:
    client.post("/login/", {"username": PASSWORD, "password": "litian"})
    entry = Entry.objects.get(action="access.sign_in_failed")
    assert PASSWORD.lower() not in entry.object_name.lower()


def test_the_session_gets_a_new_key_at_sign_in(city: City, system: Officer) -> None:
    for officer in (city.clerk, system):
        client = Client()
        client.get("/login/")
        session = client.session
        session["planted"] = True
        session.save()
        planted = session.session_key
        client.cookies["sessionid"] = planted
        give_password(client, officer)
        if officer == system:
            client.get(reverse("access:enrol"))
            client.post(reverse("access:enrol"), {"code": code_now(officer)})
        assert client.session.session_key != planted
        assert "planted" not in client.session
        assert is_in(client)
        assert not is_in(_with_key(planted))
    assert SignIn.objects.count() == 2


def _with_key(key: str) -> Client:
    client = Client()
    client.cookies["sessionid"] = key
    return client


def test_no_other_door_of_djangos_takes_a_password(city: City, client: Client) -> None:
    assert not client.login(username="litian", password=PASSWORD)
    answer = client.post("/backoffice/login/?next=/backoffice/", {"username": "litian", "password": PASSWORD})
    assert answer["Location"].startswith("/login/")
    assert not is_in(client)


def test_signing_out_ends_the_session_and_clears_the_browser(city: City, client: Client) -> None:
    give_password(client, city.clerk)
    key = client.session.session_key
    assert client.get(reverse("desk:home"))["Cache-Control"] == "no-store"
    answer = client.post(reverse("access:logout"))
    assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert not is_in(_with_key(str(key)))
    assert actions()[-1] == "access.sign_out"


def test_a_path_that_leads_out_of_the_house_is_not_remembered(system: Officer, client: Client) -> None:
    bind(system)
    client.force_login(system)  # a session without its code
    client.get("/", PATH_INFO="//evil.example/accounts/")
    answer = give_code(client, code_now(system))
    assert answer["Location"] == "/"


def test_binding_a_telephone_ends_the_sessions_begun_without_one(city: City, client: Client) -> None:
    other = Client()
    for browser in (client, other):
        give_password(browser, city.clerk)
        assert is_in(browser)
    client.get(reverse("access:enrol"))
    answer = client.post(reverse("access:enrol"), {"code": code_now(city.clerk)})
    assert answer.status_code == 200
    assert is_in(client) and not is_in(other)
    assert "其他会话1个已结束" in Entry.objects.get(action="access.enrol").detail
