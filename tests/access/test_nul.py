"""The character zero, which PostgreSQL does not store, is a sentence and never a fault: in any field of any door."""

from __future__ import annotations

from typing import Any

import pytest

from tests.access.operations import OPERATIONS
from tests.access.pages import PAGES
from tests.access.requests import Caller
from tests.access.routes import Act
from tests.access.world import World

pytestmark = [pytest.mark.django_db]
NUL = "\x00坏"
QUERY = "q search tab state stage order page view columns on known_at words kind cursor fields ordering tag chain unit"
ASKED = "&".join(f"{name}=%00x" for name in QUERY.split())
ROLE = {True: "service", False: "office"}
WRITES = [act for act in (*PAGES, *OPERATIONS) if act.method != "GET" and act.body is not None]
READS = list({act.name: act for act in (*PAGES, *OPERATIONS) if act.method == "GET"}.values())
"""Each address once: its further lines ask it with other queries, and here all are asked at once."""


def spoilt(typed: dict[str, Any]) -> list[dict[str, Any]]:
    """The body as often as it has texts, each time with the zero in another one."""
    texts = [name for name, value in typed.items() if isinstance(value, str)]
    return [{**typed, name: f"{typed[name]}{NUL}"} for name in texts]


@pytest.mark.parametrize("act", WRITES, ids=lambda act: act.label)
def test_in_no_field_that_is_written_is_it_a_fault(act: Act, world: World, people: dict[str, Caller]) -> None:
    place = world.places["own" if act.exists_at(world.places["own"]) else "city"]
    assert act.body is not None
    headers = {**people["service"].headers, "Idempotency-Key": "nul"} if act.is_api else {}
    if act.version and act.is_api:
        headers["If-Match"] = f'"{getattr(place, act.version).version}"'
    for number, body in enumerate(spoilt(act.body(world, place))):
        if act.is_api:
            headers["Idempotency-Key"] = f"nul{number}"
        seen = {"version": getattr(place, act.version).version} if act.version and not act.is_api else {}
        answer = people[ROLE[act.is_api]].ask(
            act.method, act.address(place), {**body, **seen}, headers, as_json=act.is_api and not act.with_file
        )
        assert 400 <= answer.status < 500, (body, answer.status, answer.text[:300])


@pytest.mark.parametrize("act", READS, ids=lambda act: act.label)
def test_in_no_query_is_it_a_fault(act: Act, world: World, people: dict[str, Caller]) -> None:
    place = next(one for one in (world.places["own"], *world.places.values()) if act.exists_at(one))
    address = act.address(place)
    address += ("&" if "?" in address else "?") + ASKED
    assert people[ROLE[act.is_api]].ask("GET", address).status < 500
