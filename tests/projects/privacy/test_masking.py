"""The one filter: what it hides, what it leaves, and that no text keeps it busy."""

from __future__ import annotations

import random
import re
import time

import pytest

from projects.masking import mask_id, mask_mail, mask_phone, mask_secrets, mask_text
from projects.privacy.showing import shown_mail, shown_phone, shown_text
from projects.privacy.tokens import UNREADABLE, Unreadable

HIDDEN = [
    ("13800001234", "138****1234"),
    ("电话13800001234。", "电话138****1234。"),
    ("tel13800001234", "tel138****1234"),
    ("13800001234a", "138****1234a"),
    ("13800001234-张三", "138****1234-张三"),
    ("138 0000 1234", "138****1234"),
    ("138-0000-1234", "138****1234"),
    ("+86 138 0000 1234", "+86 138****1234"),
    ("8613800001234", "86138****1234"),
    ("%2B8613800001234", "%2B86138****1234"),
    ("1３８００００１２３４", "1３８****１２３４"),
    ("x=13800001234&y=13900005678", "x=138****1234&y=139****5678"),
    ("340204199001011234", "340204********1234"),
    ("34020419900101123X", "340204********123X"),
    ("340204 19900101 1234", "340204********1234"),
    ("6222021234567890123", "6222****0123"),
    ("6222 0212 3456 7890 123", "6222****0 123"),
    ("0553-3812345", "0553-****345"),
    ("（0553）3812345", "（0553）****345"),
]
LEFT = [
    "550e8400-e29b-41d4-a716-138000012345",
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "2606-340212-04-01-663102",
    "91340200MA2TE5T01C",
    "2026-11-18T09:00:00.123456+08:00",
    "3.13800001234",
    "1700000000000",
    "总投资 15000.00 万元，2026年11月",
    "127.0.0.1:8000",
]


@pytest.mark.parametrize(("text", "shown"), HIDDEN)
def test_personal_numbers_are_masked_wherever_they_stand(text: str, shown: str) -> None:
    assert mask_text(text) == shown


@pytest.mark.parametrize("text", LEFT)
def test_what_names_no_person_is_left_alone(text: str) -> None:
    assert mask_text(text) == text


def test_masking_twice_is_masking_once() -> None:
    for text, _ in HIDDEN:
        assert mask_text(mask_text(text)) == mask_text(text)


def test_any_mobile_number_in_any_words_is_hidden() -> None:
    chosen = random.Random(30)
    for _ in range(5_000):
        number = f"1{chosen.choice('3456789')}{chosen.randrange(10**9):09d}"
        before, after = (chosen.choice(["", " ", "：", "tel", "(", "a", "号", "=", "\n", '"']) for _ in range(2))
        assert number not in mask_text(f"{before}{number}{after}")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("password=hunter2&x=1", "password=****&x=1"),
        ('{"new_password": "p w", "a": 1}', '{"new_password": ****, "a": 1}'),
        ("密码：hunter2", "密码：****"),
        ("Bearer abcdefgh", "Bearer ****"),
        ("luodi_abcdefghijkl." + "x" * 43, "luodi_abcdefghijkl.****"),
        ("code=123456", "code=****"),
        ("status_code=500", "status_code=500"),
    ],
)
def test_what_follows_the_name_of_a_secret_is_hidden(text: str, shown: str) -> None:
    assert mask_secrets(text) == shown


def test_single_values_are_masked_by_their_kind() -> None:
    assert [mask_phone(one) for one in ("", " 13800001234 ", "12345", "1380000123499")] == [
        "",
        "138****1234",
        "****",
        "138****3499",
    ]
    assert [mask_id(one) for one in ("", "340204900101123", "123")] == ["", "340204********1123", "****"]
    assert mask_mail("找 li.tian@luodi.example 或 b@c.cn") == "找 l****@luodi.example 或 b****@c.cn"
    assert shown_text("13800001234 a@b.cn") == "138****1234 a****@b.cn"
    assert (shown_phone(None), shown_mail(None), shown_text(None)) == ("", "", "")
    assert shown_phone(Unreadable("enc1:x")) == UNREADABLE


@pytest.mark.parametrize("piece", ["a", "1", "1 ", "62", "password", 'token="', "a.", "0553-", "%2B86", "("])
def test_no_text_takes_long(piece: str) -> None:
    text = (piece * 200_000)[:200_000] + "@"
    start = time.process_time()
    mask_secrets(mask_mail(mask_text(text)))
    assert time.process_time() - start < 5


def test_the_filter_is_not_asleep() -> None:
    """Negative control: the samples do hold numbers."""
    assert all(re.search(r"\d{4}|[０-９]{4}", text) and mask_text(text) != text for text, _ in HIDDEN)
