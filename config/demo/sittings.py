"""周调度 and 月调度 of the five cities: series begun ten weeks ago, held since, and called ahead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from config.demo.diary import Diary
from config.demo.places import CITIES, Places
from config.demo.plans import office_hour
from config.demo.staff import Staff
from projects.people.models import Officer
from workflow.dispatch.models import HolidayPolicy, Meeting, MeetingState, MonthlyRule, SeriesKind
from workflow.dispatch.services import (
    cancel_meeting,
    create_series,
    hold_meeting,
    move_meeting,
    plan_meetings,
    update_series,
)

DAYS_BACK = 70
PLANNING_WEEKDAY = 0
"""Mondays: every agenda is renewed in the week of its sitting."""
MOVED_BACK, CANCELLED_BACK = 37, 23
"""Days before the load on which the dispatcher of the home city moves, and calls off, the next weekly sitting."""
HOME_CITY = "340200"


@dataclass
class Sittings:
    """Writes the meetings into the diary."""

    places: Places
    staff: Staff
    diary: Diary

    def tell(self, *, now: datetime, today: date) -> None:
        """Series first, then one look on every planning day."""
        first = today - timedelta(days=DAYS_BACK)
        for place, city in enumerate(CITIES):
            self.diary.write(office_hour(first, place), partial(self._begin, city, place))
        for ago in range(DAYS_BACK - 3, 1, -1):
            day = today - timedelta(days=ago)
            if day.weekday() == PLANNING_WEEKDAY:
                self.diary.write(datetime.combine(day, time(7, 30), now.tzinfo), self._look)
        self.diary.write(office_hour(today - timedelta(days=MOVED_BACK), 30, back=True), self._move)
        self.diary.write(office_hour(today - timedelta(days=CANCELLED_BACK), 30, back=True), self._cancel)
        self.diary.write(now - timedelta(hours=25), self._look)
        self.diary.write(now, self._join)

    def _begin(self, city: str, place: int, now: datetime) -> None:
        root, by = self.places.by_code[city], self.staff.dispatchers[city]
        shared = {
            "organisation": root,
            "holiday_policy": HolidayPolicy.NEXT,
            "chair": self.staff.leaders[city],
            "standing_attendees": [self.staff.verifiers[city, key] for key in ("TC", "GX")],
            "starts_on": now.date(),
        }
        weekly = {"kind": SeriesKind.WEEKLY, "weekday": place + 1, "time": time(9), "place": "示例第一会议室"}
        monthly = {"kind": SeriesKind.MONTHLY, "time": time(15), "place": "示例第二会议室"}
        rule = (
            {"monthly_rule": MonthlyRule.DAY, "day": 25}
            if place % 2
            else {"monthly_rule": MonthlyRule.NTH, "nth": 1, "weekday": 2 + place // 2}
        )
        create_series({**shared, **weekly, "name": f"{root.name}重大项目周调度"}, by=by, now=now)
        create_series({**shared, **monthly, **rule, "name": f"{root.name}重大项目月调度"}, by=by, now=now)

    def _look(self, now: datetime) -> None:
        """What the dispatchers and the system's tick do on a morning: mark what was held, plan what comes."""
        for meeting in Meeting.objects.filter(state=MeetingState.CALLED, starts_at__lt=now).order_by("starts_at"):
            hold_meeting(meeting.pk, by=self._dispatcher(meeting), now=now)
        plan_meetings(now)

    def _dispatcher(self, meeting: Meeting) -> Officer:
        return self.staff.dispatchers[meeting.series.organisation.code]

    def _join(self, now: datetime) -> None:
        """Every dispatcher joins the own weekly meeting: the first invitations a fresh demo sends."""
        for city in CITIES:
            by = self.staff.dispatchers[city]
            series = self.places.by_code[city].series.get(kind=SeriesKind.WEEKLY)
            update_series(series.pk, {"standing_attendees": [*series.standing_attendees.all(), by]}, by=by, now=now)

    def _next_weekly(self, now: datetime) -> Meeting:
        series = self.places.by_code[HOME_CITY].series.get(kind=SeriesKind.WEEKLY)
        return series.meetings.ahead(now).order_by("starts_at")[0]

    def _move(self, now: datetime) -> None:
        meeting = self._next_weekly(now)
        move_meeting(
            meeting.pk,
            starts_at=meeting.starts_at + timedelta(hours=5),
            reason="示例：与市政府常务会议时间冲突",
            by=self._dispatcher(meeting),
            now=now,
        )

    def _cancel(self, now: datetime) -> None:
        meeting = self._next_weekly(now)
        cancel_meeting(meeting.pk, reason="示例：本周集中开工活动", by=self._dispatcher(meeting), now=now)
