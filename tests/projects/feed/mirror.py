"""A mirror as a vendor builds one from docs/api-guide.md: a snapshot of the lists, then the feed, a saved cursor."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

Get = Callable[[str], tuple[int, Any]]
"""GET of a path below /api/v1: status and parsed body."""
KINDS = ("project", "transition", "claim", "action_item", "meeting")
READ_ANEW = {"project": ("light",), "action_item": ("light",)}
"""What follows from the day and is no part of the feed (docs/api-guide.md)."""
Store = dict[str, dict[str, Any]]


def listed(get: Get, path: str, *, ordering: str = "", size: int = 50) -> Iterator[dict[str, Any]]:
    """Every row of a list, page by page."""
    address = f"{path}?page_size={size}" + (f"&ordering={ordering}" if ordering else "")
    while address:
        status, body = get(address)
        if status == 404:
            return
        assert status == 200, body
        yield from body["results"]
        address = (body["next"] or "").partition("/api/v1")[2]


def snapshot(get: Get, *, ordering: str = "number", size: int = 50) -> Store:
    """What the lists say; a project as its detail says it.

    Projects by their number, which never changes: by their last change, one that is changed while we read moves to the
    pages behind us, and the feed tells of it, but not of the steps it took before.
    """
    store: Store = {kind: {} for kind in KINDS}
    for row in listed(get, "/projects/", ordering=ordering, size=size):
        status, whole = get(f"/projects/{row['id']}/")
        if status == 404:  # it left while we read: the feed says so
            continue
        store["project"][row["id"]] = whole
        for step in listed(get, f"/projects/{row['id']}/transitions/"):
            store["transition"][step["id"]] = step
    for kind, path in (("claim", "/claims/"), ("action_item", "/action-items/"), ("meeting", "/meetings/")):
        store[kind] = {row["id"]: row for row in listed(get, path)}
    return store


def comparable(store: Store) -> Store:
    """Without what is read anew."""
    return {
        kind: {
            pk: {name: value for name, value in row.items() if name not in READ_ANEW.get(kind, ())}
            for pk, row in store[kind].items()
        }
        for kind in KINDS
    }


@dataclass
class Mirror:
    """Applies page after page; ``saved`` is what survives a crash: rows and cursor, written together."""

    get: Get
    limit: int = 200
    store: Store = field(default_factory=dict)
    cursor: str = ""
    saved: str = ""
    seen: list[int] = field(default_factory=list)

    def bootstrap(self) -> None:
        """Cursor first, then the lists."""
        status, body = self.get("/changes/?after=now")
        assert status == 200, body
        self.cursor = body["cursor"]
        self.store = snapshot(self.get)
        self.save()

    def save(self) -> None:
        """As one commit of the vendor's database."""
        self.saved = json.dumps({"store": self.store, "cursor": self.cursor, "seen": len(self.seen)})

    def crash(self) -> None:
        """Everything since the last save is lost."""
        kept = json.loads(self.saved)
        self.store, self.cursor = kept["store"], kept["cursor"]
        del self.seen[kept["seen"] :]

    def read(self, *, stop: Callable[[], bool] = lambda: False) -> bool:
        """One page; is there more? ``stop`` may break off in the middle of it."""
        status, body = self.get(f"/changes/?after={self.cursor}&page_size={self.limit}")
        assert status == 200, body
        for row in body["results"]:
            if stop():
                self.crash()
                return True
            self.apply(row)
        self.cursor = body["cursor"]
        self.save()
        return bool(body["more"])

    def catch_up(self) -> None:
        """Until there is no more."""
        while self.read():
            pass

    def apply(self, row: dict[str, Any]) -> None:
        """One change."""
        self.seen.append(row["id"])
        kind, pk = row["object"]["kind"], row["object"]["id"]
        if row["type"] != "project.left":
            self.store[kind][pk] = row["data"]
            return
        self.store["project"].pop(pk, None)
        for below in ("transition", "claim"):
            rows = self.store[below]
            self.store[below] = {key: one for key, one in rows.items() if one["project"] != pk}


def differing(mirror: Store, truth: Store) -> list[str]:
    """Where they differ, in words."""
    left, right = comparable(mirror), comparable(truth)
    found = []
    for kind in KINDS:
        for pk in sorted({*left[kind], *right[kind]}):
            mine, theirs = left[kind].get(pk), right[kind].get(pk)
            if mine is None or theirs is None:
                found.append(f"{kind} {pk}: {'missing in' if mine is None else 'only in'} the mirror")
            elif mine != theirs:
                names = [name for name in theirs if mine.get(name) != theirs[name]]
                said = {name: (mine.get(name), theirs[name]) for name in names}
                found.append(f"{kind} {pk}: {said}")
    return found
