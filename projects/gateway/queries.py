"""Reads for the pages: clients with their keys, what ends soon, what was refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Prefetch

from projects.gateway.limits.rules import HEAVY, LABELS, LIMITED, READ, WRITE, rule_for
from projects.gateway.models import ApiKey, Client, KeyRefusal
from projects.gateway.models.clients import ClientQuerySet
from projects.gateway.scopes import labelled
from projects.people.models import Officer, Organisation

MOST_UNITS = 800
MOST_REFUSALS = 20
DAY = timedelta(hours=24)


@dataclass(frozen=True)
class KeyRow:
    """One key as the pages show it. ``state``: live, expiring, expired, revoked, off."""

    key: ApiKey
    state: str
    word: str
    days_left: int | None

    @property
    def scopes(self) -> list[str]:
        """What the key may do, in words."""
        return labelled(self.key.effective_scopes())

    @property
    def is_live(self) -> bool:
        """Neither revoked nor expired?"""
        return self.state in ("live", "expiring", "off")


@dataclass(frozen=True)
class LimitRow:
    """One budget of a client: calls a minute; ``is_own`` when it was set for this client."""

    label: str
    limit: int
    is_own: bool


@dataclass(frozen=True)
class ClientRow:
    """One client as the list shows it: its live keys, their last use, the next end."""

    client: Client
    keys: list[KeyRow]
    scopes: list[str]
    last_used: ApiKey | None
    ends_at: datetime | None


def clients_for(officer: Officer, text: str = "") -> ClientQuerySet:
    """Clients the officer keeps, with their keys, in the order of the tree."""
    found = Client.objects.visible_to(officer).select_related("account__organisation")
    keys = ApiKey.objects.select_related("created_by", "revoked_by", "account__client").order_by("-created_at", "id")
    found = found.prefetch_related(Prefetch("account__api_keys", keys))
    return found.matching(text) if text else found


def row_of(client: Client, *, now: datetime) -> ClientRow:
    """``client`` out of ``clients_for``, summed up."""
    rows = keys_of(client, now=now)
    used = [row.key for row in rows if row.key.last_used_at]
    live = [row for row in rows if row.is_live]
    ends = [row.key.expires_at for row in live if row.key.expires_at]
    last_used = max(used, key=lambda key: key.last_used_at or now, default=None)
    return ClientRow(client, live, labelled(client.scopes), last_used, min(ends, default=None))


def keys_of(client: Client, *, now: datetime) -> list[KeyRow]:
    """All its keys, the newest first."""
    return [key_row(key, is_on=client.is_active, now=now) for key in client.account.api_keys.all()]


def key_row(key: ApiKey, *, is_on: bool, now: datetime) -> KeyRow:
    """A key with its state in words."""
    days = (key.expires_at - now).days if key.expires_at else None
    if key.revoked_at:
        return KeyRow(key, "revoked", "已吊销", None)
    if not key.is_live(now):
        return KeyRow(key, "expired", "已过期", None)
    if not is_on:
        return KeyRow(key, "off", "随系统停用", days)
    return KeyRow(key, "expiring", "即将到期", days) if key.is_expiring(now) else KeyRow(key, "live", "有效", days)


def expiring_for(officer: Officer, *, now: datetime) -> list[KeyRow]:
    """Keys of working clients that end within 30 days, the next one first."""
    accounts = Client.objects.visible_to(officer).filter(account__is_active=True).values("account")
    keys = ApiKey.objects.expiring(now).filter(account__in=accounts)
    found = keys.select_related("account__organisation", "account__client")
    return [key_row(key, is_on=True, now=now) for key in found]


def refusals_of(client: Client) -> list[KeyRefusal]:
    """Refused calls under its keys in the last 24 hours."""
    ids = [key.public_id for key in client.account.api_keys.all()]
    return list(KeyRefusal.objects.filter(public_id__in=ids)[:MOST_REFUSALS])


def limits_of(client: Client) -> list[LimitRow]:
    """Its budgets: what was set for it, or what everybody has."""
    own = {kind: client.limit_for(kind) for kind in (READ, WRITE, HEAVY)}
    rules = [(rule_for(kind, settings.LIMITS, limit), limit) for kind, limit in own.items()]
    return [LimitRow(LABELS[rule.kind], rule.limit, limit is not None) for rule, limit in rules]


def minutes_limited(client: Client, *, now: datetime) -> int:
    """In how many minutes of the last 24 hours a call was turned away for being one too many."""
    ids = [key.public_id for key in client.account.api_keys.all()]
    rows = KeyRefusal.objects.filter(public_id__in=ids, minute__gt=now - DAY, reason__startswith=LIMITED)
    return rows.values("minute").distinct().count()


def units_for(officer: Officer) -> list[Organisation]:
    """Units whose systems the officer may enter, in the order of the tree."""
    root = officer.scope_root
    found = Organisation.objects.under(root) if root else Organisation.objects.all()
    return list(found[:MOST_UNITS])


def unit_named(officer: Officer, typed: str) -> list[Organisation]:
    """The unit meant by its code or name; two when the words do not tell which."""
    root = officer.scope_root
    found = Organisation.objects.under(root) if root else Organisation.objects.all()
    code = typed.split(" ", 1)[0]
    by_code = list(found.filter(code=code)[:1])
    return by_code or list(found.filter(name=typed)[:2]) or list(found.filter(name__icontains=typed)[:2])
