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
from projects.gateway.models import ApiKey, Signing
from projects.gateway.peppers import peppers
from projects.gateway.services import revoke_key
from projects.gateway.signing import secret_of, shown
from projects.workdays.services import load_years
from tests.api.callers import CLERK, VERIFIER, Caller, caller
from tests.factories import NOW, City, at_stage, build_city, give_chief, new_project

VENDOR = (*CLERK, "statistics:read", "dispatch:write", "webhook:write")


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
    expired: Caller
    signer: Caller
    clients: list[Luodi] = field(default_factory=list)

    def client(self, key: str = "", **how: object) -> Luodi:
        """A client of the main key that does not wait long."""
        made = Luodi(self.url, key or self.main.key, **{"retry": Retry(3, first=0.01), **how})  # type: ignore[arg-type]
        self.clients.append(made)
        return made

    @property
    def signed(self) -> list[str]:
        """The key of a system that signs, in the place of the main one."""
        row = self.signer.row
        secret = shown(secret_of(row.public_id, peppers()[row.pepper]))
        return ["--key", self.signer.key, "--signing-secret", secret]

    def options(self) -> list[str]:
        """All keys, as the kit takes them."""
        given = ["--base-url", self.url, "--key", self.main.key, "--organisation", self.city.district.code]
        for name in ("second", "verifier", "narrow", "revoked", "expired"):
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
    """People, a project that produces and has a chief, and keys."""
    now = timezone.now()
    year = timezone.localdate(now).year
    load_years(year, year, now=now)
    city = build_city()
    known = new_project(city)
    give_chief(city, known)
    at_stage(known, "producing", city)
    ended = caller(city.district, *CLERK)
    revoke_key(ended.row, reason="自检", by=None, now=now)
    over = caller(city.district, *CLERK, expires_at=now + timedelta(days=1))
    ApiKey.objects.filter(pk=over.row.pk).update(expires_at=now - timedelta(days=1))
    return Site(
        url,
        city,
        caller(city.district, *VENDOR),
        caller(city.sibling, *VENDOR),
        caller(city.departments["TC"], *VERIFIER),
        caller(city.district, "project:read"),
        ended,
        over,
        caller(city.district, *VENDOR, signing=Signing.REQUIRED),
    )
