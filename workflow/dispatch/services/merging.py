"""合并召开: two sittings of one owner on one day become one; nothing on either agenda is lost."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from projects.audit.services import audited
from projects.errors import Conflict, NotFound
from projects.people.models import Officer
from workflow.dispatch.models import AgendaEntry, AgendaReason, DispatchEvent, MaterialRequest, Meeting
from workflow.dispatch.services.attendance import call_people
from workflow.dispatch.services.entries import grow, put_on
from workflow.dispatch.services.locks import check_called, lock_meeting, lock_series, record
from workflow.dispatch.services.meetings import withdraw

_LONGEST = 600


@audited()
def merge_meetings(meeting_id: UUID, other_id: UUID, *, by: Officer, now: datetime) -> Meeting:
    """The later of the two is cancelled (与…合并召开); its entries, what was asked on them, and its people go along.

    Answers the sitting that remains. Refused unless both are called, lie ahead, and belong to one owner on one day.
    """
    first, later = _locked_pair(meeting_id, other_id, by=by)
    _check_fit(first, later, now=now)
    carried = [_carry(entry, first, later, by=by, now=now) for entry in later.agenda.current().order_by("position")]
    later.merged_into = first
    withdraw(later, why=f"与{first.title}合并召开", by=by, cancelled_by=by, now=now)
    note = f"{later.title}并入，转入议题{len(carried)}项"
    record(first, DispatchEvent.Kind.MERGED, by=by, now=now, note=note)
    grow(first)
    call_people(first, now=now)
    return first


def _locked_pair(one_id: UUID, other_id: UUID, *, by: Officer) -> tuple[Meeting, Meeting]:
    """Both, the earlier one first. Series are locked in the order of their keys, so that two merges never deadlock."""
    rows = Meeting.objects.filter(pk__in=[one_id, other_id]).order_by("series_id")
    series = list(rows.values_list("series", flat=True))
    if len(series) < 2:
        raise NotFound("没有找到要合并的两次会议，请刷新页面。")
    for pk in dict.fromkeys(series):
        lock_series(pk, by=by)
    pair = [lock_meeting(one_id, by=by), lock_meeting(other_id, by=by)]
    first, later = sorted(pair, key=lambda meeting: (meeting.starts_at, str(meeting.pk)))
    return first, later


def _check_fit(first: Meeting, later: Meeting, *, now: datetime) -> None:
    for one in (first, later):
        check_called(one)
        if one.starts_at <= now:
            raise Conflict(f"{one.title}已经开始，不能再合并。")
    if first.series_id == later.series_id or first.series.owner != later.series.owner:
        raise Conflict("只有同一组织单位（或同一领导小组、联席会议）的两个系列可以合并召开。")
    if timezone.localdate(first.starts_at) != timezone.localdate(later.starts_at):
        raise Conflict("两次会议不在同一天，请先改期到同一天再合并。")


def _carry(entry: AgendaEntry, first: Meeting, later: Meeting, *, by: Officer, now: datetime) -> AgendaEntry:
    """The entry on the remaining agenda: as it came, or its reasons beside those that stand there already."""
    there = first.agenda.filter(project=entry.project_id).first()
    if there is None or there.removed_at is not None:
        detail = f"{later.title}议题：{entry.detail}"[:_LONGEST]
        there = put_on(first, entry.project_id, reason=AgendaReason.MERGED, detail=detail, by=by, now=now)
        there.reasons = [AgendaReason.MERGED.value, *(entry.reasons or [entry.reason])]
    else:
        there.reasons = list(dict.fromkeys([*(there.reasons or [there.reason]), *(entry.reasons or [entry.reason])]))
        if entry.reason == AgendaReason.ADDED and entry.detail not in there.detail:
            there.reason, there.detail = AgendaReason.MERGED.value, f"{there.detail}；{entry.detail}"[:_LONGEST]
    there.save(update_fields=["reason", "reasons", "detail"])
    asked = MaterialRequest.objects.filter(entry=there).values("organisation")
    MaterialRequest.objects.filter(entry=entry).exclude(organisation__in=list(asked)).update(entry=there)
    return there
