"""Action items in the matrix: pages and operations. Every unit gave itself one to sign, and one with a file."""

from __future__ import annotations

from typing import Any

from tests.access.routes import Act, Fill, door
from tests.access.sending import MEET, ORGANISE, get, post, said
from tests.access.world import Place, World
from tests.factories import TODAY

ITEM: Fill = {"item_id": "item"}
FILE: Fill = {"item_id": "worked_item", "file_id": "item_file"}
DEED: dict[str, Any] = {"of": "item", "version": "item"}


def issued(world: World, place: Place) -> dict[str, Any]:
    """To the own unit, by itself."""
    return {"issuer": place.unit.pk, "lead": place.unit.pk, "matter": "新事项", "days": 5, "counting": "working",
            "source_kind": "other"}  # fmt: skip


def sent(world: World, place: Place) -> dict[str, Any]:
    """The same over the API."""
    return {"issuer": place.unit.code, "lead": place.unit.code, "matter": "新事项", "days": 5, "source_kind": "other"}


def urged(world: World, place: Place) -> dict[str, Any]:
    """One item."""
    assert place.item is not None
    return {"item": [str(place.item.pk)]}


def handed(world: World, place: Place) -> dict[str, Any]:
    """To a unit that everybody knows."""
    return {"to_unit": world.units["city" if place.unit != world.units["city"] else "office"].code, "note": "移交"}


ITEM_PAGES: tuple[Act, ...] = (
    get("items:list", MEET),
    get("items:list", MEET, query="state=all&mine=todo&late=1&q=zq"),
    get("items:export", MEET),
    get("items:new", ORGANISE),
    post("items:new", ORGANISE, body=issued, ok=frozenset({302, 422})),  # the office issues for the city
    post("items:urge", ORGANISE, body=urged),
    get("items:item", MEET, of="item", by=ITEM),
    get("items:item", MEET, of="item", by={"item_id": "worked_item"}),
    post("items:item", MEET, of="item", rule="handles", by=ITEM, version="item", body=said(do="sign")),
    get("items:file", MEET, of="item", by=FILE),
)  # fmt: skip
"""One line each."""


def read(name: str, *, query: str = "", **rules: Any) -> Act:
    """A GET of the API."""
    by = rules.pop("by", {})
    return Act(f"api:{name}", "GET", door(MEET, ORGANISE, **rules), by, query=query)


def deed(word: str, *needs: str, rule: str = "", ok: int = 200, **words: Any) -> Act:
    """An act on the item that waits to be signed."""
    body = handed if word == "handover" else said(**{"note": "说明", **words})
    return Act(f"api:action-item-{word}", "POST", door(*needs, of="item", rule=rule), {"pk": "item"}, body, "item",
               ok=frozenset({ok}))  # fmt: skip


def named(world: World, place: Place) -> dict[str, Any]:
    """Somebody of the same unit."""
    return {"officer": str(place.filler.pk)}


NOW_IS_NOT_THE_TIME = 409
DAY = TODAY.isoformat()
ITEM_OPERATIONS: tuple[Act, ...] = (
    read("action-item-list"),
    read("action-item-list", query="state=open&mine=todo&light=green"),
    Act("api:action-item-list", "POST", door(ORGANISE, rule="dispatches"), {}, sent, ok=frozenset({201})),
    read("action-item-detail", of="item", by={"pk": "item"}),
    Act(
        "api:action-item-detail",
        "PATCH",
        door(MEET, ORGANISE, of="item", rule="handles"),
        {"pk": "item"},
        named,
        "item",
        ok=frozenset({409}),
    ),  # it is signed first
    read("action-item-file", of="item", by={"pk": "worked_item", "file_id": "item_file"}),
    deed("sign", MEET, ORGANISE, rule="handles"),
    deed("accept", MEET, ORGANISE, rule="handles"),
    deed("handover", MEET, ORGANISE, rule="handles"),
    deed("decline", MEET, ORGANISE, ok=NOW_IS_NOT_THE_TIME),
    deed("answer-up", MEET, ORGANISE, ok=422),  # nothing was passed up
    *(deed(word, MEET, ORGANISE, rule="handles", ok=NOW_IS_NOT_THE_TIME) for word in ("reply", "submit")),
    deed("request-extension", MEET, ORGANISE, rule="handles", ok=NOW_IS_NOT_THE_TIME, wished_on=DAY),
    deed("pass-up", MEET, ORGANISE, rule="reports", ok=NOW_IS_NOT_THE_TIME, level="province", to_name="省厅"),
    deed("urge", ORGANISE, rule="dispatches"),
    *(
        deed(word, ORGANISE, rule="dispatches", ok=NOW_IS_NOT_THE_TIME, **more)
        for word, more in (
            ("return", {}),
            ("close", {}),
            ("check", {}),
            ("reopen", {"days": 3}),
            ("resume", {"days": 3}),
            ("defer", {"review_on": DAY}),
            ("review", {"review_on": DAY}),
            ("decide-extension", {"grants": True}),
        )
    ),
)
"""One line each."""
