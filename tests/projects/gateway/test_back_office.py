"""The back office looks at keys; they are kept on the pages of 系统接入."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from projects.gateway.models import ApiKey
from projects.gateway.services import create_client
from projects.people.models import Organisation
from projects.people.roles import Role
from projects.people.services import add_officer
from tests.factories import NOW, sign_in

LIST = "/backoffice/gateway/apikey/"


@pytest.fixture
def key(district: Organisation) -> ApiKey:
    """A live key."""
    row, _ = create_client(district, name="繁昌系统", scopes=["project:read"], by=None, now=timezone.now())
    return row


def browser(district: Organisation, *roles: str) -> Client:
    officer = add_officer(
        district, username="guanli", name="管理", roles=roles, password="Luodi-2026-demo", by=None, now=NOW
    )
    return sign_in(Client(), officer)


def test_the_system_administrator_sees_keys_without_their_digest(district: Organisation, key: ApiKey) -> None:
    client = browser(district, Role.SYSTEM_ADMIN)
    for path in (LIST, f"{LIST}{key.pk}/change/"):
        page = client.get(path).content.decode()
        assert key.public_id in page
        assert key.digest not in page
    assert client.get(f"{LIST}add/").status_code == 403


def test_the_back_office_offers_nothing_to_do(district: Organisation, key: ApiKey) -> None:
    client = browser(district, Role.SYSTEM_ADMIN)
    client.post(LIST, {"action": "revoke", "_selected_action": [str(key.pk)]})
    client.post(f"{LIST}{key.pk}/change/", {"public_id": "x" * 12})
    assert client.post(f"{LIST}{key.pk}/delete/", {"post": "yes"}).status_code == 403
    kept = ApiKey.objects.get()
    assert (kept.public_id, kept.is_live(timezone.now())) == (key.public_id, True)


def test_a_clerk_does_not_get_in(district: Organisation, key: ApiKey) -> None:
    assert browser(district, Role.CLERK).get(LIST).status_code == 302
