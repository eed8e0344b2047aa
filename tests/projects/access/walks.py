"""Getting in as people do: by the pages, with a telephone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from projects.access.models import Account
from projects.access.services import begin_enrolment, enrol
from projects.access.totp import code_of, step_at
from projects.people.models import Officer
from tests.factories import PASSWORD

LOGIN = "/login/"
ANY = "00000000-0000-0000-0000-000000000000"
SAMPLES = {"uuid": ANY, "int": "1", "str": "x", "slug": "x", "path": "x"}


def bind(officer: Officer, *, now: datetime | None = None) -> str:
    """A telephone bound a while ago; its secret."""
    now = now or timezone.now()
    secret = begin_enrolment(officer)
    enrol(officer, code_of(secret, step_at(now - timedelta(hours=1))), by=officer, now=now - timedelta(hours=1))
    return secret


def code_now(officer: Officer, *, now: datetime | None = None) -> str:
    """What the telephone shows."""
    secret = Account.objects.get(officer=officer).secret
    return code_of(secret, step_at(now or timezone.now()))


def give_password(client: Client, officer: Officer, password: str = PASSWORD, **extra: str) -> HttpResponse:
    """The first page."""
    return client.post(LOGIN, {"username": officer.username, "password": password, **extra})  # type: ignore[return-value]


def give_code(client: Client, code: str) -> HttpResponse:
    """The second page."""
    return client.post(reverse("access:second_factor"), {"code": code})  # type: ignore[return-value]


def addresses() -> list[str]:
    """Every address of the site, parameters filled with something that names nothing."""
    return sorted({address for address in _walk(get_resolver(), "/") if "static" not in address})


def _walk(resolver: URLResolver, prefix: str) -> list[str]:
    found: list[str] = []
    for pattern in resolver.url_patterns:
        text = _filled(pattern)
        if text is None:
            continue
        if isinstance(pattern, URLPattern):
            found.append(prefix + text)
        else:
            found += _walk(pattern, prefix + text)
    return found


def _filled(pattern: URLPattern | URLResolver) -> str | None:
    """The route with samples in place of its parameters; None for a regular expression, which is no page of ours."""
    route = getattr(pattern.pattern, "_route", None)
    if route is None:
        return None
    for name, converter in pattern.pattern.converters.items():
        kind = next((kind for kind in SAMPLES if kind in type(converter).__name__.lower()), "str")
        for written in (f"<{kind}:{name}>", f"<{name}>"):
            route = route.replace(written, SAMPLES[kind])
    return None if "<" in route else str(route)
