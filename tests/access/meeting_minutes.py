"""Meeting mode and minutes in the matrix. The sittings of this world lie ahead: what is allowed answers so."""

from __future__ import annotations

from typing import Any

from tests.access.making import write
from tests.access.routes import Act, Fill
from tests.access.sending import MEET, ORGANISE, get, post, said

SITTING: Fill = {"meeting_id": "meeting"}
GARBAGE = frozenset({422})

MINUTES: tuple[Act, ...] = (
    get("minutes:list", MEET),
    get("minutes:room", MEET, of="meeting", by=SITTING),
    get("minutes:decided", MEET, of="meeting", by=SITTING),
    post("minutes:decided", MEET, of="meeting", also=(ORGANISE,), rule="dispatches", by=SITTING, body=said(),
         ok=GARBAGE),  # a form is no record of a queue
    post("minutes:entries", MEET, of="meeting", also=(ORGANISE,), rule="dispatches", by=SITTING, body=said(),
         ok=GARBAGE),
    get("minutes:attendance", ORGANISE, of="meeting", rule="dispatches", by=SITTING),
    post("minutes:attendance", ORGANISE, of="meeting", rule="dispatches", by=SITTING,
         body=said(**{"guest-0-name": "郑总", "guest-0-unit": "企业"})),
    get("minutes:minutes", MEET, of="meeting", by=SITTING),
    post("minutes:minutes", MEET, of="meeting", also=(ORGANISE,), rule="dispatches", by=SITTING, body=said(do="draft")),
    get("minutes:edit", MEET, of="meeting", also=(ORGANISE,), rule="dispatches", by=SITTING, ok=409),  # no draft yet
    post("minutes:edit", MEET, of="meeting", also=(ORGANISE,), rule="dispatches", by=SITTING,
         body=said(opening="开头"), ok=frozenset({409})),
    get("minutes:preview", MEET, of="meeting", by=SITTING, ok=404),
    get("minutes:file", MEET, of="meeting", by={**SITTING, "kind": "=pdf"}, ok=404),
)  # fmt: skip
"""One line each."""

OWN: dict[str, Any] = {"of": "meeting", "rule": "dispatches", "by": {"pk": "meeting"}}
NOT_YET: dict[str, Any] = {**OWN, "ok": 409}
"""Nothing is drafted in this world: what is allowed answers so."""
CHAIRED: dict[str, Any] = {**NOT_YET, "also": (ORGANISE,), "version": "meeting"}
"""Open to the chair too, who is no role of the matrix."""

MINUTES_OPERATIONS: tuple[Act, ...] = (
    write("POST", "meeting-minutes", ORGANISE, **{**OWN, "ok": 201}),
    write("PATCH", "meeting-minutes", MEET, **CHAIRED, body=said(opening="开头")),
    write("PUT", "meeting-minutes-attendance", ORGANISE, **NOT_YET, version="meeting", body=said(presences=[])),
    write("POST", "meeting-minutes-submit", MEET, **CHAIRED),
    write("POST", "meeting-minutes-return", MEET, **CHAIRED, body=said(note="补")),
    write("POST", "meeting-minutes-confirm", MEET, **CHAIRED),
    write("POST", "meeting-minutes-corrections", MEET, **{**NOT_YET, "also": (ORGANISE,)},
          body=said(text="更正", reason="笔误")),
    write("POST", "meeting-minutes-send", ORGANISE, **NOT_YET),
    write("POST", "meeting-minutes-remind", ORGANISE, **NOT_YET),
)  # fmt: skip
"""One line each."""
