"""The survey of stale forms: every form that changes something carries the version it was opened with.

A form sent over a newer version saves nothing, answers 412 with a page that still holds every word that was typed,
and carries the version now shown, so that it can be sent again with open eyes.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from tests.access.pages import PAGES
from tests.access.requests import Caller
from tests.access.routes import Act
from tests.access.world import World

pytestmark = [pytest.mark.django_db]
ROOMS = ("ledger:", "plans:", "progress:", "funds:", "amendments:")
SHAPE = re.compile(r"TOTAL_FORMS|INITIAL_FORMS|^do$|^version$")
WITHOUT_TEXT = frozenset({"plans:confirm"})
"""A button that says nothing: after 412 there is nothing typed to keep."""
FORMS = [act for act in PAGES if act.method == "POST" and act.name.startswith(ROOMS)]
EDITS = [act for act in FORMS if act.version]
MAKES = frozenset(
    {
        *("ledger:create", "ledger:add_evidence", "ledger:assign", "ledger:extend_evidence", "ledger:add_chain"),
        *("ledger:add_phase", "ledger:add_year_plan", "ledger:add_mark", "ledger:enterprise_new"),
        *(
            "ledger:recognition_new",
            "ledger:contact_new",
            "funds:report",
            "plans:apply",
            "plans:copy",
            "plans:node_new",
        ),
        *("progress:report_new", "progress:problem_new"),
    }
)
"""They make something new: nobody can have been faster."""
ONCE = {
    "ledger:withdraw_evidence": "材料登记后不再改动，作废只有一次；先作废的人先得",
    "ledger:recognition_withdraw": "荣誉登记后不再改动，作废只有一次",
    "ledger:contact_withdraw": "联系人离职登记只有一次",
    "ledger:contact_reveal": "只读取号码，不改内容",
    "ledger:enterprise_merge": "先预览后并入，预览过期即拒绝",
    "ledger:merge_chain": "按名称并入，名称已变即找不到",
}
"""They end something that has no versions, and why."""


MORE = {"plans:replan": {"do": "save", "reason": "征迁延后"}}


def chosen(act: Act) -> str:
    """Whose role may do it: the office may everything of the city; an amendment is for its verifier."""
    return "verifier" if act.name == "amendments:detail" else "office"


def where(act: Act, world: World) -> str:
    """At which place: the own one, if it has such a thing."""
    if act.name == "amendments:detail":
        return "asked"
    return "own" if act.exists_at(world.places["own"]) else "city"


def test_every_form_is_in_the_survey() -> None:
    named = {act.name for act in FORMS}
    assert named == {act.name for act in EDITS} | MAKES | set(ONCE)


@pytest.mark.parametrize("act", EDITS, ids=lambda act: act.label)
def test_a_stale_form_saves_nothing_and_loses_nothing(act: Act, world: World, people: dict[str, Caller]) -> None:
    place = world.places[where(act, world)]
    row: Any = getattr(place, act.version)
    assert act.body is not None
    typed = act.body(world, place) | MORE.get(act.name, {})
    answer = people[chosen(act)].ask("POST", act.address(place), {**typed, "version": str(row.version + 7)})
    assert answer.status in (409, 412), (answer.status, answer.text[:400])
    if answer.status == 412 and act.name not in WITHOUT_TEXT:
        assert f'value="{row.version}"' in answer.text, "the page counts from what it shows now"
        assert [value for value in words(typed) if value not in answer.text] == []


def words(typed: dict[str, Any]) -> list[str]:
    """What was typed: texts and days; not the marks of a form."""
    texts = [str(value) for name, value in typed.items() if not SHAPE.search(name) and isinstance(value, str | date)]
    return [text for text in texts if text]
