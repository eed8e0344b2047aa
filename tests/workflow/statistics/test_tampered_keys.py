"""A key is no secret and no promise: whatever is put into one, the answer is never a fault."""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.workflow.pages import PAGE_TEST, enter
from tests.workflow.statistics.scene import Scene

pytestmark = PAGE_TEST
WHOLE: dict[str, Any] = {"v": 1, "o": "flow", "m": ["2026-11-18", "2026-11-18T09:00:00+08:00"], "x": "total",
                         "s": "sign", "p": ["2026-01-01", "2026-11-18"]}  # fmt: skip
WRONG: tuple[dict[str, Any], ...] = (
    {"v": 2},
    {"o": "nothing"},
    {"m": ["0001-01-01", "2026-11-18T09:00:00+08:00"]},
    {"m": ["2026-11-18", "0001-01-01T00:00:00+08:00"]},
    {"m": ["2026-11-18", "2026-11-18T09:00:00"]},
    {"p": ["2026-11-18", "9999-12-31"]},
    {"f": {"organisation": "\x00"}},
    {"f": {"chain": "\ud800"}},
    {"f": {"min_total_wan": "1E+400"}},
    {"f": {"min_total_wan": "NaN"}},
    {"f": {"min_total_wan": "0.00000001"}},
    {"f": {"colour": "red"}},
    {"f": {"projects": ["x"]}},
    {"b": {"by": "unit", "level": 10**30, "role": "landing"}},
    {"b": {"by": "unit", "level": -1, "role": "landing"}},
    {"b": {"by": "chief", "role": "landing"}, "c": ["nobody"]},
    {"b": {"by": "month", "role": "landing"}, "c": ["2026-99"]},
    {"o": "cohort", "g": []},
    {"o": "cohort", "g": [99]},
    {"o": "span", "g": [1]},
    {"o": "plans", "y": 10**30},
    {"c": []},
    {"o": "cohort", "g": [1], "r": "x"},
    {"o": "cohort", "g": [2], "r": "signed"},
    {"o": "cohort", "g": [1], "t": "x"},
    {"o": "span", "g": [1, 0]},
    {"b": {"by": "tier", "role": "landing", "tiers": ["100000"]}, "c": ["x"]},
    {"b": {"by": "industry", "level": 1, "role": "landing"}, "c": ["Z"]},
    {"f": [[[[[]]]]]},
)


def key_of(told: Any) -> str:
    """Packed like a real one."""
    return urlsafe_b64encode(zlib.compress(json.dumps(told).encode())).decode().rstrip("=")


@pytest.fixture
def office(scene: Scene) -> Client:
    """王调's browser."""
    return enter(scene.city.dispatcher)


def test_a_key_made_by_hand_opens_like_any_other(office: Client) -> None:
    assert office.get(reverse("statistics:rows"), {"key": key_of(WHOLE)}).status_code == 200


@pytest.mark.parametrize("part", WRONG, ids=str)
def test_a_tampered_key_is_refused_and_never_a_fault(office: Client, part: dict[str, Any]) -> None:
    for page in ("rows", "differences", "export_rows"):
        answer = office.get(reverse(f"statistics:{page}"), {"key": key_of({**WHOLE, **part})})
        assert answer.status_code in (404, 422), (page, part)


@pytest.mark.parametrize("key", ["", "\x00", "é", "AAAA", "e" * 4000, key_of([1]), key_of(None)])
def test_what_is_no_key_at_all_is_not_found(office: Client, key: str) -> None:
    assert office.get(reverse("statistics:rows"), {"key": key}).status_code == 404


@pytest.mark.parametrize("after", ["x", "||", "2026-01-01|\x00|00000000-0000-4000-8000-000000000000", "9999|a|b"])
def test_a_tampered_place_in_the_list_is_not_found(office: Client, after: str) -> None:
    answer = office.get(reverse("statistics:rows"), {"key": key_of(WHOLE), "after": after})
    assert answer.status_code == 404
