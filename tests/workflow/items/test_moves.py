"""The table of moves as a whole: every move from every state, by the services and by the database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from projects.errors import Conflict
from tests.factories import City
from tests.workflow.items.samples import NOW, TODAY, WALKED
from workflow.items import actions
from workflow.items.actions import Action
from workflow.items.models import Item
from workflow.items.moves import MOVES, PAIRS, ItemState, Move, state_after

MOVE_OF = {
    Action.SIGN: Move.SIGN,
    Action.REPLY: Move.REPLY,
    Action.NAME: Move.NAME,
    Action.SUBMIT: Move.SUBMIT,
    Action.ASK_EXTENSION: Move.EXTEND,
    Action.HAND_OVER: Move.HAND_OVER,
    Action.PASS_UP: Move.PASS_UP,
    Action.RETURN: Move.RETURN,
    Action.CLOSE: Move.CLOSE,
    Action.DEFER: Move.DEFER,
    Action.REVIEW: Move.REVIEW,
    Action.RESUME: Move.RESUME,
    Action.URGE: Move.URGE,
    Action.VERIFY: Move.VERIFY,
    Action.REOPEN: Move.REOPEN,
}
HANDLERS = {
    *(Action.SIGN, Action.NAME, Action.REPLY, Action.SUBMIT),
    *(Action.ASK_EXTENSION, Action.HAND_OVER, Action.PASS_UP),
}


@pytest.mark.parametrize("state", list(ItemState))
@pytest.mark.parametrize("move", list(Move))
def test_a_move_leads_where_the_table_says_and_anything_else_is_refused_with_what_it_needs(
    move: str, state: str
) -> None:
    if state in MOVES[move]:
        assert state_after(move, state) == MOVES[move][state]
    else:
        with pytest.raises(Conflict, match="不能") as refused:
            state_after(move, state)
        assert refused.value.code == "item_state"


def test_every_state_but_the_first_is_reached_and_every_open_one_leads_on() -> None:
    assert {after for _, after in PAIRS} == set(ItemState.values) - {"to_sign"}
    assert {before for before, _ in PAIRS} == set(ItemState.values) - {ItemState.VOID}  # what was taken back stays so


@pytest.mark.django_db
@pytest.mark.parametrize("state", list(WALKED))
def test_services_offers_and_table_agree_on_every_act_in_every_state(city: City, state: str) -> None:
    item = WALKED[state](city)
    given = {
        "note": "示例说明",
        "wished_on": item.due_on + timedelta(days=3),
        "review_on": TODAY + timedelta(days=60),
        "days": 3,
        "to_unit": city.sibling,
        "level": "province",
        "to_name": "",
    }
    for action, move in MOVE_OF.items():
        by = city.clerk if action in HANDLERS else city.dispatcher
        values = {**given, "to_unit": city.province} if action == Action.PASS_UP else given
        values = {**given, "officer": city.chief} if action == Action.NAME else values
        offered = action in actions.actions_for(Item.objects.get(pk=item.pk), by)
        legal = state in MOVES[move]
        assert offered == legal, (action, state)
        with transaction.atomic():
            if legal:
                done = actions.perform(action, item.pk, values, by=by, now=NOW, version=None)
                assert done.state == MOVES[move][state]
                event = done.events.last()
                assert event and (event.before, event.after, event.by) == (state, done.state, by)
            else:
                with pytest.raises(Conflict):
                    actions.perform(action, item.pk, values, by=by, now=NOW, version=None)
            transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("state", list(WALKED))
def test_the_database_refuses_a_change_of_state_that_no_move_makes(city: City, state: str) -> None:
    item = WALKED[state](city)
    for after in set(ItemState.values) - {state}:
        if (state, after) in PAIRS:
            continue
        with pytest.raises(DatabaseError, match="no such move"), transaction.atomic():
            Item.objects.filter(pk=item.pk).update(state=after)
