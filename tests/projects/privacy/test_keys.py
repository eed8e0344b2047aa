"""Keys that can be used are read; others are refused in a sentence, before anything starts."""

from __future__ import annotations

import base64

import pytest
from pytest_django import Settings

from config.checks import fields_are_ciphered
from projects.privacy.keys import BadKeys, parsed


def key(byte: int, length: int = 32) -> str:
    """``length`` bytes as the setting spells them."""
    return base64.b64encode(bytes([byte]) * length).decode()


def test_the_first_key_is_current_and_all_are_kept() -> None:
    ring = parsed(f"2:{key(2)}, 1:{key(1)}")
    assert (ring.current, dict(ring.keys)) == ("2", {"2": b"\2" * 32, "1": b"\1" * 32})
    assert key(1) not in repr(ring)


BAD = [
    ("", "没有写成"),
    (key(1), "没有写成"),
    (f"1:{key(1)},", "第 2 把"),
    (f"a b:{key(1)}", "没有写成"),
    (f"1:{key(1)},1:{key(2)}", "出现两次"),
    ("1:не base64", "不是 base64"),
    (f"1:{key(1, 16)}", "是 16 字节"),
]


@pytest.mark.parametrize(("text", "says"), BAD)
def test_keys_that_cannot_be_used_are_refused_without_being_repeated(text: str, says: str) -> None:
    with pytest.raises(BadKeys, match=says) as refused:
        parsed(text)
    assert key(1) not in str(refused.value)


@pytest.mark.parametrize(("text", "says"), BAD)
def test_a_start_with_bad_keys_says_in_chinese_what_to_set(text: str, says: str, settings: Settings) -> None:
    settings.FIELD_KEYS = text
    assert [(one.id, says in one.msg, "python -c" in str(one.hint)) for one in fields_are_ciphered()] == [
        ("luodi.E006", True, True)
    ]


def test_the_sample_key_is_for_demonstrations_only(settings: Settings) -> None:
    settings.DEMO = True
    assert fields_are_ciphered() == []
    settings.DEMO = settings.DEBUG = False
    assert ["示例密钥" in one.msg for one in fields_are_ciphered()] == [True]
    settings.FIELD_KEYS = f"1:{key(1)}"
    assert fields_are_ciphered() == []


def test_an_unknown_cipher_is_refused(settings: Settings) -> None:
    settings.DEMO, settings.FIELD_CIPHER = True, "rot13"
    assert [("rot13" in one.msg, "sm4-gcm" in str(one.hint)) for one in fields_are_ciphered()] == [(True, True)]
