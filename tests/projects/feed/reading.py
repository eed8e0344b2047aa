"""Reading the feed as a test does."""

from __future__ import annotations

from typing import Any

from tests.api.callers import Caller


def now_of(client: Caller) -> str:
    """The newest cursor."""
    body = client.get("/changes/?after=now").made(200)
    assert (body["results"], body["more"]) == ([], False)
    return str(body["cursor"])


def since(client: Caller, cursor: str = "", **query: Any) -> list[dict[str, Any]]:
    """All changes after ``cursor``."""
    found: list[dict[str, Any]] = []
    more = True
    while more:
        words = "&".join(f"{name}={value}" for name, value in {"after": cursor, **query}.items())
        body = client.get(f"/changes/?{words}").made(200)
        found += body["results"]
        cursor, more = body["cursor"], body["more"]
    return found


def types(rows: list[dict[str, Any]]) -> list[str]:
    """Their types."""
    return [row["type"] for row in rows]
