"""印发: confirmed minutes go to people and units; each says once that he has them; who has not is reminded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from projects.audit.services import audited, record
from projects.errors import Conflict, Invalid, NotFound
from projects.people.models import Officer
from workflow.minutes.acts import Act
from workflow.minutes.models import Receipt
from workflow.minutes.policies import check_may_record
from workflow.minutes.queries.circulation import receivers_of
from workflow.minutes.services.locks import locked_minutes

MOST_RECEIVERS = 500
REMIND_APART = timedelta(hours=4)


@audited()
def send_minutes(
    meeting_id: UUID, officers: Sequence[UUID] | None = None, *, by: Officer, now: datetime
) -> list[Receipt]:
    """Send confirmed minutes to ``officers`` (None: everybody of ``receivers_of``); who had them stays as he is."""
    minutes = locked_minutes(meeting_id, by=by)
    check_may_record(minutes.meeting, by)
    if not minutes.is_confirmed:
        raise Conflict("纪要确认后才能印发，请先由主持人确认。", "not_confirmed")
    possible = {one.officer.pk: one for one in receivers_of(minutes)}
    wanted = list(possible) if officers is None else list(dict.fromkeys(officers))
    if not wanted or len(wanted) > MOST_RECEIVERS or not set(wanted) <= set(possible):
        raise Invalid("请至少选择一名收件人；收件人只能从参会人和牵头、配合单位的人员中选择。", "officers")
    had = set(minutes.receipts.values_list("officer", flat=True))
    made = [
        Receipt(minutes=minutes, officer_id=pk, organisation=possible[pk].unit, sent_by=by, sent_at=now)
        for pk in wanted
        if pk not in had
    ]
    if not made:
        raise Conflict("所选人员都已经印发过，无需重复印发。", "sent")
    Receipt.objects.bulk_create(made)
    record(Act.SEND, minutes, by=by, now=now, detail=f"印发 {len(made)} 人", name=str(minutes))
    return made


@audited()
def acknowledge_minutes(meeting_id: UUID, *, by: Officer, now: datetime) -> Receipt:
    """签收 by the one to whom it was sent. A second time answers the first one."""
    found = (
        Receipt.objects.select_for_update(of=("self",), no_key=True)
        .filter(minutes__meeting=meeting_id, officer=by)
        .first()
    )
    if found is None:
        raise NotFound("这份纪要没有印发给您，无需签收。")
    if found.acknowledged_at is None:
        found.acknowledged_at = now
        found.save(update_fields=["acknowledged_at"])
        record(Act.ACKNOWLEDGE, found.minutes, by=by, now=now, name=str(found.minutes))
    return found


@audited()
def remind_receivers(meeting_id: UUID, *, by: Officer, now: datetime) -> int:
    """Remind whoever has not acknowledged, at most once in four hours; answers how many."""
    minutes = locked_minutes(meeting_id, by=by)
    check_may_record(minutes.meeting, by)
    open_ = minutes.receipts.filter(acknowledged_at__isnull=True)
    if not open_.exists():
        raise Conflict("收件人都已签收，不用提醒。", "all_acknowledged")
    if open_.filter(reminded_at__gt=now - REMIND_APART).exists():
        raise Conflict("刚刚提醒过，请过几小时再提醒。", "reminded")
    count = open_.update(reminded_at=now)
    record(Act.REMIND, minutes, by=by, now=now, detail=f"{count} 人", name=str(minutes))
    return count
