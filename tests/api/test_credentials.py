"""Who gets in: keys by header, life, address and scope; people by session with CSRF."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from projects.gateway.models import ApiKey
from projects.gateway.services import issue_key, revoke_key, update_client
from tests.api.callers import BASE, Answer, Caller, body_of, caller, signed_in
from tests.factories import City


def test_without_a_key_the_answer_is_401_with_a_challenge(city: City) -> None:
    answer = Answer(Client().get(f"{BASE}/projects/"))
    answer.refused(401, "not_authenticated")
    assert answer.response["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer x", "Basic YTpi", "Bearer luodi_000000000000." + "0" * 43, "Bearer é", "bearer  "]
)
def test_a_wrong_key_is_401(city: City, header: str) -> None:
    Answer(Client().get(f"{BASE}/projects/", headers={"Authorization": header})).refused(401, "not_authenticated")


def test_a_wrong_secret_under_a_known_id_is_401(fanchang: Caller) -> None:
    fanchang.key = fanchang.key[:-4] + "AAAA"
    fanchang.get("/projects/").refused(401, "not_authenticated")


def test_a_revoked_key_fails_at_once(fanchang: Caller) -> None:
    assert fanchang.get("/projects/").status == 200
    revoke_key(fanchang.row, reason="泄露", by=None, now=timezone.now())
    fanchang.get("/projects/").refused(401, "not_authenticated")


def test_an_expired_key_fails(city: City) -> None:
    system = caller(city.district, "project:read", expires_at=timezone.now() + timedelta(days=1))
    assert system.get("/projects/").status == 200
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        system.get("/projects/").refused(401, "not_authenticated")


def test_a_disabled_account_fails(fanchang: Caller) -> None:
    account = fanchang.row.account
    account.is_active = False
    account.save()
    fanchang.get("/projects/").refused(401, "not_authenticated")


def test_narrower_scopes_of_the_client_bind_its_live_keys_on_the_next_call(city: City) -> None:
    system = caller(city.district, "project:read", "claim:write")
    assert system.get("/projects/").status == 200
    client = system.row.account.client
    values = {"name": client.name, "networks": [], "signing": client.signing, "contact": ""}
    update_client(client, **values, scopes=["claim:write"], by=None, now=timezone.now())
    system.get("/projects/").refused(403, "not_allowed")
    update_client(client, **values, scopes=["project:read", "claim:write"], by=None, now=timezone.now())
    assert system.get("/projects/").status == 200


def test_both_keys_work_during_a_change_over(fanchang: Caller) -> None:
    row, key = issue_key(fanchang.row.account.client, by=None, now=timezone.now())
    for system in (fanchang, Caller(str(key), row)):
        assert system.get("/projects/").status == 200


def test_the_address_list_is_asked_and_a_forged_header_does_not_help(city: City, settings: Any) -> None:
    system = caller(city.district, "project:read", networks=["10.0.0.0/8"])
    system.get("/projects/").refused(401, "not_authenticated")
    system.get("/projects/", X_Forwarded_For="10.1.1.1").refused(401, "not_authenticated")
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": 1}
    assert system.get("/projects/", X_Forwarded_For="8.8.8.8, 10.1.1.1").status == 200
    system.get("/projects/", X_Forwarded_For="10.1.1.1, 8.8.8.8").refused(401, "not_authenticated")


def test_use_is_noted_once_a_minute(fanchang: Caller, django_assert_num_queries: Any) -> None:
    fanchang.get("/projects/")
    key = ApiKey.objects.get(pk=fanchang.row.pk)
    assert key.last_used_at is not None
    assert key.last_used_from == "127.0.0.1"
    fanchang.get("/projects/")
    assert ApiKey.objects.get(pk=key.pk).last_used_at == key.last_used_at


@pytest.mark.parametrize(
    ("scope", "method", "path"),
    [
        ("claim:write", "GET", "/projects/"),
        ("claim:write", "GET", "/enterprises/"),
        ("claim:write", "GET", "/organisations/"),
        ("claim:write", "GET", "/officers/"),
        ("project:read", "POST", "/projects/"),
        ("project:read", "POST", "/enterprises/"),
        ("project:read", "POST", "/claims/"),
        ("dispatch:read", "GET", "/claims/"),
        ("project:write", "POST", "/claims/"),
        ("project:read", "GET", "/meetings/"),
    ],
)
def test_a_scope_one_does_not_hold_is_403(city: City, scope: str, method: str, path: str) -> None:
    refusal = caller(city.district, scope).send(method, path, {} if method == "POST" else None, Idempotency_Key="1")
    assert "权限范围" in refusal.refused(403, "not_allowed")["detail"]


@pytest.mark.parametrize("scope", ["project:read", "claim:write", "claim:verify"])
def test_claims_are_read_with_any_of_three_scopes(city: City, scope: str) -> None:
    assert caller(city.district, scope).get("/claims/").status == 200


def test_a_key_has_no_more_than_its_scopes(city: City, fanchang: Caller) -> None:
    project = fanchang.post("/projects/", body_of(city)).made()
    reader = caller(city.district, "project:read")
    reader.patch(f"/projects/{project['id']}/", {"name": "改名"}, version=1).refused(403, "not_allowed")


def test_a_person_works_by_session_with_csrf(city: City) -> None:
    client = signed_in(city.clerk)
    assert client.get(f"{BASE}/projects/").status_code == 200
    headers = {"Idempotency-Key": "person-1"}
    content = {"data": json.dumps(body_of(city)), "content_type": "application/json"}
    Answer(client.post(f"{BASE}/projects/", **content, headers=headers)).refused(403, "not_allowed")
    client.get("/login/")
    token = client.cookies["csrftoken"].value if "csrftoken" in client.cookies else "x" * 32
    client.cookies["csrftoken"] = token
    made = client.post(f"{BASE}/projects/", **content, headers={**headers, "X-CSRFToken": token})
    assert made.status_code == 201


def test_a_key_stands_in_no_answer(fanchang: Caller) -> None:
    secret = fanchang.key.split(".")[1]
    for path in ("/officers/", "/organisations/", "/projects/"):
        assert secret not in fanchang.get(path).response.content.decode()
