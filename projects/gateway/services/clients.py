"""Clients: entered, changed, switched off and on."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from projects.audit.services import Difference, audited, differences, record
from projects.errors import Conflict, Stale
from projects.gateway.acts import Act
from projects.gateway.keys import Key
from projects.gateway.models import ApiKey, Client, Signing
from projects.gateway.policies import check_may_manage
from projects.gateway.services.checks import (
    checked_limits,
    checked_networks,
    checked_scopes,
    checked_signing,
    checked_text,
)
from projects.gateway.services.issuing import issue_key
from projects.people.models import Officer, Organisation

LABELS = {
    "name": "系统名称",
    "contact": "建设或运维单位",
    "scopes": "权限范围",
    "networks": "允许的地址段",
    "signing": "请求签名",
    "reads_per_minute": "每分钟读取",
    "writes_per_minute": "每分钟写入",
    "heavy_per_minute": "每分钟统计、批量、导出",
}
PER_MINUTE = ("reads_per_minute", "writes_per_minute", "heavy_per_minute")
NAME_LENGTH, CONTACT_LENGTH, REASON_LENGTH = 40, 80, 200
TWICE = "这张表已经提交过，系统已登记。没有抄下密钥的，请在该系统页面吊销后重新签发。"


@audited()
def create_client(
    organisation: Organisation,
    *,
    name: str,
    scopes: Iterable[str],
    by: Officer | None,
    now: datetime,
    expires_at: datetime | None = None,
    networks: Iterable[str] = (),
    signing: str = Signing.OFF,
    contact: str = "",
    client_id: UUID | None = None,
) -> tuple[ApiKey, Key]:
    """A service account of ``organisation`` with its profile and first key. ``by`` is empty for the operator.

    The second value is the key in the clear: the only moment at which it can be read. ``client_id`` makes a form that
    is sent twice act once (``Conflict``).
    """
    check_may_manage(by, organisation)
    fields = _checked(name=name, scopes=scopes, networks=networks, signing=signing, contact=contact)
    if client_id is not None and Client.objects.filter(pk=client_id).exists():
        raise Conflict(TWICE, "sent_twice")
    account = _account_of(organisation, fields.pop("name"))
    client = Client.objects.create(id=client_id or uuid4(), account=account, created_at=now, **fields)
    changes = [Difference(field, LABELS[field], "", after) for field, after in _reading(client).items() if after]
    record(Act.CREATE_CLIENT, client, by=by, now=now, changes=changes, detail=f"{organisation}；{account.username}")
    return issue_key(client, by=by, now=now, expires_at=expires_at)


@audited()
def update_client(
    client: Client,
    *,
    name: str,
    scopes: Iterable[str],
    networks: Iterable[str],
    signing: str,
    contact: str,
    limits: Mapping[str, int | None] | None = None,
    expected_version: int | None = None,
    by: Officer | None,
    now: datetime,
) -> Client:
    """Change a client. All holds at once for all its keys, but wider scopes for new ones only.

    ``limits``: calls a minute by name of ``PER_MINUTE``, empty for the usual one; nothing said: as they were.
    """
    held = locked(client)
    check_may_manage(by, held.organisation)
    if expected_version is not None and held.version != expected_version:
        raise Stale
    fields = _checked(name=name, scopes=scopes, networks=networks, signing=signing, contact=contact)
    fields |= checked_limits(limits or {})
    _check_can_sign(held, fields["signing"], now=now)
    before = _reading(held)
    held.account.name = fields.pop("name")
    held.account.save(update_fields=["name", "updated_at"])
    for field, value in fields.items():
        setattr(held, field, value)
    changes = differences(before, _reading(held), LABELS)
    if changes:
        held.version += 1
        held.save()
        record(Act.UPDATE_CLIENT, held, by=by, now=now, changes=changes)
    return held


@audited()
def disable_client(client: Client, *, reason: str, by: Officer | None, now: datetime) -> Client:
    """All its keys stop working at once, and work again when it is enabled. ``Conflict`` when it is off already."""
    said = checked_text(reason, "停用原因", "reason", longest=REASON_LENGTH)
    return _switch(client, on=False, act=Act.DISABLE_CLIENT, detail=said, by=by, now=now)


@audited()
def enable_client(client: Client, *, by: Officer | None, now: datetime) -> Client:
    """Its live keys work again."""
    return _switch(client, on=True, act=Act.ENABLE_CLIENT, detail="", by=by, now=now)


def _check_can_sign(client: Client, signing: str, *, now: datetime) -> None:
    """Keys issued while nobody signed came without a signing secret: asking for signatures would lock them out."""
    if (client.signing, signing) != (Signing.OFF, Signing.REQUIRED) or not _has_live_key(client, now):
        return
    raise Conflict(
        "现有密钥签发时没有给出签名密钥，直接改为“必须签名”会使该系统立即无法调用。"
        "请先改为“可签名”，签发第二把密钥并由对方启用签名后，再改为“必须签名”。",
        "cannot_sign_yet",
    )


def _has_live_key(client: Client, now: datetime) -> bool:
    return ApiKey.objects.live(now).filter(account=client.account_id).exists()


def locked(client: Client) -> Client:
    """The client as it stands, with its account ours until the transaction ends."""
    Officer.objects.select_for_update(no_key=True).get(pk=client.account_id)
    return Client.objects.select_related("account__organisation").get(pk=client.pk)


def _switch(client: Client, *, on: bool, act: Act, detail: str, by: Officer | None, now: datetime) -> Client:
    held = locked(client)
    check_may_manage(by, held.organisation)
    if held.is_active == on:
        raise Conflict(f"该系统已经{'启用' if on else '停用'}，请刷新后核对。")
    held.account.is_active = on
    held.account.save(update_fields=["is_active", "updated_at"])
    record(act, held, by=by, now=now, detail=detail)
    return held


def _account_of(organisation: Organisation, name: str) -> Officer:
    account = Officer(
        username=f"api-{organisation.code}-{secrets.token_hex(4)}"[:64],
        name=name,
        kind=Officer.Kind.SERVICE,
        organisation=organisation,
    )
    account.set_unusable_password()
    account.save()
    return account


def _checked(
    *, name: str, scopes: Iterable[str], networks: Iterable[str], signing: str, contact: str
) -> dict[str, Any]:
    return {
        "name": checked_text(name, "系统名称", "name", longest=NAME_LENGTH),
        "contact": checked_text(contact, "建设或运维单位", "contact", longest=CONTACT_LENGTH, required=False),
        "scopes": checked_scopes(scopes),
        "networks": checked_networks(networks),
        "signing": checked_signing(signing),
    }


def _reading(client: Client) -> dict[str, str]:
    """What can be changed, as the audit log writes it."""
    return {
        "name": client.name,
        "contact": client.contact,
        "scopes": "、".join(client.scopes),
        "networks": "、".join(client.networks),
        "signing": str(Signing(client.signing).label),
        **{name: str(getattr(client, name) or "") for name in PER_MINUTE},
    }
