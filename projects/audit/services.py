"""Writing the audit log: in the transaction of the act, or the act does not happen.

``audited`` is ``transaction.atomic`` for services. Inside it ``record`` notes what was done; when the outermost block
ends, all entries are appended at once, so that the head of the chain is locked for the last moment only and two
writers never wait for each other in a ring. If they cannot be written, nothing is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models, transaction

from projects.audit.chain import GENESIS, canonical, digest
from projects.audit.models import Entry, Head, Result
from projects.audit.sources import Source, current_source
from projects.masking import mask_text

NAME_LENGTH = 200
DETAIL_LENGTH = 400


class HeadLost(RuntimeError):
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
            _append(pending.entries)
    finally:
        _PENDING.reset(token)


@contextmanager
def _kept(pending: _Pending) -> Iterator[None]:
    """What an inner block noted is forgotten with it when it fails."""
    before = len(pending.entries)
    try:
        yield
    except BaseException:
        del pending.entries[before:]
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
    source.recorded += 1
    pending.entries.append(
        {
            "at": now,
            **_actor(by),
            "address": source.address[:45],
            "channel": str(source.channel),
            "request": source.request,
            "action": action[:40],
            "action_label": label[:40],
            **_object(subject, name),
            "changes": _written(changes),
            "result": str(result),
            "detail": mask_text(detail)[:DETAIL_LENGTH],
            "algorithm": settings.AUDIT_ALGORITHM,
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


def _object(subject: models.Model | None, name: str) -> dict[str, str]:
    if subject is None:
        return {"object_type": "", "object_id": "", "object_name": mask_text(name)[:NAME_LENGTH]}
    return {
        "object_type": subject._meta.label_lower[:40],
        "object_id": str(subject.pk),
        "object_name": mask_text(name or str(subject))[:NAME_LENGTH],
    }


def _written(changes: Iterable[Difference]) -> str:
    rows = [
        {"field": one.field, "label": one.label, "before": mask_text(one.before), "after": mask_text(one.after)}
        for one in changes
    ]
    return canonical(rows) if rows else ""


def _append(entries: list[dict[str, Any]]) -> None:
    """Link ``entries`` to the chain, under the lock of its head."""
    if not entries:
        return
    head = lock_head()
    seq, previous = head.seq, head.hash or GENESIS
    key = settings.AUDIT_KEY.encode()
    rows = []
    for values in entries:
        seq += 1
        linked = {**values, "seq": seq}
        linked |= {"previous": previous, "hash": digest(previous, linked, key)}
        previous = linked["hash"]
        rows.append(Entry(**linked))
    Entry.objects.bulk_create(rows)
    Head.objects.filter(pk=1).update(seq=seq, hash=previous)


def lock_head() -> Head:
    """The end of the chain, ours until the transaction ends."""
    head = Head.objects.select_for_update().filter(pk=1).first()
    if head is None:
        raise HeadLost("audit_head is empty: run manage.py verify_audit before anything else")
    return head


def record_alone(
    action: str, label: str, *, by: Any, now: datetime, result: str, detail: str = "", name: str = ""
) -> None:
    """One entry in a transaction of its own: for what was refused and rolled back."""
    with audited():
        note(action, label, by=by, now=now, result=result, detail=detail, name=name)


def is_recorded(source: Source) -> bool:
    """Has anything been recorded on behalf of ``source``?"""
    return source.recorded > 0


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
