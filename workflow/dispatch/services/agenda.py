"""The agenda of a sitting follows the rules of its series; what a dispatcher did to it stays (``entries``)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Max

from projects.audit.services import audited, note
from projects.people.models import Officer
from workflow.dispatch.agenda.base import Proposal
from workflow.dispatch.models import BY_HAND, AgendaEntry, EntryState, Meeting
from workflow.dispatch.queries import propose_agenda
from workflow.dispatch.services.asking import ask_by_rule
from workflow.dispatch.services.attendance import call_people
from workflow.dispatch.services.locks import Over, check_called, lock_meeting


@audited()
def refresh_agenda(meeting_id: UUID, *, by: Officer | None, now: datetime) -> Meeting:
    """Apply the agenda rules again, then call the people it needs. ``by`` is None for the system's tick.

    Entries a dispatcher added or took off stay as they are. Refused once the sitting has begun.
    """
    meeting = lock_meeting(meeting_id, by=by)
    check_called(meeting)
    if meeting.starts_at <= now:
        raise Over(f"{meeting.title}已经开始，议题不再自动更新；如需增加议题，请直接添加。")
    apply_rules(meeting, by=by, now=now)
    return meeting


def apply_rules(meeting: Meeting, *, by: Officer | None = None, now: datetime) -> None:
    """``refresh_agenda`` on a locked sitting. The system's own look is an act when it changes something."""
    proposals = propose_agenda(meeting, now=now)
    present = {entry.project_id: entry for entry in meeting.agenda.all()}
    dropped = _drop(present, {proposal.project_id for proposal in proposals})
    _update(present, proposals)
    new = [proposal for proposal in proposals if proposal.project_id not in present]
    _append(meeting, new, now=now)
    ask_by_rule(meeting, now=now)
    called = call_people(meeting, now=now)
    meeting.agenda_at = now
    meeting.agenda_version += bool(dropped or new)
    meeting.save(update_fields=["agenda_at", "agenda_version"])
    if by is not None or dropped or new or called:
        note("dispatch.refresh", "调度：更新议题", meeting, by=by, now=now)


def last_position(meeting: Meeting) -> int:
    """Where the agenda ends."""
    return meeting.agenda.aggregate(last=Max("position"))["last"] or 0


def _ruled(entry: AgendaEntry) -> bool:
    """Is it the rules' own entry, untouched by a dispatcher?"""
    return entry.reason not in BY_HAND and entry.removed_at is None and entry.state == EntryState.PENDING


def _drop(present: dict[UUID, AgendaEntry], proposed: set[UUID]) -> int:
    """Take off what no rule wants any more, but for what a unit has sent material on; answers how many."""
    gone = [entry.pk for project, entry in present.items() if project not in proposed and _ruled(entry)]
    if not gone:
        return 0
    answered = AgendaEntry.objects.filter(pk__in=gone, requests__answers__isnull=False).values_list("pk", flat=True)
    unanswered = set(gone) - set(answered)
    AgendaEntry.objects.filter(pk__in=unanswered).delete()
    return len(unanswered)


def _update(present: dict[UUID, AgendaEntry], proposals: list[Proposal]) -> None:
    """Reasons as they are today. What a dispatcher wrote stays and leads; the rules' reasons are named beside it."""
    changed = []
    for proposal in proposals:
        entry = present.get(proposal.project_id)
        if entry is None or entry.removed_at is not None:
            continue
        by_hand = entry.reason in BY_HAND
        reason, detail = (entry.reason, entry.detail) if by_hand else (proposal.reason, proposal.detail)
        reasons = [reason, *proposal.reasons] if by_hand else proposal.reasons
        if (entry.reason, entry.reasons, entry.detail) != (reason, reasons, detail):
            entry.reason, entry.reasons, entry.detail = reason, reasons, detail
            changed.append(entry)
    if changed:
        AgendaEntry.objects.bulk_update(changed, ["reason", "reasons", "detail"])


def _append(meeting: Meeting, proposals: list[Proposal], *, now: datetime) -> None:
    if not proposals:
        return
    last = last_position(meeting)
    AgendaEntry.objects.bulk_create(
        AgendaEntry(
            meeting=meeting,
            project_id=proposal.project_id,
            position=last + place,
            reason=proposal.reason,
            reasons=proposal.reasons,
            detail=proposal.detail,
            added_at=now,
        )
        for place, proposal in enumerate(proposals, start=1)
    )
