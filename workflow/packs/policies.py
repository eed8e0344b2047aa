"""Who may freeze a pack, and when."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from projects.errors import Conflict, Invalid, NotAllowed
from projects.people.models import Officer, Organisation
from workflow.dispatch.models import Meeting, MeetingState
from workflow.dispatch.policies import check_may_dispatch, may_dispatch
from workflow.dispatch.queries import region_of
from workflow.packs.models import Pack

LONGEST_REASON = 200


def check_may_freeze(meeting: Meeting, by: Officer | None, region: Organisation) -> None:
    """A dispatcher of the series whose scope holds its region: a pack holds the figures of all of it."""
    check_may_dispatch(meeting.series.organisation, by)
    root = by.scope_root if by else None
    if by is not None and (root is None or not root.contains(region)):
        raise NotAllowed(
            f"会议材料包含{region}全域的统计，您的数据范围没有覆盖，请由{region}调度办公室定稿。", "scope_too_small"
        )


def may_freeze(meeting: Meeting, by: Officer) -> bool:
    """The question behind ``check_may_freeze``."""
    root = by.scope_root
    covers = root is not None and root.contains(region_of(meeting.series))
    return covers and may_dispatch(meeting.series.organisation, by)


def check_still_ahead(meeting: Meeting, now: datetime) -> None:
    """A pack is for a sitting that has not begun."""
    if meeting.state == MeetingState.CANCELLED:
        raise Conflict(f"{meeting.title}已取消，不能定稿材料。", "meeting_cancelled")
    if meeting.state != MeetingState.CALLED or meeting.starts_at <= now:
        raise Conflict(f"{meeting.title}已经开始或召开，材料不能再定稿；已定稿的各版仍可下载。", "meeting_begun")


def check_cut_off(cut_off: datetime, now: datetime, last: Pack | None) -> None:
    """Not ahead of now, and not before the cut-off of the edition before it."""
    if cut_off > now:
        raise Invalid("数据截止时间不能晚于现在，请改早一些。", "cut_off")
    if last is not None and cut_off < last.cut_off:
        told = timezone.localtime(last.cut_off)
        raise Invalid(
            f"第{last.edition}版的数据截止时间是{told:%Y-%m-%d %H:%M}，新一版不能更早，请改晚一些。", "cut_off"
        )


def checked_reason(reason: str, last: Pack | None) -> str:
    """A second edition says why it is made."""
    why = reason.strip()
    if len(why) > LONGEST_REASON:
        raise Invalid(f"原因不能超过{LONGEST_REASON}个字，请缩短。", "reason")
    if last is not None and not why:
        raise Invalid(
            f"这次会议已有第{last.edition}版材料，重新定稿请填写原因（第{last.edition}版仍可下载）。", "reason"
        )
    return why if last is not None else ""
