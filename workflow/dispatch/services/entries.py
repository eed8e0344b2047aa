"""What a dispatcher does to an agenda: add, take off, put in order, and note what the sitting did with an entry.

Whoever works from an older agenda is refused (``Stale``): two clerks never overwrite each other unseen.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from projects.audit.services import audited
from projects.errors import Conflict, Invalid, NotFound, Stale
from projects.ledger.models import Project
from projects.people.models import Officer
from projects.rows import one_or_none
from workflow.dispatch.models import AgendaEntry, AgendaReason, DispatchEvent, EntryState, Meeting, MeetingState
from workflow.dispatch.services.agenda import last_position
from workflow.dispatch.services.asking import ask_by_rule
from workflow.dispatch.services.attendance import call_people
from workflow.dispatch.services.locks import check_called, lock_meeting, record

LONGEST = 200
STALE = "议题已被他人调整，请核对最新顺序后再提交。"


@audited()
def add_entry(
    meeting_id: UUID,
    project_id: UUID,
    *,
    detail: str = "",
    by: Officer,
    now: datetime,
    expected_version: int | None = None,
) -> AgendaEntry:
    """Put a project on the agenda by hand, also one that was taken off; it stays whatever the rules say."""
    meeting = lock_agenda(meeting_id, by=by, expected_version=expected_version)
    check_called(meeting)
    project = one_or_none(Project.objects.visible_to(by).filter(pk=project_id))
    if project is None:
        raise NotFound("没有找到这个项目，或不在您的查看范围内。")
    if meeting.agenda.current().filter(project=project).exists():
        raise Conflict(f"“{project}”已在本次议题中，无需重复增加。")
    sentence = short(detail, "detail", "说明") or "调度员增加"
    entry = put_on(meeting, project.pk, reason=AgendaReason.ADDED, detail=sentence, by=by, now=now)
    record(meeting, DispatchEvent.Kind.ENTRY_ADDED, by=by, now=now, note=f"{project}：{sentence}")
    _changed(meeting, now=now)
    return entry


@audited()
def remove_entry(
    entry_id: int, *, reason: str, by: Officer, now: datetime, expected_version: int | None = None
) -> AgendaEntry:
    """Take a project off the agenda, with a reason; the rules do not put it back."""
    meeting = lock_agenda(meeting_of(entry_id), by=by, expected_version=expected_version)
    check_called(meeting)
    why = short(reason, "reason", "移出原因")
    if not why:
        raise Invalid("请填写移出议题的原因。", "reason")
    entry = one_or_none(AgendaEntry.objects.current().filter(pk=entry_id).select_related("project"))
    if entry is None:
        raise Conflict("这个议题已被移出，请刷新页面。")
    entry.removed_at, entry.removed_by, entry.removal_reason = now, by, why
    entry.save(update_fields=["removed_at", "removed_by", "removal_reason"])
    record(meeting, DispatchEvent.Kind.ENTRY_REMOVED, by=by, now=now, note=f"{entry.project}：{why}")
    _changed(meeting, now=now)
    return entry


@audited()
def order_agenda(
    meeting_id: UUID, entries: Sequence[int], *, by: Officer, now: datetime, expected_version: int | None
) -> Meeting:
    """Put the agenda in the order of ``entries``; those not named keep theirs and follow.

    ``expected_version``: the ``agenda_version`` that was looked at; None: whatever it is now.
    """
    meeting = lock_agenda(meeting_id, by=by, expected_version=expected_version)
    check_called(meeting)
    present = list(meeting.agenda.current().order_by("position", "pk"))
    known = {entry.pk: entry for entry in present}
    if len(set(entries)) != len(entries) or not set(entries) <= set(known):
        raise Conflict("有议题已不在议程上，请刷新页面后重新排序。", "agenda_changed")
    named = [known[pk] for pk in entries]
    wanted = [*named, *(entry for entry in present if entry.pk not in set(entries))]
    if wanted != present:
        _place(meeting, wanted, by=by, now=now)
    return meeting


@audited()
def place_entry(
    entry_id: int, position: int, *, by: Officer, now: datetime, expected_version: int | None
) -> AgendaEntry:
    """Put one entry at ``position`` (1 = first; beyond the end: last); the others close up."""
    meeting = lock_agenda(meeting_of(entry_id), by=by, expected_version=expected_version)
    check_called(meeting)
    present = list(meeting.agenda.current().order_by("position", "pk"))
    entry = next((one for one in present if one.pk == entry_id), None)
    if entry is None:
        raise Conflict("这个议题已被移出，请刷新页面。")
    if position < 1:
        raise Invalid("位置从1开始，请核对。", "position")
    rest = [one for one in present if one.pk != entry_id]
    wanted = [*rest[: position - 1], entry, *rest[position - 1 :]]
    if wanted != present:
        _place(meeting, wanted, by=by, now=now)
    return entry


@audited()
def mark_entry(entry_id: int, state: str, *, by: Officer, now: datetime) -> AgendaEntry:
    """What the sitting did with an entry: 待议, 已议, or 续议, which brings it to the next sitting.

    For the meeting mode of the minutes, during the sitting and after it. ``NotFound``, ``NotAllowed`` without
    ``dispatch:write`` over the series, ``Invalid`` for another state, ``Conflict`` when the entry was taken off or the
    sitting called off. Marking what is so already changes nothing.
    """
    if state not in EntryState.values:
        raise Invalid("请选择待议、已议或续议。", "state")
    meeting = lock_meeting(meeting_of(entry_id), by=by)
    if meeting.state == MeetingState.CANCELLED:
        raise Conflict(f"{meeting.title}已取消，不能记录议题结果。")
    entry = one_or_none(AgendaEntry.objects.current().filter(pk=entry_id).select_related("project"))
    if entry is None:
        raise Conflict("这个议题已被移出，请刷新页面。")
    if entry.state != state:
        entry.state, entry.marked_by, entry.marked_at = state, by, now
        entry.save(update_fields=["state", "marked_by", "marked_at"])
        said = f"{entry.project}：{entry.get_state_display()}"
        record(meeting, DispatchEvent.Kind.ENTRY_MARKED, by=by, now=now, note=said)
    return entry


def put_on(
    meeting: Meeting, project_id: UUID, *, reason: str, detail: str, by: Officer | None, now: datetime
) -> AgendaEntry:
    """An entry at the end of a locked agenda; a removed one comes back."""
    entry, _ = AgendaEntry.objects.update_or_create(
        meeting=meeting,
        project_id=project_id,
        defaults={
            "position": last_position(meeting) + 1,
            "reason": reason,
            "reasons": [reason],
            "detail": detail,
            "state": EntryState.PENDING,
            "added_by": by,
            "added_at": now,
            "removed_at": None,
            "removed_by": None,
            "removal_reason": "",
        },
    )
    return entry


def meeting_of(entry_id: int) -> UUID:
    """The sitting of an entry, or ``NotFound``."""
    found = one_or_none(AgendaEntry.objects.filter(pk=entry_id).values_list("meeting", flat=True))
    if found is None:
        raise NotFound("没有找到这个议题，请刷新页面。")
    return found


def lock_agenda(meeting_id: UUID, *, by: Officer | None, expected_version: int | None) -> Meeting:
    """The sitting, locked; ``Stale`` when its agenda is another one than was looked at."""
    meeting = lock_meeting(meeting_id, by=by)
    if expected_version is not None and expected_version != meeting.agenda_version:
        raise Stale(STALE, "agenda_stale")
    return meeting


def short(text: str, field: str, label: str) -> str:
    """Without the spaces around it, and not too long."""
    text = text.strip()
    if len(text) > LONGEST:
        raise Invalid(f"{label}不能超过{LONGEST}个字，请缩短。", field)
    return text


def grow(meeting: Meeting) -> None:
    """The agenda is another one now."""
    meeting.agenda_version += 1
    meeting.save(update_fields=["agenda_version"])


def _place(meeting: Meeting, wanted: list[AgendaEntry], *, by: Officer, now: datetime) -> None:
    for place, entry in enumerate(wanted, start=1):
        entry.position = place
    AgendaEntry.objects.bulk_update(wanted, ["position"])
    grow(meeting)
    record(meeting, DispatchEvent.Kind.ENTRY_MOVED, by=by, now=now)


def _changed(meeting: Meeting, *, now: datetime) -> None:
    grow(meeting)
    if meeting.starts_at > now:
        ask_by_rule(meeting, now=now)
    call_people(meeting, now=now)
