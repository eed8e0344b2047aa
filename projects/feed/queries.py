"""Reading the feed: the next stretch of it as one reader may see it, in a bounded number of queries."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Max
from django.urls import reverse

from projects.errors import DomainError
from projects.feed.models import FeedChange, FeedFloor
from projects.feed.registry import KINDS, PROJECT, Address
from projects.feed.sight import holds_one
from projects.people.models import Officer

LEFT = "project.left"
EXPIRED = "这个游标之后的变更已超过保存期被清除。请重新读取列表建立快照，并从 after=now 给出的游标继续。"
Shown = Mapping[str, Mapping[UUID, dict[str, Any]]]


class Expired(DomainError):
    """The cursor is older than what is kept: take a new snapshot."""

    status = 410

    def __init__(self) -> None:
        super().__init__(EXPIRED, "cursor_expired")


@dataclass(frozen=True)
class Change:
    """One change as its reader may know it. ``id``: the position; ``data``: the object as it is now.

    ``data`` is None for ``project.left``: the project is no longer in sight, and nothing of it either.
    """

    id: int
    type: str
    kind: str
    object_id: str
    project_id: str | None
    occurred_at: datetime
    data: dict[str, Any] | None

    def as_row(self) -> dict[str, Any]:
        """As the API answers it."""
        return {
            "id": self.id,
            "type": self.type,
            "object": {"kind": self.kind, "id": self.object_id, "project": self.project_id},
            "occurred_at": self.occurred_at,
            "data": self.data,
        }


@dataclass(frozen=True)
class Batch:
    """A stretch of the feed. ``cursor``: the last position looked at, seen or not; ``more``: there is more by now."""

    changes: tuple[Change, ...]
    cursor: int
    more: bool


def public_address(name: str, *args: Any) -> str:
    """The absolute address of a route of the API where there is no request: under ``PUBLIC_URL``."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{reverse(f'api:{name}', args=args)}"


def last() -> int:
    """The newest position; of an empty feed the one up to which it was purged."""
    newest: int | None = FeedChange.objects.aggregate(last=Max("position"))["last"]
    return oldest() if newest is None else newest


def oldest() -> int:
    """The cursor from which everything that is kept is read."""
    return FeedFloor.objects.values_list("position", flat=True).first() or 0


def after(
    reader: Officer,
    cursor: int,
    *,
    limit: int,
    types: Collection[str] = (),
    now: datetime,
    project: UUID | None = None,
    address: Address = public_address,
) -> Batch:
    """What comes after ``cursor``, at most ``limit`` rows looked at.

    ``Expired`` when some of it was purged, or when ``cursor`` lies beyond the end: the database was put back to an
    older state, and what was told since then is no longer so.

    ``types``: names or patterns (``claim.*``); none: all. What the reader does not see is passed over in silence.
    A stretch ends where the feed ends now; visibility and ``data`` are those of the moment of reading, so a row may
    say more than was known at its position, never less.
    """
    end = last()
    if not oldest() <= cursor <= end:
        raise Expired
    found = FeedChange.objects.filter(position__gt=cursor)
    if project is not None:
        found = found.filter(project_id=project, position__lte=end)
    rows = list(found.order_by("position")[: limit + 1])
    more, rows = len(rows) > limit, rows[:limit]
    if rows and cursor < oldest():  # purged while it was read
        raise Expired
    reached = rows[-1].position if rows else cursor
    if project is not None and not more:
        reached = max(end, cursor)
    wanted = _wanted(types)
    heard = [row for row in rows if (wanted(row.type) or wanted(LEFT)) and _hears(reader, row)]
    shown = _shown(reader, heard, address)
    changes = [change for row in heard if (change := _change(reader, row, shown)) is not None and wanted(change.type)]
    return Batch(tuple(changes), reached, more)


def _wanted(types: Collection[str]) -> Callable[[str], bool]:
    return lambda name: not types or any(fnmatchcase(name, pattern) for pattern in types)


def _hears(reader: Officer, row: FeedChange) -> bool:
    """Is the row of a kind the reader may hear of, and meant for him?"""
    kind = KINDS.get(row.kind)
    if kind is None or not any(reader.may(scope) for scope in kind.scopes):
        return False
    return not row.newcomers or not holds_one(reader, row.before)


def _shown(reader: Officer, rows: Iterable[FeedChange], address: Address) -> Shown:
    wanted: dict[str, set[UUID]] = {}
    for row in rows:
        wanted.setdefault(row.kind, set()).add(row.object_id)
    return {kind: KINDS[kind].show(reader, ids, address) for kind, ids in wanted.items()}


def _change(reader: Officer, row: FeedChange, shown: Shown) -> Change | None:
    data, name = shown[row.kind].get(row.object_id), row.type
    if data is None:
        if row.kind != PROJECT or not row.before or not holds_one(reader, row.before):
            return None
        name = LEFT
    project = str(row.project_id) if row.project_id else None
    return Change(row.position, name, row.kind, str(row.object_id), project, row.at, data)
