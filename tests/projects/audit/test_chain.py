"""The digest can be recomputed by anybody with the key and a standard library: it depends on no library of ours."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.audit.chain import ALGORITHMS, GENESIS, HASHED, canonical, digest, instant

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.dictionaries(TEXT, st.one_of(TEXT, st.integers(0, 2**53), st.lists(TEXT))))
def test_canonical_json_is_that_of_the_standard_library(value: dict[str, object]) -> None:
    assert canonical(value) == json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_the_digest_is_a_plain_hmac_over_the_previous_one_and_the_entry(algorithm: str) -> None:
    at = datetime(2026, 11, 18, 9, 0, 0, 5, tzinfo=timezone(timedelta(hours=8)))
    row = {name: f"值{name}" for name in HASHED} | {"seq": 7, "at": at, "algorithm": algorithm}
    said = {**row, "at": "2026-11-18T01:00:00.000005Z"}
    text = GENESIS + json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    for key in (b"one key", b"another"):
        expected = hmac.new(key, text.encode(), ALGORITHMS[algorithm]).hexdigest()
        assert digest(GENESIS, row, key) == expected


def test_sm3_is_the_sm3_of_the_standard() -> None:
    """GB/T 32905, example 1."""
    known = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert hashlib.new("sm3", b"abc").hexdigest() == known


def test_an_instant_reads_the_same_from_whatever_zone() -> None:
    at = datetime(2026, 11, 18, 9, tzinfo=timezone(timedelta(hours=8)))
    assert instant(at) == instant(at.astimezone(UTC)) == "2026-11-18T01:00:00.000000Z"
