"""Who calls: a district system by its key, or a person by session."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from projects.addresses import address_of, is_allowed_from
from projects.gateway.keys import Key, read_key
from projects.gateway.models import ApiKey
from projects.people.models import Officer

REFUSED = "密钥无效、已过期、已吊销，或不允许从此地址使用。请核对 Authorization: Bearer <密钥>，或联系管理员重新签发。"
USE_NOTED_EVERY = timedelta(minutes=1)
_NO_KEY = Key("0" * 12, "0" * 43)


class KeyAuthentication(BaseAuthentication):
    """``Authorization: Bearer <key>``. The key is looked up on every request: a revoked one fails at once."""

    def authenticate(self, request: Request) -> tuple[Officer, ApiKey] | None:
        """The service account, with exactly the scopes of its key as permissions."""
        header = request.META.get("HTTP_AUTHORIZATION")
        if header is None:
            return None
        now, address = timezone.now(), address_of(request.META)
        key = key_of(header, address=address, now=now)
        note_use(key, address=address, now=now)
        key.account.permissions = frozenset(key.scopes)
        return key.account, key

    def authenticate_header(self, request: Request) -> str:
        """The challenge that goes with a 401."""
        return 'Bearer realm="luodi"'


def key_of(header: str, *, address: str, now: datetime) -> ApiKey:
    """The live key in ``header``; one and the same refusal for every other case."""
    scheme, _, text = header.partition(" ")
    presented = read_key(text.strip()) if scheme.lower() == "bearer" else None
    key = find(presented) if presented else None
    digest = (presented or _NO_KEY).digest(settings.API_KEY_PEPPER)
    known = hmac.compare_digest(digest, key.digest if key else "0" * 64)
    if not (key and known and key.is_live(now) and key.account.is_active):
        raise AuthenticationFailed(REFUSED)
    if not is_allowed_from(address, key.allowed_networks):
        raise AuthenticationFailed(REFUSED)
    return key


def find(presented: Key) -> ApiKey | None:
    """One indexed query, with all that visibility needs."""
    related = ("account__organisation", "account__scope")
    return ApiKey.objects.select_related(*related).filter(public_id=presented.public_id).first()


def note_use(key: ApiKey, *, address: str, now: datetime) -> None:
    """Remember when and from where, at most once a minute so that reading stays reading."""
    if key.last_used_at and key.last_used_at > now - USE_NOTED_EVERY and key.last_used_from == address:
        return
    stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now)
    ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=now, last_used_from=address or None)
