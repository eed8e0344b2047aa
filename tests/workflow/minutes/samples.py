"""Samples of meeting mode: a weekly sitting of 芜湖 that has begun, with two projects on its agenda."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from projects.people.models import Officer
from projects.people.roles import Role
from projects.people.services import add_officer
from tests.factories import PASSWORD, City, new_project, own_password
from tests.workflow.dispatch.sittings import at, weekly
from workflow.dispatch.models import AgendaEntry, Meeting
from workflow.dispatch.services import add_entry
from workflow.minutes.kinds import PresenceState
from workflow.minutes.models import Decision, Minutes
from workflow.minutes.services import (
    Attended,
    Due,
    confirm_minutes,
    draft_minutes,
    record_attendance,
    record_decision,
    send_minutes,
    submit_minutes,
)

SITTING = at(11, 23, 9)
"""Monday 23 November 2026, nine o'clock."""
DURING, AFTER = at(11, 23, 9, 30), at(11, 23, 15)


@dataclass
class Sitting:
    """The first sitting of the weekly series, and its two entries."""

    meeting: Meeting
    first: AgendaEntry
    second: AgendaEntry


def sitting(
    city: City, *, names: tuple[str, str] = ("光伏跟踪支架生产基地", "新能源汽车零部件项目"), **over: Any
) -> Sitting:
    """Called on 18 November for the 23rd; nothing was decided yet."""
    series = weekly(city, **over)
    meeting = series.meetings.order_by("number")[0]
    entries = [
        add_entry(meeting.pk, new_project(city, name=name).pk, detail="协调用地", by=city.dispatcher, now=at(11, 19))
        for name in names
    ]
    return Sitting(meeting, *entries)


def second_dispatcher(city: City, username: str = "zhudiao") -> Officer:
    """朱调, of the same office."""
    made = add_officer(
        city.departments["TC"],
        username=username,
        name="朱调",
        roles=[Role.DISPATCHER],
        email=f"{username}@luodi.example",
        password=PASSWORD,
        scope=city.city,
        by=None,
        now=at(11, 18),
    )
    own_password(made)
    return made


def decided(city: City, sat: Sitting, *, now: datetime = DURING, by: Officer | None = None, **over: Any) -> Decision:
    """繁昌区 leads, 工信局 helps, five working days."""
    values: dict[str, Any] = {
        "key": uuid4(),
        "text": "完成项目用地报批",
        "lead": city.district,
        "joint": [city.departments["GX"]],
        "due": Due(days=5, counting="working"),
        "entry_id": sat.first.pk,
        **over,
    }
    return record_decision(sat.meeting.pk, by=by or city.dispatcher, now=now, **values)


def attended(city: City, sat: Sitting, *, now: datetime = AFTER) -> None:
    """市长 chairs, 区长 is away and sends his deputy, a guest sits in."""
    rows = [
        Attended(city.leader),
        Attended(city.verifiers["sign"]),
        Attended(city.chief, state=PresenceState.EXCUSED, reason="外出招商", deputy="周副区长"),
        Attended(name="郑总", unit="中信博新能源", state=PresenceState.OBSERVED),
    ]
    record_attendance(sat.meeting.pk, rows, by=city.dispatcher, now=now)


def drafted(city: City, sat: Sitting, *, now: datetime = AFTER) -> Minutes:
    """Attendance noted and a draft begun."""
    attended(city, sat, now=now)
    return draft_minutes(sat.meeting.pk, by=city.dispatcher, now=now)


def confirmed(city: City, sat: Sitting, *, now: datetime = AFTER) -> Minutes:
    """One decision, handed to the chair, who confirms."""
    if not sat.meeting.decisions.exists():
        decided(city, sat)
    drafted(city, sat, now=now)
    submit_minutes(sat.meeting.pk, by=city.dispatcher, now=now)
    return confirm_minutes(sat.meeting.pk, by=city.leader, now=now)


def sent(city: City, sat: Sitting, *, now: datetime = AFTER) -> Minutes:
    """Confirmed and sent to everybody it may be sent to."""
    made = confirmed(city, sat, now=now)
    send_minutes(sat.meeting.pk, by=city.dispatcher, now=now)
    return made
