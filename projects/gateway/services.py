"""Clients and their keys."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from projects.addresses import network_of
from projects.errors import Conflict, Invalid
from projects.gateway.keys import Key, new_key
from projects.gateway.models import ApiKey, IdempotencyRecord
from projects.people.models import Officer, Organisation
from projects.people.roles import SCOPES

LIVE_KEYS = 2  # the old one and the new one while a client changes over
RECORDS_KEPT = timedelta(hours=48)


@transaction.atomic
def create_client(
    organisation: Organisation,
    *,
    name: str,
    scopes: Iterable[str],
    by: Officer | None,
    now: datetime,
    expires_at: datetime | None = None,
    networks: Iterable[str] = (),
) -> tuple[ApiKey, Key]:
    """A service account of ``organisation`` with its first key. ``by`` is empty for the operator at the console.

    The second value is the key in the clear: the only moment at which it can be read.
    """
    account = Officer(
        username=f"api-{organisation.code}-{secrets.token_hex(4)}"[:64],
        name=name[:40],
        kind=Officer.Kind.SERVICE,
        organisation=organisation,
    )
    account.set_unusable_password()
    account.save()
    return issue_key(account, scopes=scopes, by=by, now=now, expires_at=expires_at, networks=networks)


@transaction.atomic
def issue_key(
    account: Officer,
    *,
    scopes: Iterable[str],
    by: Officer | None,
    now: datetime,
    expires_at: datetime | None = None,
    networks: Iterable[str] = (),
) -> tuple[ApiKey, Key]:
    """A further key of a service account; at most two live at a time."""
    Officer.objects.select_for_update().get(pk=account.pk)
    if account.kind != Officer.Kind.SERVICE:
        raise Invalid("接口密钥只发给系统账号。", "account")
    if ApiKey.objects.live(now).filter(account=account).count() >= LIVE_KEYS:
        raise Conflict("该账号已有两把有效密钥，请先吊销一把再签发。", "too_many_keys")
    key = new_key()
    row = ApiKey.objects.create(
        account=account,
        public_id=key.public_id,
        digest=key.digest(settings.API_KEY_PEPPER),
        scopes=checked_scopes(scopes),
        allowed_networks=checked_networks(networks),
        expires_at=expires_at,
        created_by=by,
        created_at=now,
    )
    return row, key


def revoke_key(key: ApiKey, *, by: Officer | None, now: datetime) -> ApiKey:
    """End a key for good; revoking twice keeps the first instant. Works at once: each request looks the key up."""
    ApiKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=now)
    return ApiKey.objects.get(pk=key.pk)


def purge_records(*, now: datetime) -> int:
    """Forget what POSTs answered more than 48 h ago. Returns how many."""
    return IdempotencyRecord.objects.filter(started_at__lt=now - RECORDS_KEPT).delete()[0]


def checked_scopes(scopes: Iterable[str]) -> list[str]:
    """The scopes in a fixed order; Invalid names the first unknown one."""
    wanted = {scope.strip() for scope in scopes if scope.strip()}
    unknown = sorted(wanted - SCOPES)
    if unknown:
        known = "、".join(sorted(SCOPES))
        raise Invalid(f"没有权限范围 {unknown[0]}。可用：{known}。", "scopes", "unknown_scope")
    if not wanted:
        raise Invalid("请至少给出一个权限范围。", "scopes", "unknown_scope")
    return sorted(wanted)


def checked_networks(networks: Iterable[str]) -> list[str]:
    """The address list in its normal form; Invalid names the first that is no address."""
    result = []
    for network in networks:
        try:
            result.append(str(network_of(network)))
        except ValueError as error:
            raise Invalid(f"“{network}”不是地址或地址段，例如 10.0.0.0/8。", "networks", "invalid_network") from error
    return result
