"""What of this room is fed: sittings."""

from __future__ import annotations

from projects.audit.hearing import Heard
from projects.feed.registry import Kind, Touch, on, register
from projects.people.models import Officer, Organisation
from projects.people.roles import Permission
from workflow.dispatch.api.meetings import shown_meetings
from workflow.dispatch.models import DispatchEvent, Meeting, Series

MEETING = "meeting"
CHANGED = "meeting.changed"


def of_meeting(act: Heard) -> list[Touch]:
    """``dispatch.moved`` is told as ``meeting.moved``; who was present as ``meeting.attend``."""
    assert isinstance(act.subject, Meeting)
    return [Touch(MEETING, act.subject.pk, f"meeting.{act.action.partition('.')[2]}")]


def of_series(act: Heard) -> list[Touch]:
    """Sittings bear the name of their series, and follow its rule."""
    assert isinstance(act.subject, Series)
    return _changed(Meeting.objects.filter(series=act.subject))


def of_officer(act: Heard) -> list[Touch]:
    """Sittings name who is called, and the unit."""
    assert isinstance(act.subject, Officer)
    if not act.fields & {"name", "organisation"}:
        return []
    return _changed(Meeting.objects.filter(attendees__officer=act.subject).distinct())


def of_body(act: Heard) -> list[Touch]:
    """Who joins a body sees its sittings from now on."""
    assert isinstance(act.subject, Organisation)
    if not act.action.startswith(("member.", "backing.")):
        return []
    return _changed(Meeting.objects.filter(series__organisation=act.subject))


def _changed(meetings: object) -> list[Touch]:
    return [Touch(MEETING, pk, CHANGED) for pk in meetings.order_by("pk").values_list("pk", flat=True)]  # type: ignore[attr-defined]


on(Meeting, of_meeting)
on(Series, of_series)
on(Officer, of_officer)
on(Organisation, of_body)
TYPES = {f"meeting.{kind.value}": str(kind.label) for kind in DispatchEvent.Kind} | {CHANGED: "内容有变化"}
register(Kind(MEETING, "调度会", (Permission.DISPATCH_READ,), shown_meetings, TYPES))
