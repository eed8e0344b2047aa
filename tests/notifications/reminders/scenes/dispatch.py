"""Sittings: called, moved, cancelled; material that is asked; minutes; a pack; somebody who says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from projects.ledger.services import assign
from tests.factories import NOW, TODAY, City, new_project
from tests.notifications.receipts.samples import DEADLINE, called_to_meeting
from tests.notifications.reminders.samples import at, call, meeting_at, weekly_series
from tests.workflow.dispatch.samples import first, ruled
from tests.workflow.minutes import samples as minutes_samples
from tests.workflow.packs import samples as packs_samples
from workflow.dispatch.models import Meeting
from workflow.dispatch.services import add_entry, cancel_meeting, move_meeting
from workflow.minutes.services import confirm_minutes, send_minutes, submit_minutes

MINUTE = timedelta(minutes=1)


def _sitting(city: City) -> Meeting:
    """On Friday 27 November, called on Wednesday 18; its agenda names a project of 张区长."""
    meeting = meeting_at(weekly_series(city), at(11, 27), called_at=NOW)
    meeting.series.standing_attendees.add(city.clerk)
    for officer in (city.clerk, city.chief):
        call(meeting, officer, when=NOW, why="chief" if officer == city.chief else "standing")
    project = new_project(city, name="年产20万套新能源汽车热管理系统总成项目", now=NOW - timedelta(days=1))
    assign(project.pk, role="chief", post=city.chief_post, valid_from=TODAY, basis="示例文件", by=city.dispatcher,
           now=NOW)  # fmt: skip
    add_entry(meeting.pk, project.pk, detail="协调用地指标", by=city.dispatcher, now=NOW)
    return meeting


def called(city: City) -> Iterator[datetime]:
    """Called, then the three leads."""
    _sitting(city)
    yield NOW + MINUTE
    yield from (at(11, 24), at(11, 26), at(11, 27, 8))


def moved(city: City) -> Iterator[datetime]:
    """Called; moved; one is no longer wanted; cancelled."""
    meeting = _sitting(city)
    yield NOW + MINUTE
    later = NOW + timedelta(hours=2)
    move_meeting(meeting.pk, starts_at=at(11, 28, 14), reason="省里来调研", by=city.dispatcher, now=later)
    yield later + MINUTE
    meeting.attendees.filter(officer=city.clerk).update(removed_at=later + 2 * MINUTE)
    yield later + 3 * MINUTE
    cancel_meeting(
        meeting.pk, reason="因防汛工作需要，会议取消，另行通知。", by=city.dispatcher, now=later + 4 * MINUTE
    )
    yield later + 5 * MINUTE


def materials(city: City) -> Iterator[datetime]:
    """For the sitting of Wednesday 25: asked for Monday 23, reminded on Friday, late on Tuesday."""
    meeting = first(ruled(city, materials_workdays=2, weekday=3))
    project = new_project(city, name="要汇报的项目")
    add_entry(meeting.pk, project.pk, detail="缺地", by=city.dispatcher, now=NOW)
    yield NOW + MINUTE
    yield from (at(11, 20), at(11, 24))


def minutes(city: City) -> Iterator[datetime]:
    """Drafted after the sitting of the 23rd, handed to the chair, late on the 24th, sent, not acknowledged."""
    sat = minutes_samples.sitting(city)
    minutes_samples.decided(city, sat)
    minutes_samples.drafted(city, sat)
    submit_minutes(sat.meeting.pk, by=city.dispatcher, now=at(11, 23, 16))
    yield at(11, 23, 16, 1)
    yield at(11, 24)
    confirm_minutes(sat.meeting.pk, by=city.leader, now=at(11, 24, 10))
    send_minutes(sat.meeting.pk, by=city.dispatcher, now=at(11, 24, 11))
    yield at(11, 24, 11, 1)
    yield from (at(month, day) for month, day in ((11, 25), (11, 26), (11, 27), (11, 30), (12, 1)))


def pack(city: City) -> Iterator[datetime]:
    """Frozen on Friday 20 November for the sitting of the 23rd."""
    packs_samples.two_projects(city)
    packs_samples.frozen(city, packs_samples.sitting(city))
    yield packs_samples.FREEZE + MINUTE


def silent(city: City) -> Iterator[datetime]:
    """李填 does not say that he knows of a sitting."""
    called_to_meeting(city, city.clerk)
    yield DEADLINE + MINUTE
