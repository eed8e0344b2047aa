"""Row 29: headers on every answer, no TRACE, the back office from the listed addresses alone, no warning at deploy."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import cycle
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from projects.access.limits import MOST_NOTED
from projects.audit.models import Entry
from projects.people.models import Officer
from tests.factories import NOW, City, new_project, sign_in
from tests.projects.access.walks import addresses, give_password

ROOT = Path(__file__).resolve().parents[3]
HEADERS = {
    "Content-Security-Policy": ("frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'"),
    "X-Content-Type-Options": ("nosniff",),
    "Referrer-Policy": ("same-origin",),
    "X-Frame-Options": ("DENY",),
    "Cross-Origin-Opener-Policy": ("same-origin",),
    "Permissions-Policy": ("camera=()",),
}


def missing_of(answer: object) -> list[str]:
    """What the answer lacks."""
    lacks = [
        name
        for name, parts in HEADERS.items()
        if any(part not in answer.headers.get(name, "") for part in parts)  # type: ignore[attr-defined]
    ]
    if answer.headers.get("Referrer-Policy") == "no-referrer":  # stricter: the address itself is a credential
        lacks.remove("Referrer-Policy")
    unsafe = "unsafe" in answer.headers.get("Content-Security-Policy", "")  # type: ignore[attr-defined]
    return [*lacks, *(["unsafe CSP"] if unsafe else [])]


@pytest.mark.django_db
def test_every_answer_carries_the_headers(city: City, administrators: dict[str, Officer]) -> None:
    new_project(city)
    dispatcher = sign_in(Client(), city.dispatcher)
    admins = cycle([sign_in(Client(), officer) for officer in administrators.values()])
    asked, wrong = 0, []
    for address in (*addresses(), "/nowhere/", "/api/nowhere/"):
        for client in (Client(), dispatcher, next(admins)):
            if address == "/logout/" or address.endswith("/logout/"):
                continue
            client.raise_request_exception = False
            answer = client.get(address)
            asked += 1
            wrong += [(address, lack) for lack in missing_of(answer)]
            if "_auth_user_id" in client.session and not address.startswith("/api/"):
                wrong += [] if "no-store" in answer.headers.get("Cache-Control", "") else [(address, "no-store")]
            b"".join(answer.streaming_content) if answer.streaming else None  # an unread export keeps its file open
    sys.stdout.write(f"row 29: {asked} answers of {len(addresses())} addresses: {len(wrong)} lack a header\n")
    assert wrong == []
    assert asked > 400


@pytest.mark.django_db
def test_without_the_middleware_the_header_is_missing(client: Client, settings: Settings) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "HardeningMiddleware" not in name]
    assert missing_of(client.get("/login/")) == ["Permissions-Policy"]


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "DEBUG"])
@pytest.mark.parametrize("path", ["/", "/login/", "/api/v1/projects/", "/healthz", "/backoffice/"])
def test_odd_methods_are_refused_everywhere(client: Client, path: str, method: str) -> None:
    answer = client.generic(method, path)
    assert answer.status_code == 405
    assert "Permissions-Policy" in answer.headers


OUTSIDE = {
    "10.1.2.3": 302,
    "10.2.0.1": 404,
    "2001:db8:5::9": 302,
    "2001:db8:6::9": 404,
    "::ffff:10.1.2.3": 302,
    "::ffff:10.2.0.1": 404,
    "garbage": 404,
}


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "status"), OUTSIDE.items())
def test_the_back_office_is_there_from_listed_addresses_alone(
    client: Client, settings: Settings, address: str, status: int
) -> None:
    settings.BACKOFFICE_NETWORKS = ["10.1.0.0/16", "2001:db8:5::/48"]
    for path in ("/backoffice/", "/accounts/"):
        assert client.get(path, REMOTE_ADDR=address).status_code == status
    assert client.get("/login/", REMOTE_ADDR=address).status_code == 200


def walled() -> list[tuple[str, str, str, str]]:
    found = Entry.objects.filter(action="access.walled").order_by("seq")
    return list(found.values_list("actor", "address", "object_name", "result"))


@pytest.mark.django_db
def test_who_asks_for_a_walled_page_is_recorded_known_or_not(
    client: Client, settings: Settings, system: Officer
) -> None:
    settings.BACKOFFICE_NETWORKS = ["10.1.0.0/16"]
    client.get("/backoffice/", REMOTE_ADDR="203.0.113.5")
    sign_in(client, system).post("/accounts/", REMOTE_ADDR="203.0.113.5")
    client.get("/accounts/", REMOTE_ADDR="10.1.2.3")
    assert walled() == [
        ("", "203.0.113.5", "GET /backoffice/", "refused"),
        (system.username, "203.0.113.5", "POST /accounts/", "refused"),
    ]


@pytest.mark.django_db
def test_a_flood_against_the_wall_leaves_entries_up_to_a_bound(client: Client, settings: Settings) -> None:
    settings.BACKOFFICE_NETWORKS = ["10.1.0.0/16"]
    with time_machine.travel(NOW, tick=False):
        for _ in range(MOST_NOTED + 5):
            assert client.get("/audit/", REMOTE_ADDR="203.0.113.5").status_code == 404
    assert len(walled()) == MOST_NOTED


@pytest.mark.django_db
def test_a_forged_forwarding_header_opens_no_back_office(client: Client, settings: Settings, system: Officer) -> None:
    settings.BACKOFFICE_NETWORKS = ["10.1.0.0/16"]
    sign_in(client, system)
    forged = {"X-Forwarded-For": "10.1.2.3"}
    assert client.get("/backoffice/", REMOTE_ADDR="203.0.113.5", headers=forged).status_code == 404
    assert client.get("/backoffice/", REMOTE_ADDR="10.1.2.3").status_code == 200
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": 1}
    behind = {"X-Forwarded-For": "10.1.2.3, 203.0.113.5"}
    assert client.get("/backoffice/", REMOTE_ADDR="127.0.0.1", headers=behind).status_code == 404


@pytest.mark.django_db
def test_without_a_list_the_back_office_is_there_for_administrators(client: Client, system: Officer) -> None:
    assert sign_in(client, system).get("/backoffice/", REMOTE_ADDR="203.0.113.5").status_code == 200


@pytest.mark.django_db
def test_a_clerk_at_the_back_office_is_told_no_instead_of_going_in_circles(city: City, client: Client) -> None:
    give_password(client, city.clerk)
    assert client.get(reverse("admin:index"), follow=True).status_code == 403


def checked(**over: str) -> subprocess.CompletedProcess[str]:
    """``check --deploy`` as on a server."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LUODI_", "DJANGO_"))}
    environment |= {
        "LUODI_HOME": os.environ.get("LUODI_TEST_HOME", "var"),
        "LUODI_HTTPS": "1",
        "LUODI_SECRET_KEY": "s3cret-" + "Kx7mQ2vR9tB4nW8z" * 4,
        "LUODI_API_KEY_PEPPER": "p3pper-" + "Lw6nP3uS8sC5mV7y" * 3,
        "LUODI_AUDIT_KEY": "4udit--" + "Mv5oN4tT7rD6lU6x" * 3,
        "LUODI_FIELD_KEYS": "k1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
        "LUODI_PUBLIC_URL": "https://luodi.example",
        **over,
    }
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_a_deployment_over_https_is_warned_of_nothing(tmp_path: Path) -> None:
    ended = checked(LUODI_HOME=str(tmp_path))
    assert ended.returncode == 0, ended.stderr
    assert "WARNINGS" not in ended.stderr


@pytest.mark.parametrize(
    ("variable", "value"),
    [("LUODI_SECRET_KEY", "sample-secret-for-demonstration-only"), ("LUODI_PASSWORD_PROFILE", "weak"),
     ("LUODI_SECOND_FACTOR", "nobody"), ("LUODI_BACKOFFICE_NETWORKS", "10.0.0.0/99")],
)  # fmt: skip
def test_a_bad_setting_stops_the_start(tmp_path: Path, variable: str, value: str) -> None:
    ended = checked(LUODI_HOME=str(tmp_path), **{variable: value})
    assert ended.returncode != 0
    assert variable in ended.stderr + ended.stdout


def test_cookies_are_tied_to_the_host_over_https(tmp_path: Path) -> None:
    names = "s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE"
    shown = f"from django.conf import settings as s; print({names})"
    environment = {**os.environ, "LUODI_HTTPS": "1", "LUODI_HOME": str(tmp_path), "LUODI_DEMO": "1"}
    ended = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", shown],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert ended.stdout.strip() == "__Host-sessionid __Host-csrftoken True"
