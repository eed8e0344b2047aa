"""Taking an item back before it is done: what it rests on no longer stands (a decision left out of the minutes)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from projects.audit.services import audited, record
from projects.people.models import Officer
from workflow.items.acts import Act
from workflow.items.kinds import EventKind
from workflow.items.models import Item
from workflow.items.moves import ItemState, Move
from workflow.items.policies import check_may_run
from workflow.items.services.keeping import checked_text, keep_event, locked_item, moved, save_item

MOST_REASON = 300


@audited()
def void_item(item_id: UUID, *, reason: str, by: Officer, now: datetime) -> Item:
    """The issuer's office takes an open item back, with the reason; it stays in the lists as 已撤销.

    Refusals: ``NotAllowed``, ``Conflict`` (``item_state``) for a closed one, ``Invalid`` without a reason.
    """
    item = locked_item(item_id, by=by)
    check_may_run(item.issuer, by)
    why = checked_text(reason, "撤销理由", "reason", MOST_REASON)
    before = moved(item, Move.VOID)
    if before == ItemState.LONG_TERM:
        item.review_on = None
    save_item(item, now=now)
    keep_event(item, EventKind.VOIDED, by=by, now=now, before=before, unit=item.issuer, note=why)
    record(Act.VOID, item, by=by, now=now, detail=why)
    return item
