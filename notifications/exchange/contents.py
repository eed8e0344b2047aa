"""What a package of changes holds: read through the API itself, with the eyes of the client's newest key.

``changes.jsonl`` are the rows of ``GET /changes/``; ``lists/`` are the directories the feed says nothing about, whole
in every package; ``snapshot/`` are all objects of the kinds of the feed, as its rows would show them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from notifications.exchange.calling import API, Answered, Call, call
from notifications.exchange.formats import CHANGE_LINES, lines_of
from projects.errors import Conflict, NotAllowed
from projects.feed.queries import public_address
from projects.feed.registry import KINDS
from projects.gateway.models import ApiKey
from projects.gateway.rendering import EXACT, may_write
from projects.people.models import Officer
from projects.privacy.pages import masked_values
from workflow.steps.models import Transition

MOST_CHANGES = 5_000
A_STRETCH = 1_000
A_PAGE = 200
LISTS = ("organisations", "officers", "enterprises")
LISTED = {"project": "projects", "claim": "claims", "action_item": "action-items", "meeting": "meetings"}
PROJECT, TRANSITION = "project", "transition"
EXPIRED = (
    "上一包之后的变更已超过保存期被清除，或数据库恢复到了更早的状态，变更包接不上了。"
    "请改为生成“完整快照”，对方用它重建后继续收变更包。"
)
NOT_ALLOWED = "该系统的密钥不能读变更（缺少权限范围 project:read），请先在系统页面增加权限并重新签发密钥。"


@dataclass(frozen=True)
class Filled:
    """Files of a package. ``count``: changes, or objects of a snapshot; ``lacking``: kinds the client may not read."""

    members: dict[str, bytes]
    after: str
    to: str
    more: bool
    count: int
    lacking: list[str]


def changes_since(key: ApiKey, after: str) -> Filled:
    """What the feed tells after the cursor, at most ``MOST_CHANGES`` rows. ``Conflict`` when it was purged."""
    rows: list[Any] = []
    cursor, more = after, True
    while more and len(rows) + A_STRETCH <= MOST_CHANGES:
        read = _feed(key, f"after={cursor}&page_size={A_STRETCH}")
        rows += read["results"]
        cursor, more = read["cursor"], read["more"]
    lists, lacking = _directories(key)
    return Filled({CHANGE_LINES: lines_of(rows)} | lists, after, cursor, more, len(rows), lacking)


def everything(key: ApiKey) -> Filled:
    """A snapshot. The cursor is read first: what changes meanwhile is told again by the next package, never lost."""
    cursor = _feed(key, "after=now")["cursor"]
    members, lacking = _directories(key)
    reader = _reader(key)
    found: dict[str, list[Any]] = {}
    for kind, path in LISTED.items():
        ids = _ids(key, path)
        if ids is None:
            lacking.append(kind)
            continue
        found[kind] = list(_shown(reader, kind, ids))
        if kind == PROJECT:
            steps = Transition.objects.filter(project__in=ids).order_by("project_id", "sequence")
            found[TRANSITION] = list(_shown(reader, TRANSITION, list(steps.values_list("pk", flat=True))))
    members |= {f"snapshot/{kind}.jsonl": lines_of(rows) for kind, rows in found.items()}
    return Filled(members, "", cursor, False, sum(map(len, found.values())), lacking)


def _feed(key: ApiKey, query: str) -> Any:
    answer = call(key.public_id, Call("GET", f"{API}changes/?{query}"))
    if answer.status == 410:
        raise Conflict(EXPIRED, "cursor_expired")
    if answer.status == 403:
        raise NotAllowed(NOT_ALLOWED)
    return _told(answer)


def _directories(key: ApiKey) -> tuple[dict[str, bytes], list[str]]:
    members, lacking = {}, []
    for name in LISTS:
        rows = _listed(key, f"{API}{name}/?page_size={A_PAGE}")
        if rows is None:
            lacking.append(name)
        else:
            members[f"lists/{name}.jsonl"] = lines_of(rows)
    return members, lacking


def _ids(key: ApiKey, path: str) -> list[UUID] | None:
    rows = _listed(key, f"{API}{path}/?fields=id&page_size={A_PAGE}")
    return None if rows is None else [UUID(row["id"]) for row in rows]


def _listed(key: ApiKey, path: str) -> list[Any] | None:
    """All pages of a list; nothing at all where the key may not read it."""
    rows: list[Any] = []
    following: str | None = path
    while following:
        answer = call(key.public_id, Call("GET", following))
        if answer.status == 403:
            return None
        page = _told(answer)
        rows += page["results"]
        there = urlsplit(page["next"]) if page["next"] else None
        following = f"{there.path}?{there.query}" if there else None
    return rows


def _shown(reader: Officer, kind: str, ids: Collection[UUID]) -> Iterator[Any]:
    """The objects in the order of ``ids``, with numbers in texts hidden as the API hides them."""
    wanted = list(ids)
    for start in range(0, len(wanted), A_PAGE):
        piece = wanted[start : start + A_PAGE]
        shown = KINDS[kind].show(reader, piece, public_address)
        rows = [shown[pk] for pk in piece if pk in shown]
        yield from rows if may_write(reader) else masked_values(rows, spared=EXACT)


def _reader(key: ApiKey) -> Officer:
    key.account.permissions = frozenset(key.effective_scopes())
    return key.account


def _told(answer: Answered) -> Any:
    """The value of an answer that can only be a good one; anything else is a fault of ours."""
    if answer.status != 200:
        raise RuntimeError(f"the API answered {answer.status}: {answer.body[:300]!r}")
    return answer.value
