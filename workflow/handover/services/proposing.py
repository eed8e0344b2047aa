"""Finding handovers in the facts. Rows follow from tenures and accounts alone, so none is ever missed."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import structlog
from django.utils import timezone

from projects.audit.services import Difference, audited, record
from projects.people.models import Officer
from workflow.handover.acts import Act
from workflow.handover.facts import Key, groups_on, sitters
from workflow.handover.models import Cause, Handover, HandoverEvent, HandoverItem, HandoverState, ItemState
from workflow.handover.services.locks import lock_post, move, save, tell

log = structlog.get_logger(__name__)

REPLACED = "拟接收人有变动，另行提出交接"
SETTLED = "原责任人已复任、账号已恢复，或责任已另行处理"


def propose_handovers(now: datetime) -> int:
    """Make the proposed handovers agree with the facts of the day; how many posts had to be looked at.

    Any number may run at once, or again: each post is locked, and the same facts twice change nothing.
    """
    keys = _differing(timezone.localdate(now))
    for key in sorted(keys):
        try:
            _settle(*key, now=now)
        except Exception:  # one post must not hold up the others; it is looked at again next time
            log.exception("handover failed", post=str(key[0]), officer=str(key[1]))
    return len(keys)


def _differing(on: date) -> set[Key]:
    """Keys at which the proposed handovers and the facts disagree. Five queries, however many."""
    wanted = groups_on(on)
    proposed = list(Handover.objects.filter(state=HandoverState.PROPOSED).prefetch_related("items"))
    known = {(one.post_id, one.predecessor_id): one for one in proposed}
    seated = sitters((post for post, _ in wanted.keys() | known.keys()), on=on)
    return {
        key
        for key in wanted.keys() | known.keys()
        if not (one := known.get(key)) or one.sitter_id != seated.get(key[0]) or _open(one) != wanted.get(key, set())
    }


def _open(handover: Handover) -> set[UUID]:
    return {item.responsibility_id for item in handover.items.all() if item.state == ItemState.OPEN}


@audited()
def _settle(post_id: UUID, predecessor_id: UUID, *, now: datetime) -> None:
    """One post and leaving officer, under the lock of the post: what was read before may be old by now."""
    on = timezone.localdate(now)
    lock_post(post_id)
    parts = groups_on(on, only=(post_id, predecessor_id)).get((post_id, predecessor_id), set())
    sitter = sitters([post_id], on=on).get(post_id)
    proposed = Handover.objects.filter(post=post_id, predecessor=predecessor_id, state=HandoverState.PROPOSED)
    known = proposed.select_for_update(no_key=True).first()
    if known is not None and not parts:
        move(known, HandoverState.VOID, HandoverEvent.Kind.VOID, Act.CLOSE, by=None, now=now, note=SETTLED)
    elif known is not None and known.sitter_id == sitter:
        _adjust(known, parts, now=now)
    elif parts:
        if known is not None:
            state, kind = HandoverState.SUPERSEDED, HandoverEvent.Kind.SUPERSEDED
            move(known, state, kind, Act.CLOSE, by=None, now=now, note=REPLACED)
        _propose(post_id, predecessor_id, sitter, parts, now=now)


def _propose(post_id: UUID, predecessor_id: UUID, sitter: UUID | None, parts: set[UUID], *, now: datetime) -> None:
    predecessor = Officer.objects.get(pk=predecessor_id)
    made = Handover.objects.create(
        post_id=post_id,
        predecessor=predecessor,
        sitter_id=sitter,
        cause=Cause.LEFT_POST if predecessor.is_active else Cause.DISABLED,
        proposed_at=now,
        updated_at=now,
    )
    _add(made, parts)
    note = f"{made.get_cause_display()}，{len(parts)}项责任待移交"
    tell(made, HandoverEvent.Kind.PROPOSED, by=None, now=now, note=note)
    change = Difference("state", "状态", "", str(HandoverState.PROPOSED.label))
    record(Act.PROPOSE, made, by=None, now=now, changes=[change], detail=note)


def _adjust(handover: Handover, parts: set[UUID], *, now: datetime) -> None:
    """Parts that came up since join; those that were dealt with otherwise are marked so."""
    held = {item.responsibility_id: item for item in handover.items.all()}
    gone = [item.pk for part, item in held.items() if item.state == ItemState.OPEN and part not in parts]
    HandoverItem.objects.filter(pk__in=gone).update(state=ItemState.MOOT)
    back = [held[part].pk for part in parts & held.keys() if held[part].state == ItemState.MOOT]
    HandoverItem.objects.filter(pk__in=back).update(state=ItemState.OPEN)
    _add(handover, parts - held.keys())
    save(handover, now=now)
    note = f"补入{len(parts - held.keys()) + len(back)}项，另行处理{len(gone)}项"
    tell(handover, HandoverEvent.Kind.ADDED, by=None, now=now, note=note)
    record(Act.PROPOSE, handover, by=None, now=now, detail=note)


def _add(handover: Handover, parts: set[UUID]) -> None:
    HandoverItem.objects.bulk_create(HandoverItem(handover=handover, responsibility_id=part) for part in sorted(parts))
