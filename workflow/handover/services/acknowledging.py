"""The successor's side: I have it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from projects.audit.services import audited
from projects.errors import Conflict
from projects.people.models import Officer
from workflow.handover.acts import Act
from workflow.handover.models import Handover, HandoverEvent, HandoverState
from workflow.handover.policies import check_may_acknowledge
from workflow.handover.services.locks import lock_handover, move


@audited()
def acknowledge_handover(
    handover_id: UUID, *, by: Officer, now: datetime, note: str = "", expected_version: int | None = None
) -> Handover:
    """The successor, or who deputises for him today, takes the open work over.

    Errors: ``NotFound``, ``NotAllowed``, ``Stale``; ``Conflict`` before the office has confirmed, or twice.
    """
    handover = lock_handover(handover_id, by=by, now=now, expected_version=expected_version)
    if handover.state == HandoverState.PROPOSED:
        raise Conflict("这项交接还没有经调度办公室确认，确认后才能接收。")
    check_may_acknowledge(handover, by, on=timezone.localdate(now))
    if handover.state != HandoverState.CONFIRMED:
        raise Conflict(f"这项交接目前是“{handover.get_state_display()}”，不能再接收，请刷新后查看。")
    handover.acknowledged_by, handover.acknowledged_at = by, now
    said = [f"由{by}代理{handover.successor}接收" if by.pk != handover.successor_id else "", note.strip()]
    words = "；".join(one for one in said if one)
    state, kind = HandoverState.ACKNOWLEDGED, HandoverEvent.Kind.ACKNOWLEDGED
    move(handover, state, kind, Act.ACKNOWLEDGE, by=by, now=now, note=words)
    return handover
