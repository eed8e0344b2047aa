"""The room of dispatch meetings in the matrix: extra sittings, orders, material, own calendars."""

from __future__ import annotations

from typing import Any

from tests.access.routes import Act, Body, Fill, door
from tests.access.sending import CLAIM, FILL, MEET, ORGANISE, VERIFY, get, post, said
from tests.access.world import Place, World
from tests.factories import TODAY

SERIES: Fill = {"series_id": "series"}
ASKED: Fill = {"request_id": "asked"}
SITTING: Fill = {"pk": "meeting"}
ANSWERS = (FILL, CLAIM, VERIFY, ORGANISE)


def extra(world: World, place: Place) -> dict[str, Any]:
    """On a free day."""
    return {"on": "2026-11-27", "time": "15:00", "reason": "紧急研究"}


def extra_sent(world: World, place: Place) -> dict[str, Any]:
    """The same over the API."""
    return {"starts_at": "2026-11-27T15:00:00+08:00", "reason": "紧急研究"}


def extra_of_series(world: World, place: Place) -> dict[str, Any]:
    """The same, saying itself of which series."""
    assert place.series is not None
    return {**extra_sent(world, place), "series": str(place.series.pk)}


def series_sent(world: World, place: Place) -> dict[str, Any]:
    """A weekly series of the unit."""
    return {"organisation": place.unit.code, "name": "新调度", "kind": "weekly", "weekday": 2, "time": "10:00",
            "place": "会议室", "starts_on": TODAY.isoformat()}  # fmt: skip


def of_entry(**more: Any) -> Body:
    """Something about the entry of the place."""
    return lambda world, place: {"entry": place.entry.pk if place.entry else 1, **more}


def whole_order(world: World, place: Place) -> dict[str, Any]:
    """As it is."""
    return {"entries": [place.entry.pk if place.entry else 1]}


def one_more(world: World, place: Place) -> dict[str, Any]:
    """A unit that has not been asked yet and that whoever may ask sees."""
    other = world.units["own" if place.unit == world.units["parent"] else "parent"]
    return of_entry(organisation=other.code)(world, place)


MEETING_PAGES: tuple[Act, ...] = (
    get("dispatch:meeting_new", MEET, of="meeting", also=(ORGANISE,), rule="dispatches", by=SERIES),
    post("dispatch:meeting_new", MEET, of="meeting", also=(ORGANISE,), rule="dispatches", by=SERIES, body=extra),
    post(
        "dispatch:meeting",
        MEET,
        of="meeting",
        also=(ORGANISE,),
        rule="dispatches",
        by={"meeting_id": "meeting"},
        body=of_entry(do="place", position="1"),
    ),
    get("dispatch:materials", MEET),
    get("dispatch:materials", MEET, query="show=late"),
    get("dispatch:material", MEET, of="landing", by=ASKED),
    post("dispatch:material", MEET, of="landing", also=ANSWERS, by=ASKED, body=said(progress="主体封顶")),
    get("dispatch:material_file", MEET, of="landing", by={"file_id": "paper"}),
    get("dispatch:feeds", MEET),
    post("dispatch:feeds", MEET, body=said(do="create", label="手机"), ok=frozenset({200})),
)
"""One line each."""


def read(name: str, *needs: str, by: Fill | None = None, query: str = "", **rules: Any) -> Act:
    """A GET."""
    return Act(f"api:{name}", "GET", door(*needs, **rules), by or {}, query=query)


def write(method: str, name: str, *needs: str, body: Body, by: Fill | None = None, version: str = "", ok: int = 200,
          hidden: frozenset[int] = frozenset({404}), **rules: Any) -> Act:  # fmt: skip
    """Anything that changes something."""
    return Act(f"api:{name}", method, door(*needs, **rules), by or {}, body, version, ok=frozenset({ok}), hidden=hidden)


CALLED: dict[str, Any] = {"of": "meeting", "rule": "dispatches"}

MEETING_OPERATIONS: tuple[Act, ...] = (
    read("meeting-series-list", MEET),
    read("meeting-series-detail", MEET, of="meeting", by={"pk": "series"}),
    read("meeting-series-preview", MEET, of="meeting", by={"pk": "series"}),
    write("POST", "meeting-series-list", ORGANISE, of="landing", body=series_sent, ok=201,
          hidden=frozenset({403, 422})),
    write("PATCH", "meeting-series-detail", ORGANISE, **CALLED, by={"pk": "series"}, body=said(place="新会场"),
          version="series"),
    write("POST", "meeting-series-meetings", ORGANISE, **CALLED, by={"pk": "series"}, body=extra_sent, ok=201),
    write("POST", "meetings-list", ORGANISE, rule="dispatches", body=extra_of_series, ok=201),
    write("PUT", "meeting-agenda", ORGANISE, **CALLED, by=SITTING, body=whole_order, version="agenda"),
    write("PATCH", "meeting-agenda", ORGANISE, **CALLED, by=SITTING, body=of_entry(position=1), version="agenda"),
    write("POST", "meeting-agenda-place", ORGANISE, **CALLED, by=SITTING, body=of_entry(position=1), version="agenda"),
    write("POST", "meeting-agenda-remove", ORGANISE, **CALLED, by=SITTING, body=of_entry(reason="已解决"),
          version="agenda"),
    write("POST", "meeting-agenda-mark", ORGANISE, **CALLED, by=SITTING, body=of_entry(state="discussed")),
    write("POST", "meeting-agenda-requests", ORGANISE, **CALLED, by=SITTING, body=one_more, ok=201),
    read("material-requests-list", MEET),
    read("material-requests-detail", MEET, of="landing", by={"pk": "asked"}),
    write("POST", "material-requests-answers", *ANSWERS, of="landing", by={"pk": "asked"}, body=said(progress="封顶"),
          version="asked"),
    write("POST", "material-requests-withdraw", ORGANISE, of="landing", by={"pk": "waiting"}, body=said(),
          version="waiting"),
    read("material-requests-file", MEET, of="landing", by={"pk": "asked", "file_id": "paper"}),
    write("POST", "meetings-merge", ORGANISE, **CALLED, by=SITTING, version="meeting",
          body=lambda world, place: {"other": str(place.twin.pk) if place.twin else ""}),
)  # fmt: skip
"""One line each."""
