"""No write of the API takes more statements than when it was counted."""

from __future__ import annotations

import pytest
from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext

from tests.access.requests import Caller
from tests.access.routes import Act
from tests.access.statements import STATEMENTS, UNCOUNTED
from tests.access.test_fields import WRITES, place_of, writer
from tests.access.world import World
from tests.api.test_costs import DUE, OTHERS
from tests.api.test_minutes_costs import MINUTES

pytestmark = [pytest.mark.django_db]


@pytest.mark.parametrize("act", WRITES, ids=lambda act: act.label)
def test_a_write_stays_within_its_bound(act: Act, world: World, people: dict[str, Caller]) -> None:
    """A new one is counted first, and its bound written down."""
    caller, place = people[writer(act)], world.places[place_of(act)]
    caller.send(act, world, place)  # what is kept in the process is kept from here on
    reset_queries()
    with CaptureQueriesContext(connection) as taken:
        answer = caller.send(act, world, place)
    assert (answer.status < 300) is (act.label in STATEMENTS), f"{answer.status} with {len(taken)} statements"
    assert len(taken) <= STATEMENTS.get(act.label, len(taken))


def test_every_write_has_a_bound_or_is_named_as_one_that_has_none() -> None:
    items = {f"POST api:action-item-{word}" for word in DUE}
    assert {*STATEMENTS, *items, *OTHERS, *MINUTES, *UNCOUNTED} == {act.label for act in WRITES}
