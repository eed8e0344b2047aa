"""Who calls: a district system by its key, or a person by session."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from projects.addresses import address_of, is_allowed_from
from projects.audit.sources import current_source
from projects.gateway.keys import Key, read_key
from projects.gateway.limits.admission import admit, charge_stranger, forget_caller
from projects.gateway.limits.rules import LABELS, LIMITED, kind_of
from projects.gateway.models import ApiKey
from projects.gateway.peppers import newest, peppers
from projects.gateway.refusals import Refusal
from projects.gateway.services import note_limit, note_refusal, note_use
from projects.gateway.signatures import check_signature
from projects.people.models import Officer
from projects.statements import Slot, Statement

REFUSED = "密钥无效、已过期、已吊销，或不允许从此地址使用。请核对 Authorization: Bearer <密钥>，或联系管理员重新签发。"
_NO_KEY = Key("0" * 12, "0" * 43)


@dataclass(frozen=True)
class Vouched:
    """``public_id`` of a key whose holder has signed what is asked: set on a request that was made in this process.

    It is an attribute ``vouched`` of the request object, so nothing that comes over HTTP can be one (ADR 0037).
    """

    public_id: str


def is_vouched(request: Request) -> bool:
    """Was the request made in this process?"""
    return isinstance(getattr(request._request, "vouched", None), Vouched)


class KeyAuthentication(BaseAuthentication):
    """``Authorization: Bearer <key>``. The key is looked up on every request: a revoked one fails at once."""

    def authenticate(self, request: Request) -> tuple[Officer, ApiKey] | None:
        """The service account; its permissions are the scopes of its key, as far as the client has them today."""
        vouched = getattr(request._request, "vouched", None)
        if isinstance(vouched, Vouched):
            now = timezone.now()
            return let_in(key_vouched(vouched, now=now), address="", now=now)
        header = request.META.get("HTTP_AUTHORIZATION")
        if header is None:
            return None
        now, address = timezone.now(), address_of(request.META)
        key = self._proven(request, header, address=address, now=now)
        client, kind = key.account.client, kind_of(request.method or "GET", request.path)
        count(request._request, key, kind, client.limit_for(kind), address=address, now=now)
        check_signed(request, key, address=address, now=now)
        return let_in(key, address=address, now=now)

    def _proven(self, request: Request, header: str, *, address: str, now: datetime) -> ApiKey:
        """The live key; a refused one is counted for its address."""
        try:
            return key_of(header, address=address, now=now)
        except AuthenticationFailed:
            forget_caller(request._request)
            charge_stranger(request._request, address)
            raise

    def authenticate_header(self, request: Request) -> str:
        """The challenge that goes with a 401."""
        return 'Bearer realm="luodi"'


def let_in(key: ApiKey, *, address: str, now: datetime) -> tuple[Officer, ApiKey]:
    """The service account of a proven key, with the scopes of the key; the use is noted."""
    note_use(key, address=address, now=now)
    name_in_audit(key)
    key.account.permissions = frozenset(key.effective_scopes())
    return key.account, key


def key_of(header: str, *, address: str, now: datetime) -> ApiKey:
    """The live key in ``header``; one and the same refusal for every other case, whose reason only the log tells."""
    scheme, _, text = header.partition(" ")
    presented = read_key(text.strip()) if scheme.lower() == "bearer" else None
    key = find(presented.public_id) if presented else None
    known = is_proven(presented or _NO_KEY, key)
    reason = why_not(key, known=known, address=address, now=now)
    if key is None or reason:
        note_refusal(address=address, key=key, reason=reason, now=now)
        raise AuthenticationFailed(REFUSED)
    return key


def count(request: HttpRequest, key: ApiKey, kind: str, own: int | None, *, address: str, now: datetime) -> None:
    """Charge the call to its system; one that is turned away is noted once a minute."""
    try:
        admit(request, f"account:{key.account_id}", kind, own=own)
    except Refusal:
        note_limit(address=address, key=key, reason=f"{LIMITED}：{LABELS[kind]}", now=now)
        raise


def key_vouched(vouched: Vouched, *, now: datetime) -> ApiKey:
    """The live key of a vouched request. No list of addresses is asked: what was carried on a disc comes from none."""
    key = find(vouched.public_id)
    if key is None or not key.is_live(now) or not key.account.is_active:
        raise AuthenticationFailed(REFUSED)
    return key


def is_proven(presented: Key, key: ApiKey | None) -> bool:
    """Is it the secret of ``key``? One HMAC and one comparison, whether there is such a key or not."""
    pepper = peppers().get(key.pepper) if key else None
    digest = presented.digest(pepper or newest()[1])
    return hmac.compare_digest(digest, key.digest if key and pepper else "0" * 64)


def why_not(key: ApiKey | None, *, known: bool, address: str, now: datetime) -> str:
    """Why the key does not open the door, for the audit log; nothing when it does."""
    if key is None or not known:
        return "密钥错误" if key else "没有这把密钥"
    if not key.is_live(now):
        return "密钥已吊销" if key.revoked_at else "密钥已过期"
    if not key.account.is_active:
        return "系统已停用"
    lists = (key.account.client.networks, key.allowed_networks)
    return "" if all(is_allowed_from(address, networks) for networks in lists) else "来源地址不在允许范围"


def check_signed(request: Request, key: ApiKey, *, address: str, now: datetime) -> None:
    """The signature, where the client signs; what is wrong is told to the caller, who holds the key, and recorded."""
    try:
        check_signature(request._request, key, signing=key.account.client.signing, now=now)
    except AuthenticationFailed as refused:
        note_refusal(address=address, key=key, reason=f"签名：{str(refused.detail)[:40]}", now=now)
        raise


def name_in_audit(key: ApiKey) -> None:
    """Entries of this request name the key beside the request's number: an account may hold two."""
    source = current_source()
    source.request = f"{source.request}-{key.public_id}"


def find(public_id: str) -> ApiKey | None:
    """One indexed query, with all that visibility and the client's rules need."""
    return Statement(_named, public_id=public_id).first()


def _named() -> QuerySet[ApiKey]:
    related = ("account__organisation", "account__scope", "account__client")
    keys = ApiKey.objects.select_related(*related).filter(account__client__isnull=False)
    return keys.filter(public_id=Slot("public_id", CharField())).order_by()
