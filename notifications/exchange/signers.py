"""Keys of a client that sign its files: two while it changes over, so a file of ours bears the signature of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from notifications.exchange.formats import Malformed
from projects.errors import Conflict
from projects.gateway.models import ApiKey, Client, Signing
from projects.gateway.peppers import peppers
from projects.gateway.signing import Envelope, is_genuine, secret_of, signature

NO_SECRET = "该系统没有签名密钥：请先把“请求签名”改为可签名或必须签名，再签发密钥，把签名密钥交给区县。"  # noqa: S105 - a sentence
NO_KEY = "该系统没有有效的密钥，请先签发一把，把签名密钥交给区县。"
OFF = "该系统已停用，请先启用再交换文件。"
FORGED = "签名不是该系统的有效签名密钥所作，或内容被改动：请核对选择的系统，并用它当前的签名密钥重新签名。"


def signers(client: Client, *, now: datetime) -> list[ApiKey]:
    """Its live keys, the newest first. ``Conflict`` says why there is none."""
    if not client.is_active:
        raise Conflict(OFF, "client_off")
    if client.signing == Signing.OFF:
        raise Conflict(NO_SECRET, "no_secret")
    found = list(ApiKey.objects.live(now).filter(account=client.account_id).order_by("-created_at", "id"))
    if not found:
        raise Conflict(NO_KEY, "no_key")
    return found


def sign(keys: Sequence[ApiKey], nonce: str, content: bytes, *, at: datetime) -> Envelope:
    """By each of the keys."""
    moment = int(at.timestamp())
    return Envelope(nonce, moment, tuple(signature(_secret(key), nonce, moment, content) for key in keys))


def signer_of(keys: Sequence[ApiKey], envelope: Envelope, content: bytes) -> ApiKey:
    """Whose key signed ``content``; ``Malformed`` when none of these did."""
    for key in keys:
        if is_genuine(_secret(key), envelope, content):
            return key
    raise Malformed(FORGED)


def _secret(key: ApiKey) -> bytes:
    return secret_of(key.public_id, peppers()[key.pepper])
