"""会前征询: who is asked for material on what, by when."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from projects.audit.services import audited
from projects.errors import Conflict, Invalid, NotFound
from projects.people.models import Officer, Organisation
from projects.people.policies import check_receives
from projects.rows import one_or_none
from projects.workdays import queries as workdays
from projects.workdays.days import LONGEST_REST, ONE_DAY
from workflow.dispatch.models import AgendaEntry, DispatchEvent, MaterialRequest, Meeting
from workflow.dispatch.policies import check_may_dispatch
from workflow.dispatch.services.locks import check_called, lock_meeting, record

LONGEST_WANTED = 200


@audited()
def ask_unit(
    entry_id: int,
    organisation: Organisation,
    *,
    wanted: str = "",
    due_on: date | None = None,
    by: Officer,
    now: datetime,
) -> MaterialRequest:
    """Ask a unit for material on an entry, beside the landing unit or in its place.

    ``due_on``: by the series unless said otherwise, from today to the day of the sitting. ``Conflict`` when the unit
    is asked already.
    """
    entry = one_or_none(AgendaEntry.objects.current().filter(pk=entry_id).select_related("project"))
    if entry is None:
        raise NotFound("没有找到这个议题，或它已被移出，请刷新页面。")
    meeting = lock_meeting(entry.meeting_id, by=by)
    check_called(meeting)
    check_receives(organisation, timezone.localdate(now), field="organisation")
    if not Organisation.objects.visible_to(by).filter(pk=organisation.pk).exists():
        raise Invalid(f"“{organisation}”不在您可联系的单位范围内，请另选单位。", "organisation")
    text = wanted.strip()
    if len(text) > LONGEST_WANTED:
        raise Invalid(f"要求不能超过{LONGEST_WANTED}个字，请缩短。", "wanted")
    due = _checked_due(due_on, meeting, now=now)
    known = MaterialRequest.objects.filter(entry=entry, organisation=organisation).first()
    if known is not None and known.withdrawn_at is None:
        raise Conflict(f"已向“{organisation}”征询这个议题的材料，无需重复征询。")
    request = known or MaterialRequest(entry=entry, organisation=organisation)
    request.wanted, request.due_on, request.asked_by, request.asked_at = text, due, by, now
    request.withdrawn_by = request.withdrawn_at = None
    _save(request, now=now, is_new=known is None)
    note = f"{entry.project}：请{organisation}于{due}前报送材料"
    record(meeting, DispatchEvent.Kind.ASKED, by=by, now=now, note=note)
    return request


@audited()
def withdraw_request(request_id: UUID, *, by: Officer, now: datetime) -> MaterialRequest:
    """Ask no longer. What was answered stays."""
    request = one_or_none(
        MaterialRequest.objects.select_related("entry__project", "organisation").filter(pk=request_id)
    )
    if request is None:
        raise NotFound("没有找到这项征询，请刷新页面。")
    meeting = lock_meeting(request.entry.meeting_id, by=by)
    check_may_dispatch(meeting.series.organisation, by)
    request = MaterialRequest.objects.select_for_update(of=("self",), no_key=True).select_related(
        "entry__project", "organisation"
    ).get(pk=request_id)  # fmt: skip
    if request.withdrawn_at is not None:
        raise Conflict("这项征询已经撤回，请刷新页面。")
    if request.answered_at is not None:
        raise Conflict(f"“{request.organisation}”已经报送材料，不能撤回征询。")
    request.withdrawn_by, request.withdrawn_at = by, now
    _save(request, now=now)
    note = f"{request.entry.project}：不再请{request.organisation}报送材料"
    record(meeting, DispatchEvent.Kind.UNASKED, by=by, now=now, note=note)
    return request


def ask_by_rule(meeting: Meeting, *, now: datetime) -> None:
    """For every entry of a locked sitting the landing unit is asked once, if the series says so.

    A moved sitting takes along what is due for it, as long as that lies ahead.
    """
    workdays_before = meeting.series.materials_workdays
    if workdays_before is None:
        return
    follow_meeting(meeting, now=now)
    asked = MaterialRequest.objects.filter(entry__meeting=meeting).values("entry")
    due = due_for(meeting, now=now)
    new = meeting.agenda.current().exclude(pk__in=asked).values_list("pk", "project__landing_organisation")
    MaterialRequest.objects.bulk_create(
        MaterialRequest(entry_id=entry, organisation_id=unit, due_on=due, asked_at=now, updated_at=now)
        for entry, unit in new
    )


def follow_meeting(meeting: Meeting, *, now: datetime) -> None:
    """What the rule asked and nobody answered is due by the day the sitting is now on."""
    if meeting.series.materials_workdays is None:
        return
    due = _by_rule(meeting)
    if due >= timezone.localdate(now):
        waiting = MaterialRequest.objects.standing().filter(
            entry__meeting=meeting, answered_at=None, asked_by=None, due_on__gte=timezone.localdate(now)
        )
        waiting.exclude(due_on=due).update(due_on=due, updated_at=now)


def due_for(meeting: Meeting, *, now: datetime) -> date:
    """The day by the rule of the series; where that is over, tomorrow, and at the latest the day of the sitting."""
    today = timezone.localdate(now)
    due = _by_rule(meeting)
    return due if due >= today else min(today + ONE_DAY, max(timezone.localdate(meeting.starts_at), today))


def _by_rule(meeting: Meeting) -> date:
    """So many working days before the sitting; beyond the loaded calendar by weekdays: it promises nothing."""
    on = timezone.localdate(meeting.starts_at)
    before = meeting.series.materials_workdays or 0
    loaded = workdays.calendar(on - LONGEST_REST - before * timedelta(days=2), on)
    for _ in range(before):
        on = loaded.previous_workday(on - ONE_DAY)
    return on


def _checked_due(due_on: date | None, meeting: Meeting, *, now: datetime) -> date:
    if due_on is None:
        return due_for(meeting, now=now)
    first, last = timezone.localdate(now), timezone.localdate(meeting.starts_at)
    if not first <= due_on <= last:
        raise Invalid(f"报送期限应在今天到开会当天（{last}）之间，请核对。", "due_on")
    return due_on


def _save(request: MaterialRequest, *, now: datetime, is_new: bool = False) -> None:
    request.updated_at = now
    if not is_new:
        request.version += 1
    request.save()
