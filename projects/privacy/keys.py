"""The keys of ciphered fields: ``LUODI_FIELD_KEYS="2:<base64>,1:<base64>"``, 32 bytes each.

The first key ciphers, all of them decipher, so that a new key is put in front and the old one leaves after
``rotate_field_keys``. What a cipher works with is derived from it (HKDF, RFC 5869), another key for each provider.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import HashAlgorithm
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

KEY_BYTES = 32
HOW = (
    "LUODI_FIELD_KEYS 写成“编号:密钥”，多把用逗号分隔，第一把为现用，如 2:…,1:…。"
    "生成一把：python -c 'import base64, secrets; print(base64.b64encode(secrets.token_bytes(32)).decode())'"
)
_ID = re.compile(r"[A-Za-z0-9_-]{1,16}")


class BadKeys(ValueError):
    """The keys cannot be used; the message says in Chinese what is wrong with them, never what they are."""


@dataclass(frozen=True)
class Keyring:
    """``current``: the id of the key that ciphers. ``keys``: id → 32 bytes."""

    current: str
    keys: Mapping[str, bytes]

    def __repr__(self) -> str:
        return f"Keyring(current={self.current!r}, ids={sorted(self.keys)})"


def keyring() -> Keyring:
    """The keys of this installation. ``BadKeys`` when the setting cannot be read."""
    return parsed(settings.FIELD_KEYS)


@lru_cache(maxsize=8)
def parsed(text: str) -> Keyring:
    """``"2:<base64>,1:<base64>"`` as keys; the first is current."""
    keys: dict[str, bytes] = {}
    for place, part in enumerate((part.strip() for part in text.split(",")), start=1):
        name, separator, secret = part.partition(":")
        if not separator or not _ID.fullmatch(name):
            raise BadKeys(f"LUODI_FIELD_KEYS 第 {place} 把密钥没有写成“编号:密钥”（编号用字母、数字）。")
        if name in keys:
            raise BadKeys(f"LUODI_FIELD_KEYS 中编号“{name}”出现两次。")
        keys[name] = _bytes(name, secret)
    return Keyring(next(iter(keys)), keys)


def _bytes(name: str, secret: str) -> bytes:
    try:
        key = base64.b64decode(secret, validate=True)
    except (binascii.Error, ValueError):
        raise BadKeys(f"LUODI_FIELD_KEYS 中密钥“{name}”不是 base64。") from None
    if len(key) != KEY_BYTES:
        raise BadKeys(f"LUODI_FIELD_KEYS 中密钥“{name}”是 {len(key)} 字节，应为 {KEY_BYTES} 字节。")
    return key


@lru_cache(maxsize=64)
def derived(master: bytes, purpose: str, length: int, digest: type[HashAlgorithm]) -> bytes:
    """``length`` bytes of ``master`` for one purpose."""
    return HKDF(algorithm=digest(), length=length, salt=None, info=f"luodi field {purpose}".encode()).derive(master)
