"""The agenda of a sitting: what the rules propose, what a dispatcher adds and takes off."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Max

from projects.audit.services import audited, note
from projects.errors import Conflict, Invalid, NotFound
from projects.ledger.models import Project
from projects.people.models import Officer
from workflow.dispatch.agenda import LONGEST_DETAIL, Proposal
from workflow.dispatch.models import AgendaEntry, AgendaReason, DispatchEvent, Meeting
from workflow.dispatch.queries import propose_agenda
from workflow.dispatch.services.attendance import call_people
from workflow.dispatch.services.locks import check_called, lock_meeting, record


@audited()
def refresh_agenda(meeting_id: UUID, *, by: Officer | None, now: datetime) -> Meeting:
    """Apply the agenda rules again, then call the people it needs. ``by`` is None for the system's tick.

    Entries a dispatcher added or took off stay as they are. Refused once the sitting has begun.
    """
    meeting = lock_meeting(meeting_id, by=by)
    check_called(meeting)
    if meeting.starts_at <= now:
        raise Conflict(f"{meeting.title}已经开始，议题不再自动更新；如需增加议题，请直接添加。")
    apply_rules(meeting, now=now)
    if by is not None:
        note("dispatch.refresh", "调度：更新议题", meeting, by=by, now=now)
    return meeting


def apply_rules(meeting: Meeting, *, now: datetime) -> None:
    """``refresh_agenda`` on a sitting that is already locked."""
    proposals = propose_agenda(meeting)
    present = {entry.project_id: entry for entry in meeting.agenda.all()}
    _drop(present, {proposal.project_id for proposal in proposals})
    _update(present, proposals)
    _append(meeting, [proposal for proposal in proposals if proposal.project_id not in present], now=now)
    call_people(meeting, now=now)
    meeting.agenda_at = now
    meeting.save(update_fields=["agenda_at"])


@audited()
def add_entry(meeting_id: UUID, project_id: UUID, *, detail: str = "", by: Officer, now: datetime) -> AgendaEntry:
    """Put a project on the agenda by hand, also one that was taken off; it stays whatever the rules say."""
    meeting = lock_meeting(meeting_id, by=by)
    check_called(meeting)
    project = Project.objects.visible_to(by).filter(pk=project_id).first()
    if project is None:
        raise NotFound("没有找到这个项目，或不在您的查看范围内。")
    if meeting.agenda.current().filter(project=project).exists():
        raise Conflict(f"“{project}”已在本次议题中，无需重复增加。")
    sentence = _short(detail, "detail", "说明") or "调度员增加"
    entry, _ = AgendaEntry.objects.update_or_create(
        meeting=meeting,
        project=project,
        defaults={
            "position": _last_position(meeting) + 1,
            "reason": AgendaReason.ADDED,
            "detail": sentence,
            "added_by": by,
            "added_at": now,
            "removed_at": None,
            "removed_by": None,
            "removal_reason": "",
        },
    )
    record(meeting, DispatchEvent.Kind.ENTRY_ADDED, by=by, now=now, note=f"{project}：{sentence}")
    call_people(meeting, now=now)
    return entry


@audited()
def remove_entry(entry_id: int, *, reason: str, by: Officer, now: datetime) -> AgendaEntry:
    """Take a project off the agenda, with a reason; the rules do not put it back."""
    meeting_id = AgendaEntry.objects.filter(pk=entry_id).values_list("meeting", flat=True).first()
    if meeting_id is None:
        raise NotFound("没有找到这个议题，请刷新页面。")
    meeting = lock_meeting(meeting_id, by=by)
    check_called(meeting)
    why = _short(reason, "reason", "移出原因")
    if not why:
        raise Invalid("请填写移出议题的原因。", "reason")
    entry = AgendaEntry.objects.current().filter(pk=entry_id).select_related("project").first()
    if entry is None:
        raise Conflict("这个议题已被移出，请刷新页面。")
    entry.removed_at, entry.removed_by, entry.removal_reason = now, by, why
    entry.save(update_fields=["removed_at", "removed_by", "removal_reason"])
    record(meeting, DispatchEvent.Kind.ENTRY_REMOVED, by=by, now=now, note=f"{entry.project}：{why}")
    call_people(meeting, now=now)
    return entry


def _ruled(entry: AgendaEntry) -> bool:
    """Is it the rules' own entry, untouched by a dispatcher?"""
    return entry.reason != AgendaReason.ADDED and entry.removed_at is None


def _drop(present: dict[UUID, AgendaEntry], proposed: set[UUID]) -> None:
    gone = [entry.pk for project, entry in present.items() if project not in proposed and _ruled(entry)]
    if gone:
        AgendaEntry.objects.filter(pk__in=gone).delete()


def _update(present: dict[UUID, AgendaEntry], proposals: list[Proposal]) -> None:
    changed = []
    for proposal in proposals:
        entry = present.get(proposal.project_id)
        if entry and _ruled(entry) and (entry.reason, entry.detail) != (proposal.reason, proposal.detail):
            entry.reason, entry.detail = proposal.reason, proposal.detail
            changed.append(entry)
    if changed:
        AgendaEntry.objects.bulk_update(changed, ["reason", "detail"])


def _append(meeting: Meeting, proposals: list[Proposal], *, now: datetime) -> None:
    if not proposals:
        return
    last = _last_position(meeting)
    AgendaEntry.objects.bulk_create(
        AgendaEntry(
            meeting=meeting,
            project_id=proposal.project_id,
            position=last + place,
            reason=proposal.reason,
            detail=proposal.detail,
            added_at=now,
        )
        for place, proposal in enumerate(proposals, start=1)
    )


def _last_position(meeting: Meeting) -> int:
    return meeting.agenda.aggregate(last=Max("position"))["last"] or 0


def _short(text: str, field: str, label: str) -> str:
    text = text.strip()
    if len(text) > LONGEST_DETAIL:
        raise Invalid(f"{label}不能超过{LONGEST_DETAIL}个字，请缩短。", field)
    return text
