"""Rules about meetings. Each says when, relative to what; who is told and how it is merged is the same for all.

Who: the people called to the sitting. Merged: one letter a person and sitting, with all projects of its agenda.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import ClassVar

from notifications.outbox.models import Occurrence
from notifications.receipts.terms import TO_OFFICE, Acknowledge
from notifications.reminders.moments import Lead, SameMorning, WorkdaysBefore, local_day, stamp
from notifications.reminders.rules.base import Rule, Test
from notifications.reminders.rules.recipients import IS_ACTIVE
from projects.people.models import Officer
from projects.rows import one_or_none
from workflow.dispatch.models import Attendee, Meeting, MeetingState


def _is_called(meeting: Meeting, officer: Officer, now: datetime) -> bool:
    return any(attendee.officer_id == officer.pk for attendee in meeting.attendees.all())


class MeetingRule(Rule):
    """What all rules about meetings share. ``opening`` is the first sentence of the letter."""

    subject_type = "meeting"
    who = "参会人"
    merged = "每人每次会议一封，合并列出其可查看的全部议题"
    tests = (Test(_is_called, "没有列入这次会议的参会人"), IS_ACTIVE)
    heading: ClassVar[str]
    opening: ClassVar[str]
    method: ClassVar[str] = "REQUEST"
    lead: ClassVar[Lead | None] = None

    def slot(self, meeting: Meeting, attendee: Attendee) -> str:
        """What makes it this reminder and no other. Leads: the day of the meeting, so a moved one has new leads."""
        return local_day(meeting.starts_at).isoformat()

    def until(self, occurrence: Occurrence) -> datetime | None:
        """The beginning of the meeting."""
        return one_or_none(Meeting.objects.filter(pk=occurrence.subject_id).values_list("starts_at", flat=True))

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        """An invitation does not outlive its meeting, its attendee, or the time and place it names."""
        meeting = one_or_none(Meeting.objects.filter(pk=occurrence.subject_id))
        if meeting is None or meeting.state == MeetingState.CANCELLED:
            return "会议已取消"
        if meeting.starts_at <= now:
            return "会议已开始"
        if meeting.changed_at and meeting.changed_at > occurrence.created_at:
            return "会议时间或地点已变更，以变更通知为准"
        called = meeting.attendees.filter(officer=occurrence.recipient_id, removed_at__isnull=True)
        return "" if called.exists() else "已不再需要参会"


class Called(MeetingRule):
    """会议通知: when somebody is called, but no earlier than two weeks before: sittings are planned six weeks ahead."""

    name = "meeting_called"
    label = "会议通知"
    when = "列为参会人时，最早为会前14天"
    ahead = timedelta(days=14)
    heading = "会议通知"
    opening = "请您参加{title}。"
    acknowledge = Acknowledge(within=2, ladder=TO_OFFICE)

    def slot(self, meeting: Meeting, attendee: Attendee) -> str:
        return stamp(attendee.called_at)

    def due_at(self, meeting: Meeting, attendee: Attendee) -> datetime:
        """When the invitation goes out."""
        return max(attendee.called_at, meeting.starts_at - self.ahead)


class ThreeWorkdays(MeetingRule):
    """T−3"""

    name = "meeting_t3"
    label = "会前三个工作日"
    when = "会前第 3 个工作日 09:00"
    heading = "会前提醒"
    opening = "{title}将于{when}召开，请提前准备会议材料。"
    lead = WorkdaysBefore(3, time(9))


class OneWorkday(MeetingRule):
    """T−1"""

    name = "meeting_t1"
    label = "会前一个工作日"
    when = "会前第 1 个工作日 09:00"
    heading = "会前提醒"
    opening = "{title}将于{when}召开，请安排好时间。"
    lead = WorkdaysBefore(1, time(9))


class Morning(MeetingRule):
    """The day itself."""

    name = "meeting_today"
    label = "会议当天"
    when = "会议当天 08:00；08:30 前开始的会议提前 1 小时"
    heading = "今日会议"
    opening = "{title}将于{when}召开，请准时参加。"
    lead = SameMorning(time(8))


class Changed(MeetingRule):
    """会议变更: another time or place."""

    name = "meeting_changed"
    label = "会议变更"
    when = "时间或地点变更时"
    heading = "会议变更"
    opening = "{title}的时间或地点有变更，请以本次通知为准。"
    acknowledge = Acknowledge(within=1, ladder=TO_OFFICE)

    def slot(self, meeting: Meeting, attendee: Attendee) -> str:
        return stamp(meeting.changed_at or meeting.called_at)


class Cancelled(MeetingRule):
    """会议取消: to those who had been told of it."""

    name = "meeting_cancelled"
    label = "会议取消"
    when = "会议取消时，仅通知已收到过通知的人"
    heading = "会议取消"
    opening = "原定于{when}召开的{title}已取消，请不必参加。"
    method = "CANCEL"

    def slot(self, meeting: Meeting, attendee: Attendee) -> str:
        return "cancelled"

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        """True as long as the meeting stays cancelled."""
        still = Meeting.objects.filter(pk=occurrence.subject_id, state=MeetingState.CANCELLED)
        return "" if still.exists() else "会议已恢复"


class Removed(MeetingRule):
    """不再参会: to those who had been told and are called no longer."""

    name = "meeting_removed"
    label = "不再参会"
    when = "移出参会人时，仅通知已收到过通知的人"
    heading = "无需参会"
    opening = "您不再需要参加{when}召开的{title}。"
    method = "CANCEL"

    def slot(self, meeting: Meeting, attendee: Attendee) -> str:
        return stamp(attendee.removed_at or attendee.called_at)

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        """True as long as they are not called again."""
        called = Attendee.objects.filter(
            meeting=occurrence.subject_id, officer=occurrence.recipient_id, removed_at__isnull=True
        )
        return "已再次列为参会人" if called.exists() else ""


CALLED, CHANGED, CANCELLED, REMOVED = Called(), Changed(), Cancelled(), Removed()
LEADS: tuple[MeetingRule, ...] = (ThreeWorkdays(), OneWorkday(), Morning())
INVITATIONS: tuple[MeetingRule, ...] = (CALLED, *LEADS, CHANGED)
MEETING_RULES: tuple[MeetingRule, ...] = (*INVITATIONS, CANCELLED, REMOVED)
