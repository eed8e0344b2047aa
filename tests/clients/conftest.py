"""The running server, and the keys of a vendor who tries it. One for the tests of a file, emptied after them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import time_machine
from django.test import TransactionTestCase, modify_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from clients.python.luodi_client import Luodi, Retry
from projects.gateway.services import revoke_key
from projects.workdays.services import load_years
from tests.api.callers import CLERK, VERIFIER, Caller, caller
from tests.factories import NOW, City, build_city

VENDOR = (*CLERK, "statistics:read", "dispatch:write")


@dataclass
class Site:
    """A server with people in it, and a vendor's keys."""

    url: str
    city: City
    main: Caller
    second: Caller
    verifier: Caller
    narrow: Caller
    revoked: Caller
    clients: list[Luodi] = field(default_factory=list)

    def client(self, key: str = "", **how: object) -> Luodi:
        """A client of the main key that does not wait long."""
        made = Luodi(self.url, key or self.main.key, **{"retry": Retry(3, first=0.01), **how})  # type: ignore[arg-type]
        self.clients.append(made)
        return made

    def options(self) -> list[str]:
        """All keys, as the kit takes them."""
        given = ["--base-url", self.url, "--key", self.main.key, "--organisation", self.city.district.code]
        for name in ("second", "verifier", "narrow", "revoked"):
            given += [f"--{name}-key", getattr(self, name).key]
        return given


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    """Two days after the samples, and running. What one test leaves, the next one finds."""
    with django_db_blocker.unblock(), time_machine.travel(NOW + timedelta(days=2), tick=True):
        emptying = TransactionTestCase("__init__")
        server = LiveServer("localhost")
        try:
            with modify_settings(ALLOWED_HOSTS={"append": "localhost"}):
                site = furnished(server.url)
                yield site
            for client in site.clients:
                client.close()
        finally:
            server.stop()
            emptying._fixture_teardown()  # type: ignore[attr-defined]


def furnished(url: str) -> Site:
    """People and keys."""
    now = timezone.now()
    year = timezone.localdate(now).year
    load_years(year, year, now=now)
    city = build_city()
    ended = caller(city.district, *CLERK)
    revoke_key(ended.row, reason="自检", by=None, now=now)
    return Site(
        url,
        city,
        caller(city.district, *VENDOR),
        caller(city.sibling, *VENDOR),
        caller(city.departments["TC"], *VERIFIER),
        caller(city.district, "project:read"),
        ended,
    )
