"""Clients: who may keep them, what each act leaves in the audit log, what is refused."""

from __future__ import annotations

import json
from datetime import timedelta
from importlib import import_module
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from projects.audit.models import Entry
from projects.errors import Conflict, Invalid, NotAllowed, Stale
from projects.gateway.models import ApiKey, Client
from projects.gateway.queries import expiring_for
from projects.gateway.services import create_client, disable_client, enable_client, issue_key, revoke_key, update_client
from projects.people.models import Kind, Officer, Organisation
from projects.people.roles import Role
from projects.people.services import add_officer, add_organisation
from tests.factories import NOW

VALUES: dict[str, Any] = {
    "name": "繁昌项目系统",
    "contact": "区大数据中心",
    "scopes": ["project:read"],
    "networks": ["10.34.0.0/16"],
    "signing": "optional",
}


def person(unit: Organisation | None, role: str, username: str = "anguan") -> Officer:
    officer = add_officer(unit or _any(), username=username, name="安管", roles=[role], by=None, now=NOW)
    if unit is None:
        Officer.objects.filter(pk=officer.pk).update(organisation=None)
        officer = Officer.objects.get(pk=officer.pk)
    return officer


def _any() -> Organisation:
    return Organisation.objects.all()[0]


@pytest.fixture
def security(district: Organisation) -> Officer:
    """The security administrator of 繁昌区."""
    return person(district, Role.SECURITY_ADMIN)


@pytest.fixture
def client(district: Organisation, security: Officer) -> Client:
    """A client that she entered."""
    row, _ = create_client(district, **VALUES, by=security, now=NOW)
    return row.account.client


def actions() -> list[str]:
    return list(Entry.objects.order_by("seq").values_list("action", flat=True))


def test_each_act_leaves_its_entry_and_no_entry_a_secret(district: Organisation, security: Officer) -> None:
    before = len(actions())
    row, key = create_client(district, **VALUES, by=security, now=NOW)
    client = row.account.client
    _, second = issue_key(client, by=security, now=NOW)
    revoke_key(row, reason="换用新密钥", by=security, now=NOW)
    update_client(client, **{**VALUES, "signing": "required"}, by=security, now=NOW)
    disable_client(client, reason="合同到期", by=security, now=NOW)
    enable_client(client, by=security, now=NOW)
    assert actions()[before:] == [
        "client.create",
        "key.issue",
        "key.issue",
        "key.revoke",
        "client.update",
        "client.disable",
        "client.enable",
    ]
    written = json.dumps(list(Entry.objects.values()), default=str, ensure_ascii=False)
    assert all(one.secret not in written for one in (key, second))
    assert {entry.actor for entry in Entry.objects.filter(seq__gt=before)} == {security.username}


def test_an_update_says_what_changed_from_what_to_what(client: Client, security: Officer) -> None:
    values = {**VALUES, "networks": ["10.34.0.0/16", "2001:db8::/32"], "signing": "required"}
    changed = update_client(client, **values, by=security, now=NOW)
    entry = Entry.objects.latest("seq")
    assert {one["field"]: one["after"] for one in json.loads(entry.changes)} == {
        "networks": "10.34.0.0/16、2001:db8::/32",
        "signing": "必须签名",
    }
    assert changed.version == client.version + 1


def test_an_update_that_changes_nothing_leaves_no_entry_and_no_version(client: Client, security: Officer) -> None:
    before = len(actions())
    assert update_client(client, **VALUES, by=security, now=NOW).version == client.version
    assert len(actions()) == before


def test_an_update_of_an_old_copy_is_refused(client: Client, security: Officer) -> None:
    update_client(client, **{**VALUES, "name": "新名"}, expected_version=client.version, by=security, now=NOW)
    with pytest.raises(Stale):
        update_client(client, **VALUES, expected_version=client.version, by=security, now=NOW)


def test_wider_scopes_are_those_of_future_keys(client: Client, security: Officer) -> None:
    update_client(client, **{**VALUES, "scopes": ["project:read", "claim:write"]}, by=security, now=NOW)
    fresh, _ = issue_key(Client.objects.get(pk=client.pk), by=security, now=NOW)
    old = ApiKey.objects.exclude(pk=fresh.pk).get()
    assert old.effective_scopes() == ["project:read"]
    assert set(fresh.effective_scopes()) == {"project:read", "claim:write"}


def test_a_key_gets_no_scope_that_its_client_lacks(client: Client, security: Officer) -> None:
    with pytest.raises(Invalid) as refused:
        issue_key(client, scopes=["project:read", "claim:write"], by=security, now=NOW)
    assert refused.value.code == "beyond_client"
    assert ApiKey.objects.count() == 1


def test_clients_of_old_take_in_what_their_live_keys_may_do(client: Client) -> None:
    ApiKey.objects.update(scopes=["project:read", "claim:write"])
    import_module("projects.gateway.migrations.0005_widest_scopes").take_in(apps, None)
    assert set(Client.objects.get().scopes) == {"project:read", "claim:write"}
    assert set(ApiKey.objects.get().effective_scopes()) == {"project:read", "claim:write"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "长" * 41}, "name"),
        ({"name": "两\n行"}, "name"),
        ({"contact": "长" * 81}, "contact"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["people:write"]}, "scopes"),
        ({"networks": ["10.0.0.0/99"]}, "networks"),
        ({"networks": [f"10.0.{n}.0/24" for n in range(51)]}, "networks"),
        ({"signing": "sometimes"}, "signing"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    district: Organisation, security: Officer, change: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        create_client(district, **{**VALUES, **change}, by=security, now=NOW)
    assert refused.value.field == field
    assert not Officer.objects.filter(kind="service").exists()


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.SECURITY_ADMIN])
def test_nobody_but_the_security_administrator_keeps_clients(district: Organisation, client: Client, role: str) -> None:
    other = person(district, role, "bieren")
    key, before = ApiKey.objects.get(), len(actions())
    acts = [
        lambda: create_client(district, **VALUES, by=other, now=NOW),
        lambda: update_client(client, **VALUES, by=other, now=NOW),
        lambda: issue_key(client, by=other, now=NOW),
        lambda: revoke_key(key, reason="试", by=other, now=NOW),
        lambda: disable_client(client, reason="试", by=other, now=NOW),
        lambda: enable_client(client, by=other, now=NOW),
    ]
    for act in acts:
        with pytest.raises(NotAllowed):
            act()
    assert len(actions()) == before
    assert not Client.objects.visible_to(other).exists()


def test_the_administrator_of_one_unit_keeps_no_client_of_another(client: Client, security: Officer) -> None:
    elsewhere = add_organisation(None, code="340207", name="鸠江区", kind=Kind.DISTRICT, by=None, now=NOW)
    row, _ = create_client(elsewhere, **VALUES, by=None, now=NOW)
    assert list(Client.objects.visible_to(security)) == [client]
    with pytest.raises(NotAllowed):
        revoke_key(row, reason="试", by=security, now=NOW)
    with pytest.raises(NotAllowed):
        create_client(elsewhere, **VALUES, by=security, now=NOW)
    whole = person(None, Role.SECURITY_ADMIN, "zonganguan")
    assert Client.objects.visible_to(whole).count() == 2


def test_switching_off_twice_is_refused(client: Client, security: Officer) -> None:
    with pytest.raises(Conflict):
        enable_client(client, by=security, now=NOW)
    disable_client(client, reason="停", by=security, now=NOW)
    with pytest.raises(Conflict):
        disable_client(client, reason="停", by=security, now=NOW)


@pytest.mark.parametrize("reason", ["", "  ", "长" * 201])
def test_a_key_is_revoked_with_a_reason_and_keeps_who_did_it(client: Client, security: Officer, reason: str) -> None:
    key = ApiKey.objects.get()
    with pytest.raises(Invalid):
        revoke_key(key, reason=reason, by=security, now=NOW)
    ended = revoke_key(key, reason="人员离岗", by=security, now=NOW)
    assert (ended.revoked_by, ended.revoked_reason) == (security, "人员离岗")


def test_a_form_sent_twice_makes_one_client_and_one_key(district: Organisation, security: Officer) -> None:
    once = uuid4()
    row, _ = create_client(district, **VALUES, by=security, now=NOW, client_id=once)
    with pytest.raises(Conflict):
        create_client(district, **VALUES, by=security, now=NOW, client_id=once)
    issue_key(row.account.client, by=security, now=NOW, key_id=once)
    with pytest.raises(Conflict) as refused:
        issue_key(row.account.client, by=security, now=NOW, key_id=once)
    assert refused.value.code == "sent_twice"
    assert (Client.objects.count(), ApiKey.objects.count()) == (1, 2)


def test_keys_that_end_within_thirty_days_are_listed(client: Client, security: Officer) -> None:
    now = NOW + timedelta(days=335)
    assert [row.key for row in expiring_for(security, now=now - timedelta(hours=1))] == []
    (row,) = expiring_for(security, now=now)
    assert (row.days_left, row.word) == (30, "即将到期")
    disable_client(client, reason="停", by=security, now=NOW)
    assert expiring_for(security, now=now) == []


def test_the_database_knows_three_ways_of_signing(client: Client) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Client.objects.filter(pk=client.pk).update(signing="maybe")


# --- accounts and keys from before there were clients -----------------------------------------------------------
@pytest.mark.parametrize(
    ("lists", "of_client", "of_keys"),
    [
        ([[], []], [], [[], []]),
        ([["10.0.0.0/8"], ["10.0.0.0/8"]], ["10.0.0.0/8"], [[], []]),
        ([["10.0.0.0/8"], []], [], [["10.0.0.0/8"], []]),
        ([["10.0.0.0/8"]], ["10.0.0.0/8"], [[]]),
    ],
)
def test_old_accounts_get_a_client_and_their_keys_keep_their_addresses(
    district: Organisation, lists: list[list[str]], of_client: list[str], of_keys: list[list[str]]
) -> None:
    move = import_module("projects.gateway.migrations.0003_client_of_each_account")
    row, _ = create_client(district, name="旧系统", scopes=["project:read"], by=None, now=NOW)
    if len(lists) == 2:
        issue_key(row.account.client, by=None, now=NOW)
    keys = list(ApiKey.objects.order_by("created_at", "pk"))
    for key, networks in zip(keys, lists, strict=True):
        ApiKey.objects.filter(pk=key.pk).update(allowed_networks=networks)
    Client.objects.all().delete()
    move.add_clients(apps, None)
    client = Client.objects.get()
    after = [ApiKey.objects.get(pk=key.pk).allowed_networks for key in keys]
    assert (client.networks, after, client.scopes, client.signing) == (of_client, of_keys, ["project:read"], "off")
    move.give_lists_back(apps, None)
    assert [ApiKey.objects.get(pk=key.pk).allowed_networks for key in keys] == lists


# --- at the console -------------------------------------------------------------------------------------------------
def test_the_console_lists_and_revokes(client: Client) -> None:
    key, out = ApiKey.objects.get(), StringIO()
    call_command("list_api_clients", stdout=out)
    assert "繁昌项目系统" in out.getvalue()
    assert f"{key.public_id}　有效" in out.getvalue()
    call_command("revoke_api_key", key.public_id, "--reason", "泄露", stdout=out)
    ended = ApiKey.objects.get()
    assert (ended.revoked_reason, ended.revoked_by) == ("泄露", None)
    for wrong in (key.public_id, "nosuchkey000"):
        with pytest.raises(CommandError, match=wrong):
            call_command("revoke_api_key", wrong, "--reason", "泄露", stdout=out)


def test_the_console_gives_a_key_a_year_and_the_signing_secret_before_it(district: Organisation) -> None:
    out = StringIO()
    options = ["--organisation", "340212", "--scopes", "project:read", "--signing", "required"]
    call_command("create_api_client", *options, stdout=out)
    lines = out.getvalue().rstrip("\n").split("\n")
    assert lines[-1].startswith("luodi_")
    assert any(line.startswith("签名密钥：whsec_") for line in lines[:-1])
    row = ApiKey.objects.get()
    assert row.expires_at is not None
    assert (row.expires_at - row.created_at).days == 365


def test_a_system_whose_keys_came_without_a_signing_secret_is_not_locked_out(client: Client, security: Officer) -> None:
    update_client(client, **{**VALUES, "signing": "off"}, by=security, now=NOW)
    with pytest.raises(Conflict, match="请先改为“可签名”"):
        update_client(client, **{**VALUES, "signing": "required"}, by=security, now=NOW)
    update_client(client, **VALUES, by=security, now=NOW)
    assert update_client(client, **{**VALUES, "signing": "required"}, by=security, now=NOW).signing == "required"
