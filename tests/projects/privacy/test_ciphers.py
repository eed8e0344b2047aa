"""Known answers of the standards, and of our providers with the keys and nonces of the standards."""

from __future__ import annotations

import hashlib
import os

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pytest_django import Settings

from projects.privacy import ciphers
from projects.privacy.ciphers import AesGcm, Provider, Refused, Sm4Gcm, provider

CONTEXT = b"people.officer.phone"
SM4_KEY = bytes.fromhex("0123456789abcdeffedcba9876543210")
SM4_GCM = {
    "nonce": "00001234567800000000abcd",
    "context": "feedfacedeadbeeffeedfacedeadbeefabaddad2",
    "clear": "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
    "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa",
    "sealed": "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
    "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d",
    "tag": "83de3541e4c2b58177e065a9bf7b62ec",
}
"""RFC 8998, appendix A.1."""
AES_KEY = bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)
AES_GCM = {
    "nonce": "cafebabefacedbaddecaf888",
    "context": "feedfacedeadbeeffeedfacedeadbeefabaddad2",
    "clear": "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
    "sealed": "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
    "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
    "tag": "76fc6ece0f4e1768cddf8853bb2d551b",
}
"""NIST's GCM specification, test case 16."""
AES_ZERO = {
    "nonce": "00" * 12,
    "context": "",
    "clear": "00" * 16,
    "sealed": "cea7403d4d606b6e074ec5d3baf39d18",
    "tag": "d0d1c8a799996bf0265b98b5d48ab919",
}
"""NIST's GCM specification, test case 14."""
VECTORS = [(Sm4Gcm(), SM4_KEY, SM4_GCM), (AesGcm(), AES_KEY, AES_GCM), (AesGcm(), bytes(32), AES_ZERO)]


def sm4(block: bytes, rounds: int = 1) -> bytes:
    """``block`` ciphered ``rounds`` times with the key of GB/T 32907, appendix A."""
    cipher = Cipher(algorithms.SM4(SM4_KEY), modes.ECB()).encryptor()
    for _ in range(rounds):
        block = cipher.update(block)
    return block


def test_sm4_gives_the_answers_of_gb_t_32907() -> None:
    assert sm4(SM4_KEY).hex() == "681edf34d206965e86b3e94f536e4246"
    assert sm4(SM4_KEY, 1_000_000).hex() == "595298c7c6fd271f0402f804c33d3f66"


@pytest.mark.parametrize(
    ("message", "digest"),
    [
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ],
)
def test_sm3_gives_the_answers_of_gb_t_32905(message: bytes, digest: str) -> None:
    ours = hashes.Hash(hashes.SM3())
    ours.update(message)
    assert ours.finalize().hex() == digest
    assert hashlib.new("sm3", message).hexdigest() == digest


def test_hkdf_gives_the_answer_of_rfc_5869() -> None:
    made = HKDF(algorithm=hashes.SHA256(), length=42, salt=bytes(range(13)), info=bytes(range(0xF0, 0xFA))).derive(
        b"\x0b" * 22
    )
    assert made.hex() == ("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865")


@pytest.mark.parametrize(("made", "key", "vector"), VECTORS)
def test_a_provider_gives_the_answers_of_its_standard(
    made: Provider, key: bytes, vector: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    known = {name: bytes.fromhex(value) for name, value in vector.items()}
    whole = known["nonce"] + known["sealed"] + known["tag"]
    monkeypatch.setattr(ciphers, "derived", lambda *args: key)
    monkeypatch.setattr(os, "urandom", lambda length: known["nonce"])
    assert made.seal(known["clear"], key_id="sample", context=known["context"]) == whole
    assert made.open(whole, key_id="sample", context=known["context"]) == known["clear"]


@pytest.mark.parametrize("code", ["sm4-gcm", "aes-gcm"])
def test_what_is_sealed_opens_only_whole_with_its_key_in_its_place(code: str, settings: Settings) -> None:
    other = "other:" + settings.SAMPLE_FIELD_KEYS.partition(":")[2][::-1].lstrip("=") + "="
    settings.FIELD_KEYS = f"{settings.SAMPLE_FIELD_KEYS},{other}"
    made = provider(code)
    sealed = made.seal(b"13800001234", key_id="sample", context=CONTEXT)
    assert b"13800001234" not in sealed
    assert made.open(sealed, key_id="sample", context=CONTEXT) == b"13800001234"
    for bad, key_id, context in [
        (sealed, "other", CONTEXT),
        (sealed, "gone", CONTEXT),
        (sealed, "sample", b"people.officer.email"),
        (sealed[:-1], "sample", CONTEXT),
        (sealed[:20], "sample", CONTEXT),
        (b"", "sample", CONTEXT),
    ]:
        with pytest.raises(Refused):
            made.open(bad, key_id=key_id, context=context)


@pytest.mark.parametrize("code", ["sm4-gcm", "aes-gcm"])
def test_the_same_text_is_never_sealed_the_same_way_twice(code: str) -> None:
    sealed = {provider(code).seal(b"13800001234", key_id="sample", context=CONTEXT) for _ in range(500)}
    assert len(sealed) == 500


def test_providers_derive_different_keys_from_one(settings: Settings) -> None:
    sealed = provider("sm4-gcm").seal(b"13800001234", key_id="sample", context=CONTEXT)
    with pytest.raises(Refused):
        provider("aes-gcm").open(sealed, key_id="sample", context=CONTEXT)
    with pytest.raises(Refused, match="unknown"):
        provider("unknown")


class Module:
    """A stand-in of a hardware module: keys by label, nothing of LUODI_FIELD_KEYS but the label."""

    code = "module"

    def seal(self, clear: bytes, *, key_id: str, context: bytes) -> bytes:
        return f"{key_id}|".encode() + clear[::-1]

    def open(self, sealed: bytes, *, key_id: str, context: bytes) -> bytes:
        return sealed.partition(b"|")[2][::-1]


def test_a_provider_of_ones_own_is_named_in_the_settings(settings: Settings) -> None:
    settings.FIELD_PROVIDERS = {**settings.FIELD_PROVIDERS, "module": f"{__name__}.Module"}
    assert provider("module").open(b"1|cba", key_id="1", context=b"") == b"abc"
