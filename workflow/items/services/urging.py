"""Urging 催办: once per item and day, alone or many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from projects.audit.services import audited, record
from projects.errors import Conflict, DomainError, Invalid
from projects.people.models import Officer
from projects.rows import one_or_none
from workflow.items.acts import Act
from workflow.items.kinds import EventKind
from workflow.items.models import Item, Urge
from workflow.items.moves import Move
from workflow.items.policies import check_may_run
from workflow.items.services.keeping import checked_text, keep_event, locked_item, moved, save_item

MOST_AT_ONCE = 200


@dataclass(frozen=True)
class Urged:
    """What came of urging many: those urged, and why each of the others was not."""

    items: list[Item]
    refused: list[str]


@audited()
def urge_item(
    item_id: UUID, *, by: Officer, now: datetime, note: str = "", expected_version: int | None = None
) -> Item:
    """Into the thread, and told by mail to the lead unit. ``Conflict`` (``urged``) the second time in a day."""
    item = locked_item(item_id, by=by, expected_version=expected_version)
    check_may_run(item.issuer, by)
    moved(item, Move.URGE)
    note = checked_text(note, "催办意见", "note", 500, is_needed=False)
    today = timezone.localdate(now)
    check_not_urged(item, today)
    Urge.objects.create(item=item, on=today, by=by, at=now, note=note)
    save_item(item, now=now)
    times = item.urges.count()
    keep_event(item, EventKind.URGED, by=by, now=now, unit=item.issuer, detail=f"第 {times} 次催办", note=note)
    record(Act.URGE, item, by=by, now=now, detail=note)
    return item


def check_not_urged(item: Item, today: date) -> None:
    """``Conflict`` for a second urge of the day; behind it stands the key of the table."""
    if Urge.objects.filter(item=item, on=today).exists():
        raise Conflict(f"{item.number}今天已经催办过，明天再催。", "urged")


@audited()
def urge_items(item_ids: Sequence[UUID], *, by: Officer, now: datetime, note: str = "") -> Urged:
    """Each as ``urge_item``; those that cannot be urged are named, and keep none of the others from it."""
    if not 1 <= len(item_ids) <= MOST_AT_ONCE:
        raise Invalid(f"请勾选要催办的事项，一次最多{MOST_AT_ONCE}件。", "items")
    done, refused = [], []
    for item_id in sorted(set(item_ids)):  # one order for everybody, so that two never wait for each other
        try:
            done.append(urge_item(item_id, by=by, now=now, note=note))
        except DomainError as why:
            refused.append(_named(item_id, by, why))
    return Urged(done, refused)


def _named(item_id: UUID, by: Officer, why: DomainError) -> str:
    known = one_or_none(Item.objects.visible_to(by).filter(pk=item_id))
    return f"{known.number}：{why.detail}" if known and known.number not in why.detail else why.detail
