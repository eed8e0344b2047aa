"""How pages of the matrix are asked for: what is read, what is sent, and the words for both."""

from __future__ import annotations

from typing import Any

from tests.access.routes import Act, Body, Fill, door

SEE, MEET, OVERSEE = "project:read", "dispatch:read", "oversight:read"
FILL, CLAIM, VERIFY, ORGANISE = "project:write", "claim:write", "claim:verify", "dispatch:write"
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


def said(**words: str) -> Body:
    """Fixed words."""
    return lambda world, place: dict(words)
