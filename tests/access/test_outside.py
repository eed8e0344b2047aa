"""What lies outside one's sight answers like what does not exist: same status, same body, and as fast."""

from __future__ import annotations

import os
import sys
from random import Random
from statistics import median
from time import perf_counter

import pytest

from tests.access.expected import HIDDEN, MAY, REFUSED, verdict
from tests.access.operations import OPERATIONS
from tests.access.pages import PAGES
from tests.access.requests import Caller
from tests.access.routes import Act
from tests.access.world import PLACES, Place, World

pytestmark = [pytest.mark.django_db]
ONES = [act for act in (*PAGES, *OPERATIONS) if act.by and act.door.of != "landing"]
ROUNDS = 4
ASKED = ("clerk", "chief", "service", "system_admin", "anonymous")
FULL = bool(os.environ.get("LUODI_FULL"))
SEED = int(os.environ.get("LUODI_SEED", "18"))
SOME = 2
"""How many of ``ASKED`` ask each act, unless ``LUODI_FULL``."""


def hidden_place(act: Act, role: str, world: World) -> Place | None:
    """A place where the act is not for ``role``: out of sight, or refused before anything is looked up."""
    for name in ("sibling", "parent", "city", "ended", *PLACES):
        place = world.places[name]
        if not act.exists_at(place):
            continue
        said = verdict(role, name, act.door, is_api=act.is_api)
        if said == HIDDEN or (said == REFUSED and not may_open(role, act)):
            return place
    return None


def may_open(role: str, act: Act) -> bool:
    """Is the door itself open to the role?"""
    return verdict(role, "own", type(act.door)(act.door.needs), is_api=act.is_api) != REFUSED


@pytest.mark.parametrize("act", ONES, ids=lambda act: f"{act.label} {sorted(act.by.values())}")
def test_what_is_hidden_answers_like_what_does_not_exist(act: Act, world: World, people: dict[str, Caller]) -> None:
    places = {role: place for role in ASKED if (place := hidden_place(act, role, world)) is not None}
    assert places
    label = f"{SEED}{act.label}{sorted(act.by.items())}"
    for role in places if FULL else Random(label).sample(list(places), min(SOME, len(places))):
        place = places[role]
        there = people[role].send(act, world, place)
        nowhere = people[role].send(act, world, place, act.address_of_nothing())
        assert there.status == nowhere.status, role
        assert there.without() == nowhere.without(), role


NESTED = [act for act in OPERATIONS if {"project_id", "pk"} == set(act.by)]


@pytest.mark.parametrize("act", NESTED, ids=lambda act: act.label)
def test_a_thing_of_a_hidden_project_is_not_found_under_a_project_of_one_s_own(
    act: Act, world: World, people: dict[str, Caller]
) -> None:
    own, other = world.places["own"], world.places["sibling"]
    for role in (one for one in ("clerk", "service", "office") if MAY[one] & act.door.needs):
        answer = people[role].send(act, world, own, act.crossed(own, other))
        assert answer.status == 404, role


def seconds(caller: Caller, act: Act, world: World, place: Place, address: str) -> float:
    begun = perf_counter()
    caller.send(act, world, place, address)
    return perf_counter() - begun


def test_what_is_hidden_takes_as_long_as_what_does_not_exist(
    world: World, people: dict[str, Caller], capsys: pytest.CaptureFixture[str]
) -> None:
    """Medians over a slice; asserted as a ratio, for a loaded machine makes every request slow."""
    acts = [act for act in ONES if act.method == "GET" and act.door.of == "project"][::3]
    place, caller = world.places["sibling"], people["clerk"]
    there, nowhere = [], []
    for _ in range(ROUNDS):
        for act in acts:
            there.append(seconds(caller, act, world, place, act.address(place)))
            nowhere.append(seconds(caller, act, world, place, act.address_of_nothing()))
    apart = (median(there) - median(nowhere)) * 1000
    with capsys.disabled():
        sys.stdout.write(
            f"\nhidden {median(there) * 1000:.1f} ms, unknown {median(nowhere) * 1000:.1f} ms, "
            f"{apart:+.1f} ms apart over {len(there)} pairs\n"
        )
    assert median(there) < 3 * median(nowhere) and median(nowhere) < 3 * median(there)
