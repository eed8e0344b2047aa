"""Who records at a sitting, who confirms its minutes, and who reads the whole of them."""

from __future__ import annotations

from projects.errors import Conflict, NotAllowed
from projects.people.models import Officer
from workflow.dispatch.models import Meeting, MeetingState
from workflow.dispatch.policies import check_may_dispatch, may_dispatch
from workflow.dispatch.queries import region_of
from workflow.minutes.models import Minutes, Receipt


def may_record(meeting: Meeting, by: Officer) -> bool:
    """The office that organises the sitting keeps its attendance, decisions and minutes."""
    return may_dispatch(meeting.series.organisation, by)


def check_may_record(meeting: Meeting, by: Officer) -> None:
    """The refusal behind ``may_record``."""
    check_may_dispatch(meeting.series.organisation, by)


def check_open(meeting: Meeting) -> None:
    """A sitting that was called off has nothing to record; one with confirmed minutes only takes additions."""
    if meeting.state == MeetingState.CANCELLED:
        raise Conflict(f"{meeting.title}已取消，不能再登记。", "meeting_cancelled")
    if Minutes.objects.filter(meeting=meeting, confirmed_at__isnull=False).exists():
        raise Conflict("会议纪要已经确认并锁定，不能再改；需要时请在纪要页面“更正”。", "minutes_confirmed")


def is_chair(meeting: Meeting, by: Officer) -> bool:
    """Does the officer chair the series?"""
    return meeting.series.chair_id == by.pk


def may_edit(meeting: Meeting, by: Officer) -> bool:
    """The organising office, and the chair."""
    return may_record(meeting, by) or is_chair(meeting, by)


def check_may_edit(meeting: Meeting, by: Officer) -> None:
    """The refusal behind ``may_edit``."""
    if not is_chair(meeting, by):
        check_may_record(meeting, by)


def why_not_confirm(minutes: Minutes, by: Officer) -> str:
    """Empty: the chair, or somebody of the organising office who did not write the last version (four eyes)."""
    if is_chair(minutes.meeting, by):
        return ""
    if not may_record(minutes.meeting, by):
        return "会议纪要由主持人或组织会议的调度办公室另一人确认，您不能确认。"
    if minutes.updated_by_id == by.pk:
        return "最近一稿是您修改的，请由主持人或另一名调度员确认。"
    return ""


def check_may_confirm(minutes: Minutes, by: Officer) -> None:
    """The refusal behind ``why_not_confirm``."""
    if why := why_not_confirm(minutes, by):
        raise NotAllowed(why, "four_eyes" if "最近一稿" in why else "not_allowed")


def reads_whole(meeting: Meeting, by: Officer) -> bool:
    """All decisions and the document: the office, the chair, who was called, who was sent it, who sees all the region.

    Anybody else who may know of the sitting reads the decisions that concern him, and no document.
    """
    if may_edit(meeting, by):
        return True
    root = by.scope_root
    if root is not None and root.contains(region_of(meeting.series)):
        return True
    called = meeting.attendees.filter(officer=by, removed_at__isnull=True).exists()
    return called or Receipt.objects.filter(minutes__meeting=meeting, officer=by).exists()
