"""Pages in the matrix: one line each. Forms are sent as their page would send them."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.access.routes import Act, Body, Fill, door
from tests.access.world import Place, World
from tests.factories import PDF, TODAY

SEE, MEET = "project:read", "dispatch:read"
FILL, CLAIM, VERIFY, ORGANISE = "project:write", "claim:write", "claim:verify", "dispatch:write"
FORM = {"investors-TOTAL_FORMS": "0", "investors-INITIAL_FORMS": "0"}
PROJECT: Fill = {"project_id": "project"}
DONE = frozenset({302})


def get(name: str, *needs: str, by: Fill | None = None, query: str = "", ok: int = 200, **rules: Any) -> Act:
    """A page that is read."""
    return Act(name, "GET", door(*needs, **rules), by or {}, query=query, ok=frozenset({ok}))


def post(
    name: str,
    *needs: str,
    body: Body,
    by: Fill | None = None,
    version: str = "",
    ok: frozenset[int] = DONE,
    hidden: frozenset[int] = frozenset({404}),
    **rules: Any,
) -> Act:
    """A form that is sent."""
    return Act(name, "POST", door(*needs, **rules), by or {}, body, version, ok=ok, hidden=hidden)


def new_project(world: World, place: Place) -> dict[str, Any]:
    """The least that a project needs."""
    return {**FORM, "name": "新项目", "landing_organisation": place.unit.pk, "negotiating_on": TODAY}


def edited(world: World, place: Place) -> dict[str, Any]:
    """Another name."""
    return new_project(world, place) | {"name": "改名"}


def document(world: World, place: Place) -> dict[str, Any]:
    """A small real file."""
    return {"kind": "other", "title": "材料", "file": SimpleUploadedFile("a.pdf", PDF)}


def assigned(world: World, place: Place) -> dict[str, Any]:
    """The clerk of the place becomes a member."""
    return {"role": "member", "officer": place.filler.pk, "valid_from": TODAY}


def ended(world: World, place: Place) -> dict[str, Any]:
    """Today is the last day."""
    return {"valid_to": TODAY}


def claimed(world: World, place: Place) -> dict[str, Any]:
    """A draft."""
    return {"effective_on": TODAY, "note": "说明", "do": "draft"}


def taken(world: World, place: Place) -> dict[str, Any]:
    """Suspended, confirmed."""
    return {"effective_on": TODAY, "reason": "land", "note": "等用地", "do": "take"}


def said(**words: str) -> Body:
    """Fixed words."""
    return lambda world, place: dict(words)


def series(world: World, place: Place) -> dict[str, Any]:
    """A weekly meeting."""
    return {"organisation": place.unit.pk, "name": "新调度", "kind": "weekly", "weekday": 2, "time": "10:00",
            "place": "会议室", "holiday_policy": "next", "starts_on": TODAY, "is_active": "on"}  # fmt: skip


def spoken_of(world: World, place: Place) -> dict[str, Any]:
    """One more project of the own unit."""
    return {"do": "add", "project": world.places["own"].claimed.number, "detail": "协调"}


TABS = ("", "tab=responsibilities", "tab=evidence", "tab=claims", "tab=meetings", "tab=history&all=1")

PAGES: tuple[Act, ...] = (
    Act("desk:home", "GET", door(), ok=frozenset({200, 302, 403})),  # an administrator is sent to a console
    get("desk:projects", SEE),
    get("desk:projects", SEE, query="order=-total&standing=active"),
    get("desk:board", SEE),
    *(get("desk:project", SEE, of="project", by=PROJECT, query=tab) for tab in TABS),
    get("desk:project", SEE, of="project", by={"project_id": "claimed"}),
    get("desk:project", SEE, of="project", by={"project_id": "suspended"}, query="tab=history"),
    get("ledger:create", FILL),
    post("ledger:create", FILL, of="landing", body=new_project, hidden=frozenset({403, 422})),
    get("ledger:edit", SEE, of="project", also=(FILL,), rule="unit", by=PROJECT),
    post("ledger:edit", SEE, of="project", also=(FILL,), rule="keeps", by=PROJECT, body=edited, version="project"),
    get("ledger:add_evidence", SEE, of="project", also=(FILL,), rule="unit", by=PROJECT),
    post("ledger:add_evidence", SEE, of="project", also=(FILL,), rule="unit", by=PROJECT, body=document),
    get("ledger:assign", SEE, of="project", also=(FILL, ORGANISE), rule="unit", by=PROJECT),
    post("ledger:assign", SEE, of="project", also=(FILL, ORGANISE), rule="unit", by=PROJECT, body=assigned),
    get("ledger:evidence", SEE, of="project", by={"evidence_id": "evidence"}),
    get("ledger:end", SEE, of="project", also=(FILL, ORGANISE), rule="unit",
        by={"responsibility_id": "responsibility"}),
    post("ledger:end", SEE, of="project", also=(FILL, ORGANISE), rule="unit", body=ended, version="responsibility",
         by={"responsibility_id": "responsibility"}),
    get("ledger:enterprises", SEE, query="investors-0-name=qf"),
    get("steps:queue", SEE),
    get("steps:queue", SEE, query="tab=all"),
    get("steps:claim_detail", SEE, of="project", by={"claim_id": "claim"}),
    get("steps:claim_detail", SEE, of="draft", by={"claim_id": "draft"}),
    post("steps:claim_detail", SEE, of="project", also=(VERIFY,), rule="verifies", by={"claim_id": "claim"},
         body=said(do="approve"), version="claim"),
    post("steps:claim_detail", SEE, of="project", also=(VERIFY,), rule="verifies", by={"claim_id": "claim"},
         body=said(do="return", note="补"), version="claim"),
    post("steps:claim_detail", SEE, of="draft", also=(CLAIM,), rule="author", by={"claim_id": "draft"},
         body=said(do="withdraw"), version="draft"),
    get("steps:claim", SEE, of="project", also=(CLAIM,), rule="unit", by={**PROJECT, "step": "=sign"}),
    post("steps:claim", SEE, of="project", also=(CLAIM,), rule="unit", by={**PROJECT, "step": "=sign"}, body=claimed),
    post("steps:checklist", SEE, of="project", also=(CLAIM,), rule="unit", by={**PROJECT, "step": "=sign"},
         body=claimed, ok=frozenset({200})),
    get("steps:direct", SEE, of="project", also=(FILL, CLAIM), rule="unit", by={**PROJECT, "step": "=suspend"}),
    post("steps:direct", SEE, of="project", also=(FILL, CLAIM), rule="unit", by={**PROJECT, "step": "=suspend"},
         body=taken, version="project"),
    get("dispatch:calendar", MEET, query="month=2026-11"),
    get("dispatch:series", MEET),
    get("dispatch:series_new", ORGANISE),
    post("dispatch:series_new", ORGANISE, of="landing", body=series, hidden=frozenset({422})),
    post("dispatch:series_preview", ORGANISE, body=series, ok=frozenset({200})),
    get("dispatch:series_edit", MEET, of="meeting", also=(ORGANISE,), rule="dispatches", by={"series_id": "series"}),
    post("dispatch:series_edit", MEET, of="meeting", also=(ORGANISE,), rule="dispatches", by={"series_id": "series"},
         body=series, version="series"),
    get("dispatch:meeting", MEET, of="meeting", by={"meeting_id": "meeting"}),
    post("dispatch:meeting", MEET, of="meeting", also=(ORGANISE,), rule="dispatches", by={"meeting_id": "meeting"},
         body=said(do="cancel", reason="改期"), version="meeting"),
    post("dispatch:meeting", MEET, of="meeting", also=(ORGANISE,), rule="dispatches", by={"meeting_id": "meeting"},
         body=spoken_of, version="meeting"),
    get("outbox:ledger", SEE),
    get("outbox:occurrence", SEE, of="letter", by={"pk": "occurrence"}),
    post("outbox:decide", ORGANISE, of="letter", by={"pk": "delivery"}, body=said(decision="sent")),
)  # fmt: skip
