"""Keys: issued once, two live at a time while a system changes over, revoked for good."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from django.utils import timezone

from projects.audit.services import Difference, audited, record
from projects.errors import Conflict, Invalid
from projects.gateway.acts import Act
from projects.gateway.keys import Key, new_key
from projects.gateway.models import ApiKey, Client
from projects.gateway.peppers import newest
from projects.gateway.policies import check_may_manage
from projects.gateway.services.checks import (
    LONGEST,
    USUAL,
    checked_expiry,
    checked_networks,
    checked_scopes,
    checked_text,
)
from projects.people.models import Officer

__all__ = ["LIVE_KEYS", "LONGEST", "USUAL", "issue_key", "revoke_key"]

LIVE_KEYS = 2  # the old one and the new one while a client changes over
REASON_LENGTH = 200
TWICE = "这张表已经提交过，密钥已签发。没有抄下密钥的，请吊销它后重新签发。"


@audited()
def issue_key(
    client: Client,
    *,
    by: Officer | None,
    now: datetime,
    scopes: Iterable[str] | None = None,
    expires_at: datetime | None = None,
    networks: Iterable[str] = (),
    key_id: UUID | None = None,
) -> tuple[ApiKey, Key]:
    """A further key of a client; at most two live at a time (``Conflict``). The key in the clear comes second.

    ``scopes``: some of the client's; all of them where nothing is said. ``networks`` narrow the client's list for this
    key alone. ``key_id`` makes a form that is sent twice act once.
    """
    Officer.objects.select_for_update(no_key=True).get(pk=client.account_id)
    check_may_manage(by, client.organisation)
    if key_id is not None and ApiKey.objects.filter(pk=key_id).exists():
        raise Conflict(TWICE, "sent_twice")
    if ApiKey.objects.live(now).filter(account=client.account).count() >= LIVE_KEYS:
        raise Conflict("该账号已有两把有效密钥，请先吊销一把再签发。", "too_many_keys")
    key, (number, pepper) = new_key(), newest()
    row = ApiKey.objects.create(
        id=key_id or uuid4(),
        account=client.account,
        public_id=key.public_id,
        digest=key.digest(pepper),
        pepper=number,
        scopes=_scopes_for(client, scopes),
        allowed_networks=checked_networks(networks),
        expires_at=checked_expiry(expires_at, now=now),
        created_by=by,
        created_at=now,
    )
    record(
        Act.ISSUE_KEY, row, by=by, now=now, changes=_first_values(row), detail=f"{client.name}（{client.organisation}）"
    )
    return row, key


@audited()
def revoke_key(key: ApiKey, *, reason: str, by: Officer | None, now: datetime) -> ApiKey:
    """End a key for good; revoking twice keeps the first instant. Works at once: each request looks the key up."""
    check_may_manage(by, key.account.organisation)
    said = checked_text(reason, "吊销原因", "reason", longest=REASON_LENGTH)
    open_keys = ApiKey.objects.filter(pk=key.pk, revoked_at__isnull=True)
    if open_keys.update(revoked_at=now, revoked_by=by, revoked_reason=said):
        record(Act.REVOKE_KEY, key, by=by, now=now, detail=f"{key.account.name}；{said}")
    return ApiKey.objects.get(pk=key.pk)


def _scopes_for(client: Client, wanted: Iterable[str] | None) -> list[str]:
    """``Invalid`` for what the client itself may not: the key would never open that door."""
    scopes = checked_scopes(client.scopes if wanted is None else wanted)
    beyond = [scope for scope in scopes if scope not in client.scopes]
    if beyond:
        raise Invalid(f"该系统没有权限范围 {beyond[0]}，请先在系统页面增加，再签发密钥。", "scopes", "beyond_client")
    return scopes


def _first_values(row: ApiKey) -> list[Difference]:
    ends = timezone.localtime(row.expires_at).strftime("%Y-%m-%d %H:%M") if row.expires_at else ""
    said = {
        "scopes": ("权限范围", "、".join(row.scopes)),
        "allowed_networks": ("本密钥的地址段", "、".join(row.allowed_networks)),
        "expires_at": ("到期时间", ends),
    }
    return [Difference(field, label, "", after) for field, (label, after) in said.items() if after]
