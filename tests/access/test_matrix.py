"""Row 18 of reliability.md 6: every route × every role × every place gives what the table says, and nothing more.

``LUODI_FULL=1`` asks every cell; otherwise each role asks each act at its own place, and who is let in anywhere also at
one of the others, chosen by ``LUODI_SEED``.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random

import pytest
from django.urls import reverse

from projects import statements
from projects.gateway.permissions import HasScope
from projects.ledger.models.projects import ProjectQuerySet
from tests.access.consoles import CONSOLES
from tests.access.expected import HIDDEN, PASSES, REFUSED, ROLES, STRANGER, verdict
from tests.access.operations import OPERATIONS
from tests.access.pages import PAGES
from tests.access.requests import LOGIN, Answer, Caller, Leaks
from tests.access.routes import Act
from tests.access.world import PLACES, World

pytestmark = [pytest.mark.django_db]
ACTS = (*PAGES, *OPERATIONS, *CONSOLES)
FULL = bool(os.environ.get("LUODI_FULL"))
SEED = int(os.environ.get("LUODI_SEED", "18"))
OTHERS = 1
TALLY: Counter[str] = Counter()


def places_of(act: Act, world: World) -> list[str]:
    """Everywhere the act can be asked. What belongs to no place is asked once."""
    if not act.door.of:
        return ["own"]
    return [name for name in PLACES if act.exists_at(world.places[name])]


def wanted(act: Act, expected: str) -> frozenset[int]:
    """The statuses that agree with the table."""
    if expected == STRANGER:
        return frozenset({401 if act.is_api else 302})
    return {PASSES: act.ok, HIDDEN: act.hidden, REFUSED: act.refused}[expected]


def agrees(act: Act, expected: str, answer: Answer) -> bool:
    """Does the answer agree with the table? A stranger is sent to the login and nowhere else."""
    is_sent_to_login = answer.location.startswith(LOGIN)
    if expected == STRANGER and not act.is_api and not is_sent_to_login:
        return False
    return answer.status in wanted(act, expected)


def cells(act: Act, world: World, *, full: bool = FULL) -> Iterator[tuple[str, str]]:
    """Role and place of each cell of one act."""
    places = places_of(act, world)
    others = [name for name in places if name != "own"]
    for role in ROLES:
        if full:
            some = others
        elif is_closed(act, role, places):
            some = []
        else:
            some = Random(f"{SEED}{act.label}{sorted(act.by.items())}{role}").sample(others, min(OTHERS, len(others)))
        yield from ((role, name) for name in places if name == "own" or name in some)


def is_closed(act: Act, role: str, places: Sequence[str]) -> bool:
    """Does the table refuse the act to the role wherever it asks? Then the place is not even looked at."""
    said = {verdict(role, name, act.door, is_api=act.is_api) for name in places}
    return said <= {REFUSED, STRANGER}


def wrong(
    act: Act, world: World, people: dict[str, Caller], leaks: Leaks, *, full: bool = FULL
) -> tuple[list[str], list[str]]:
    """Cells that disagree with the table, and answers that tell too much."""
    odd, leaked = [], []
    for role, name in cells(act, world, full=full):
        place = world.places[name]
        expected = verdict(role, name, act.door, is_api=act.is_api)
        answer = people[role].send(act, world, place)
        said = f"{act.label} as {role} at {name}: {answer.status}"
        if not agrees(act, expected, answer):
            odd.append(f"{said}, should be: {expected}")
        allowed = act.tells_all and expected == PASSES
        units = act.names_units and expected == PASSES
        told = leaks.in_answer(role, answer, asked=act.address(place), units=units)
        if not allowed and (found := sorted(told)):
            leaked.append(f"{said} {found[:4]}")
        TALLY["cells"] += 1
        TALLY["unexpected 2xx"] += answer.status < 300 and expected != PASSES
    TALLY["leaks"] += len(leaked)
    return odd, leaked


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.label)
def test_every_role_gets_at_every_place_what_the_table_says(
    act: Act, world: World, people: dict[str, Caller], leaks: Leaks
) -> None:
    odd, leaked = wrong(act, world, people, leaks)
    assert not odd, "\n".join(odd)
    assert not leaked, "\n".join(leaked)


def test_the_figures(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """Printed after all cells of this process; of 0 found in n, less than 3/n is there (95 %)."""
    whole = sum(1 for act in ACTS for _ in cells(act, world, full=True))
    asked = max(TALLY["cells"], 1)
    with capsys.disabled():
        sys.stdout.write(
            f"\naccess matrix: {len({act.name for act in ACTS})} routes, {len(ACTS)} acts, {len(ROLES)} roles, "
            f"{len(PLACES)} places, {TALLY['cells']} of {whole} cells (seed {SEED}), "
            f"unexpected 2xx {TALLY['unexpected 2xx']}, leaks {TALLY['leaks']}, bound {3 / asked:.5f}\n"
        )
    assert (TALLY["unexpected 2xx"], TALLY["leaks"]) == (0, 0)


def test_without_visible_to_the_matrix_finds_leaks(
    world: World, people: dict[str, Caller], leaks: Leaks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: were every project visible to everybody, the same cells would say so."""
    monkeypatch.setattr(ProjectQuerySet, "visible_to", lambda self, officer: self.all())
    some = [act for act in ACTS if act.label in ("GET desk:projects", "GET api:projects-detail")]
    statements.forget()  # those written before: they still keep everybody to his own
    try:
        found = [wrong(act, world, people, leaks, full=True) for act in some]
    finally:
        statements.forget()  # and these keep nobody
    TALLY.clear()
    assert sum(len(odd) for odd, _ in found) > 5
    assert sum(len(leaked) for _, leaked in found) > 5


def test_without_scopes_the_matrix_finds_unexpected_answers(
    world: World, people: dict[str, Caller], leaks: Leaks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: were every key good for everything, the same cells would say so."""
    monkeypatch.setattr(HasScope, "has_permission", lambda self, request, view: request.user.is_authenticated)
    act = next(act for act in OPERATIONS if act.label == "GET api:organisations-list")
    odd, _ = wrong(act, world, people, leaks, full=True)
    TALLY.clear()
    assert [line for line in odd if "200" in line]


def test_an_api_key_opens_no_page(world: World, people: dict[str, Caller]) -> None:
    answer = people["service"].ask("GET", reverse("desk:projects"))
    assert (answer.status, answer.location.startswith(LOGIN)) == (302, True)
