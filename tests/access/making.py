"""How an operation of the API is put down in one line of the matrix."""

from __future__ import annotations

from typing import Any

from tests.access.routes import Act, Body, Fill, door
from tests.factories import TODAY

SEE, MEET = "project:read", "dispatch:read"
FILL, CLAIM, VERIFY, ORGANISE = "project:write", "claim:write", "claim:verify", "dispatch:write"
PROJECT: Fill = {"project_id": "project"}
ITSELF: Fill = {"pk": "project"}
OUTSIDE = frozenset({403, 422})
NOWHERE = "00000000-0000-4000-8000-000000000000"
TODAY_TEXT = TODAY.isoformat()


def read(name: str, *needs: str, by: Fill | None = None, query: str = "", **rules: Any) -> Act:
    """A GET."""
    return Act(f"api:{name}", "GET", door(*needs, **rules), by or {}, query=query)


def write(
    method: str,
    name: str,
    *needs: str,
    body: Body | None = None,
    by: Fill | None = None,
    version: str = "",
    ok: int = 200,
    hidden: frozenset[int] = frozenset({404}),
    with_file: bool = False,
    **rules: Any,
) -> Act:
    """Anything that changes something."""
    return Act(f"api:{name}", method, door(*needs, **rules), by or {}, body or said(), version,
               ok=frozenset({ok}), hidden=hidden, with_file=with_file)  # fmt: skip


def said(**words: Any) -> Body:
    """Fixed values."""
    return lambda world, place: dict(words)
