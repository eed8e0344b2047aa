"""Closing a round for good, with a hash over all that was reported; and the note that somebody took it away."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from projects.audit.services import audited, record
from projects.errors import Conflict, NotFound, Stale
from projects.people.models import Officer
from projects.rows import one_or_none
from workflow.reporting.acts import Act
from workflow.reporting.freezing import frozen_hash
from workflow.reporting.kinds import ReturnState, RoundState
from workflow.reporting.models import ReportRound
from workflow.reporting.policies import check_may_run
from workflow.reporting.queries.contents import content_of


@audited()
def close_round(round_id: UUID, *, by: Officer, now: datetime, expected_version: int | None = None) -> ReportRound:
    """封存: after the deadline, once nothing waits to be mended. Units that are missing stay missing."""
    seen = ReportRound.objects.visible_to(by).values("pk")
    related = ("request__organisation", "form")
    locked = ReportRound.objects.select_for_update(of=("self",), no_key=True).select_related(*related)
    round_ = one_or_none(locked.filter(pk__in=seen, pk=round_id))
    if round_ is None:
        raise NotFound("没有找到这一期报送，或它不在您的查看范围内。")
    check_may_run(round_.request, by)
    if not round_.is_open:
        raise Conflict(f"{round_}已经封存。", "round_closed")
    if expected_version is not None and round_.version != expected_version:
        raise Stale()
    if not round_.is_over_at(now):
        raise Conflict(f"截止时间（{round_.due_text}）还没有到，不能封存。", "not_over")
    waiting = list(round_.returns.filter(state=ReturnState.RETURNED).select_related("unit"))
    if waiting:
        names = "、".join(one.unit.label for one in waiting)
        raise Conflict(f"{names}退回后还没有补正，请等补正报来再封存。", "mending")
    round_.state, round_.closed_at, round_.closed_by = RoundState.CLOSED, now, by
    round_.frozen_sha256 = frozen_hash(content_of(round_))
    round_.version += 1
    round_.updated_at = now
    round_.save()
    record(Act.CLOSE, round_, by=by, now=now, detail=f"SHA-256 {round_.frozen_sha256}")
    return round_


@audited()
def record_export(round_: ReportRound, *, rows: int, by: Officer, now: datetime) -> None:
    """Who took the roll-up away."""
    record(Act.EXPORT, round_, by=by, now=now, detail=f"{rows} 行")
