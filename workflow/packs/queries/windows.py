"""The period a pack looks back on: from the last sitting's own cut-off, so that nothing falls between two packs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from projects.errors import Invalid
from workflow.dispatch.models import Meeting, MeetingState
from workflow.dispatch.queries import since
from workflow.packs.models import Pack

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Window:
    """What was recorded after ``since`` and up to ``cut_off``, that instant included."""

    since: datetime
    cut_off: datetime
    said: str

    @property
    def on(self) -> date:
        """The day of the cut-off."""
        return timezone.localdate(self.cut_off)

    @property
    def since_on(self) -> date:
        """The day of the begin."""
        return timezone.localdate(self.since)

    @property
    def before(self) -> datetime:
        """The first instant that no longer counts (times are kept to the microsecond)."""
        return self.cut_off + _INSTANT

    @property
    def since_before(self) -> datetime:
        """The same of the begin."""
        return self.since + _INSTANT

    def has(self, at: datetime | None) -> bool:
        """Was it recorded in the period?"""
        return at is not None and self.since < at <= self.cut_off


def window_of(meeting: Meeting, cut_off: datetime) -> Window:
    """The period of ``meeting``'s pack. ``Invalid`` where it would be empty. At most three queries."""
    begin, said = _begin(meeting)
    if cut_off <= begin:
        raise Invalid(f"数据截止时间须晚于{said}，请改晚一些。", "cut_off")
    return Window(begin, cut_off, said)


def _begin(meeting: Meeting) -> tuple[datetime, str]:
    earlier = Meeting.objects.filter(series=meeting.series_id, starts_at__lt=meeting.starts_at)
    last = earlier.exclude(state=MeetingState.CANCELLED).order_by("-starts_at", "-pk").first()
    if last is None:
        begin = since(meeting)
        return begin, f"本系列第一个周期的起点（{when(begin)}）"
    pack = Pack.objects.filter(meeting=last).latest_first().only("cut_off").first()
    if pack is not None:
        return pack.cut_off, f"第{last.number}次会议的材料截止时间（{when(pack.cut_off)}）"
    return last.starts_at, f"第{last.number}次会议（{when(last.starts_at)}）"


def when(at: datetime) -> str:
    """2026年11月16日 9:00"""
    local = timezone.localtime(at)
    return f"{local.year}年{local.month}月{local.day}日 {local.hour}:{local.minute:02d}"
