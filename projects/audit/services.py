"""Writing the audit log: in the transaction of the act, or the act does not happen.

``audited`` is ``transaction.atomic`` for services. Inside it ``record`` notes what was done; when the outermost block
ends, all entries are appended at once, so that the head of the chain is locked for the last moment only and two
writers never wait for each other in a ring. If they cannot be written, nothing is.

A door that calls two services opens ``audited`` around both: inside a plain ``transaction.atomic`` the first service
would append, and hold the head, while the second still waits for its rows.
"""

from __future__ import annotations

import getpass
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import (
    DatabaseError,
    InterfaceError,
    InternalError,
    OperationalError,
    connection,
    models,
    transaction,
)

from projects.audit.chain import GENESIS, HASHED, canonical, digest
from projects.audit.hearing import Heard, told
from projects.audit.keys import mark, newest
from projects.audit.models import Channel, Entry, Head, Result
from projects.audit.sources import Source, current_source
from projects.errors import DomainError
from projects.lines import DIRECTIONS
from projects.masking import mask_mail, mask_text
from projects.sqlstates import CANCELLED, CROSSED

COLUMNS = (*HASHED, "previous", "hash")
_LOCK = "SELECT seq, hash, purged_to, purged_hash FROM audit_head WHERE id = 1"
_MOVE = "UPDATE audit_head SET seq = %s, hash = %s WHERE id = 1"
_ROW = f"({', '.join(['%s'] * len(COLUMNS))})"
_INSERT = f"INSERT INTO audit_entry ({', '.join(COLUMNS)}) VALUES "  # noqa: S608
_MOST_ROWS = 40
"""Entries in one statement: far below the 999 parameters that an old SQLite takes."""
NAME_LENGTH = 200
DETAIL_LENGTH = 400


UNWRITABLE = "审计记录无法写入，这次操作没有生效。请稍后重试；若再次出现，请联系系统管理员和审计管理员。"
_CONTROL = {code: 0x2400 + code for code in range(32) if code not in (9, 10)} | {
    ord(sign): 0xFFFD for sign in DIRECTIONS
}
"""What no database column and no log line should hold, as its visible picture (␀, ␍, ␛)."""


class Unrecorded(DomainError):
    """The entry cannot be written, so the act does not happen."""

    status = 503

    def __init__(self) -> None:
        super().__init__(UNWRITABLE, "audit_unavailable")


class HeadLost(Unrecorded):
    """The row that ends the chain is gone: nobody may write before ``verify_audit`` was looked at."""


@dataclass(frozen=True)
class Difference:
    """One field of the object: what it was and what it is. Personal data is masked when it is written."""

    field: str
    label: str
    before: str
    after: str


@dataclass
class _Pending:
    entries: list[dict[str, Any]] = field(default_factory=list)
    acts: list[Heard] = field(default_factory=list)
    """The same acts for the listeners of ``hearing``."""


_PENDING: ContextVar[_Pending | None] = ContextVar("audit_pending", default=None)


@contextmanager
def audited() -> Iterator[None]:
    """A transaction whose acts are recorded. As a decorator: ``@audited()``. Inside another one it is a savepoint."""
    outer = _PENDING.get()
    if outer is not None:
        with _kept(outer), transaction.atomic():
            yield
        return
    pending = _Pending()
    token = _PENDING.set(pending)
    try:
        with transaction.atomic():
            yield
            rows = _append(pending)
    finally:
        _PENDING.reset(token)
    current_source().written.extend((row["seq"], row["result"]) for row in rows)


@contextmanager
def _kept(pending: _Pending) -> Iterator[None]:
    """What an inner block noted is forgotten with it when it fails."""
    before = len(pending.entries)
    try:
        yield
    except BaseException:
        del pending.entries[before:], pending.acts[before:]
        raise


def record(
    act: models.TextChoices,
    subject: models.Model | None = None,
    *,
    by: Any,
    now: datetime,
    changes: Iterable[Difference] = (),
    result: str = Result.DONE,
    detail: str = "",
    name: str = "",
) -> None:
    """Note one act inside ``audited``.

    ``act``: a member of the room's ``Act`` (``"project.update", "修改项目"``). ``by``: the officer, None for the system
    itself or the operator at the console. ``subject``: what it was done to; ``name`` where there is no row to name.
    """
    note(str(act.value), str(act.label), subject, by=by, now=now, changes=changes, result=result, detail=detail,
         name=name)  # fmt: skip


def note(
    action: str,
    label: str,
    subject: models.Model | None = None,
    *,
    by: Any,
    now: datetime,
    changes: Iterable[Difference] = (),
    result: str = Result.DONE,
    detail: str = "",
    name: str = "",
) -> None:
    """``record`` for an act that has its name from elsewhere, such as a request that was refused."""
    pending = _PENDING.get()
    if pending is None:
        raise RuntimeError(f"{action}: an act is recorded inside projects.audit.services.audited()")
    source = current_source()
    differing = list(changes)
    fields = frozenset(one.field for one in differing)
    pending.acts.append(Heard(action, subject, now, str(result), fields))
    pending.entries.append(
        {
            "at": now,
            **(_console() if by is None and source.channel == Channel.COMMAND else _actor(by)),
            "address": _clean(source.address)[:45],
            "channel": str(source.channel),
            "request": source.request,
            "action": action[:40],
            "action_label": label[:40],
            **_object(subject, name),
            "changes": _written(differing),
            "result": str(result),
            "detail": _masked(detail)[:DETAIL_LENGTH],
            "algorithm": mark(),
        }
    )


def _actor(by: Any) -> dict[str, str]:
    if by is None:
        return {"actor_id": "", "actor": "", "actor_name": "", "actor_unit": ""}
    return {
        "actor_id": str(by.pk),
        "actor": by.username,
        "actor_name": by.name,
        "actor_unit": str(by.organisation or "")[:120],
    }


def _console() -> dict[str, str]:
    """The account of the machine under which a command was typed."""
    return {"actor_id": "", "actor": f"console:{getpass.getuser()}"[:64], "actor_name": "控制台", "actor_unit": ""}


def _object(subject: models.Model | None, name: str) -> dict[str, str]:
    if subject is None:
        return {"object_type": "", "object_id": "", "object_name": _masked(name)[:NAME_LENGTH]}
    return {
        "object_type": subject._meta.label_lower[:40],
        "object_id": str(subject.pk),
        "object_name": _masked(name or str(subject))[:NAME_LENGTH],
    }


def _written(changes: Iterable[Difference]) -> str:
    rows = [
        {"field": one.field, "label": one.label, "before": _masked(one.before), "after": _masked(one.after)}
        for one in changes
    ]
    return canonical(rows) if rows else ""


def _masked(text: str) -> str:
    return mask_mail(mask_text(_clean(text)))


def _clean(text: str) -> str:
    """Without control characters and broken surrogates, which a database would refuse."""
    return text.translate(_CONTROL).encode("utf-8", "replace").decode()


def _append(pending: _Pending) -> list[dict[str, Any]]:
    """Link the entries to the chain, under the lock of its head. ``Unrecorded`` when the database refuses."""
    if not pending.entries:
        return []
    _settle()
    try:
        writes = told(pending.acts)
        rows = _linked(pending.entries, lock_head())
        _insert(rows)
        for write in writes:
            write([row["seq"] for row in rows])
    except DatabaseError as refused:
        raise Unrecorded from refused
    return rows


def _settle() -> None:
    """``settle_references``; a reference to nothing and a ring of locks are told as themselves, as by the commit."""
    try:
        settle_references()
    except (InterfaceError, InternalError) as lost:
        raise Unrecorded from lost
    except OperationalError as trouble:
        if getattr(trouble.__cause__, "sqlstate", None) in {*CROSSED, CANCELLED}:
            raise
        raise Unrecorded from trouble


def settle_references() -> None:
    """Look now at every reference this transaction has written, not at its end.

    PostgreSQL locks what a row refers to when it looks, and may have to wait for somebody who is writing that row. At
    the commit we would wait with the head in hand, which that somebody wants next; now we hold nothing he wants.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def _linked(entries: list[dict[str, Any]], head: Head) -> list[dict[str, Any]]:
    seq, previous = head.seq, head.hash or GENESIS
    key = newest()[1]
    rows = []
    for values in entries:
        seq += 1
        linked = {**values, "seq": seq}
        linked |= {"previous": previous, "hash": digest(previous, linked, key)}
        previous = linked["hash"]
        rows.append(linked)
    return rows


def _insert(rows: list[dict[str, Any]]) -> None:
    """Written out as SQL: everybody waits for whoever holds the head, and the ORM would double that time."""
    move = [rows[-1]["seq"], rows[-1]["hash"]]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(rows) <= _MOST_ROWS:  # one way there and back instead of two
            cursor.execute(f"WITH moved AS ({_MOVE}) {_insertion(rows)}", [*move, *_values(rows)])
            return
        for start in range(0, len(rows), _MOST_ROWS):
            piece = rows[start : start + _MOST_ROWS]
            cursor.execute(_insertion(piece), _values(piece))
        cursor.execute(_MOVE, move)


def _insertion(rows: list[dict[str, Any]]) -> str:
    return _INSERT + ", ".join([_ROW] * len(rows))


def _values(rows: list[dict[str, Any]]) -> list[Any]:
    adapted = connection.ops.adapt_datetimefield_value
    return [adapted(row[name]) if name == "at" else row[name] for row in rows for name in COLUMNS]


def lock_head() -> Head:
    """The end of the chain, ours until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK + (" FOR UPDATE" if connection.features.has_select_for_update else ""))
        found = cursor.fetchone()
    if found is None:
        raise HeadLost
    return Head(id=1, seq=found[0], hash=found[1], purged_to=found[2], purged_hash=found[3])


def record_alone(
    action: str, label: str, *, by: Any, now: datetime, result: str, detail: str = "", name: str = ""
) -> None:
    """One entry in a transaction of its own: for what was refused and rolled back."""
    with audited():
        note(action, label, by=by, now=now, result=result, detail=detail, name=name)


def is_recorded(source: Source, *, refused: bool) -> bool:
    """Is there an entry of ``source`` that tells how it ended?

    A refused request needs one that says so; and since the transaction around an entry may have been undone after it
    was appended, the table is asked.
    """
    numbers = [seq for seq, result in source.written if not refused or result != Result.DONE]
    return bool(numbers) and Entry.objects.filter(seq__in=numbers, request=source.request).exists()


def differences(before: dict[str, Any], after: dict[str, Any], labels: dict[str, str]) -> list[Difference]:
    """The fields of ``labels`` that differ between two readings of the same row."""
    return [
        Difference(name, label, _shown(before.get(name)), _shown(after.get(name)))
        for name, label in labels.items()
        if before.get(name) != after.get(name)
    ]


def reading(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """The present values of ``names``, for ``differences``."""
    return {name: getattr(row, name) for name in names}


def _shown(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)
