"""What the calendar of a person holds."""

from __future__ import annotations

from datetime import datetime, timedelta

from projects.people.models import Officer
from workflow.dispatch.models import Attendee, CalendarFeed, Meeting

LOOK_BACK = timedelta(days=92)
_OWN = "参会身份：{why}。会议变动以本日历和通知为准。"


def feed_behind(digest: str) -> CalendarFeed | None:
    """The live feed of that digest, with its person."""
    return CalendarFeed.objects.live().filter(digest=digest).select_related("officer").first()


def calendar_of(officer: Officer, *, now: datetime) -> list[tuple[Meeting, str]]:
    """The officer's own sittings of the last three months and ahead, each with why he is called. One query.

    The words name no project: the address of a feed is held by a calendar program, not by a person who signed in.
    """
    called = Attendee.objects.current().filter(officer=officer, meeting__starts_at__gte=now - LOOK_BACK)
    rows = called.select_related("meeting__series").order_by("meeting__starts_at", "meeting")
    return [(row.meeting, _words(row)) for row in rows]


def _words(row: Attendee) -> str:
    meeting = row.meeting
    said = [_OWN.format(why=row.get_why_display())]
    if meeting.cancel_reason:
        said.append(f"已取消：{meeting.cancel_reason}")
    elif meeting.shift_reason:
        said.append(f"日期调整：{meeting.shift_reason}")
    return "\n".join(said)
