"""Providers that cipher one value: AES-GCM, and SM4-GCM where a city asks for 国密 (GB/T 32907, GB/T 36624).

A provider is named in every token it made, so providers can be exchanged while values of both exist. To put a hardware
module or a 密码服务 behind it, write a class with the three members of ``Provider`` (``key_id`` is then the label of a
key that never leaves the module, and LUODI_FIELD_KEYS only says which label is current) and name it in
``settings.FIELD_PROVIDERS``.

Plainly: ciphers in software, SM4 included, protect a stolen dump or disk. They do not pass 密评 (GB/T 39786-2021) by
themselves: that asks for certified cryptographic products and for their key management (reliability.md 4.4).
"""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.module_loading import import_string

from projects.privacy.keys import derived, keyring

NONCE_BYTES = 12
TAG_BYTES = 16


class Refused(Exception):
    """What was to be deciphered is not what was ciphered, or not with this key, or not for this place."""


class Provider(Protocol):
    """Authenticated encryption of short values. Thread-safe."""

    code: str
    """Stands in every token; letters, digits and hyphens, never given to another scheme."""

    def seal(self, clear: bytes, *, key_id: str, context: bytes) -> bytes:
        """nonce ‖ ciphertext ‖ tag. ``context`` is authenticated and not kept."""

    def open(self, sealed: bytes, *, key_id: str, context: bytes) -> bytes:
        """What ``seal`` was given. ``Refused`` when key, context or one bit of ``sealed`` is another."""


def provider(code: str) -> Provider:
    """The provider of this code. ``Refused`` when no such provider is installed."""
    path = settings.FIELD_PROVIDERS.get(code)
    if path is None:
        raise Refused(f"no provider {code!r}")
    return _made(path)


@lru_cache(maxsize=8)
def _made(path: str) -> Provider:
    made: Provider = import_string(path)()
    return made


def _master(key_id: str) -> bytes:
    key = keyring().keys.get(key_id)
    if key is None:
        raise Refused(f"no key {key_id!r}")
    return key


class AesGcm:
    """AES-256-GCM (NIST SP 800-38D)."""

    code = "aes-gcm"
    digest = hashes.SHA256

    def _cipher(self, key_id: str) -> AESGCM:
        return AESGCM(derived(_master(key_id), self.code, 32, self.digest))

    def seal(self, clear: bytes, *, key_id: str, context: bytes) -> bytes:
        """See ``Provider``."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher(key_id).encrypt(nonce, clear, context)

    def open(self, sealed: bytes, *, key_id: str, context: bytes) -> bytes:
        """See ``Provider``."""
        _check_length(sealed)
        try:
            return self._cipher(key_id).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context)
        except InvalidTag as refused:
            raise Refused("tag") from refused


class Sm4Gcm:
    """SM4-GCM (GB/T 32907-2016; RFC 8998), key derived with HKDF over SM3."""

    code = "sm4-gcm"
    digest = hashes.SM3

    def _cipher(self, key_id: str, mode: modes.GCM) -> Cipher[modes.GCM]:
        return Cipher(algorithms.SM4(derived(_master(key_id), self.code, 16, self.digest)), mode)

    def seal(self, clear: bytes, *, key_id: str, context: bytes) -> bytes:
        """See ``Provider``."""
        nonce = os.urandom(NONCE_BYTES)
        sealing = self._cipher(key_id, modes.GCM(nonce)).encryptor()
        sealing.authenticate_additional_data(context)
        return nonce + sealing.update(clear) + sealing.finalize() + sealing.tag

    def open(self, sealed: bytes, *, key_id: str, context: bytes) -> bytes:
        """See ``Provider``."""
        _check_length(sealed)
        nonce, body, tag = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:-TAG_BYTES], sealed[-TAG_BYTES:]
        opening = self._cipher(key_id, modes.GCM(nonce, tag)).decryptor()
        opening.authenticate_additional_data(context)
        try:
            return opening.update(body) + opening.finalize()
        except InvalidTag as refused:
            raise Refused("tag") from refused


def _check_length(sealed: bytes) -> None:
    if len(sealed) < NONCE_BYTES + TAG_BYTES:
        raise Refused("too short")
