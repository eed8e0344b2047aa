"""The sheet of who was there: the whole of it at once, one row a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from projects.audit.services import audited, record
from projects.errors import Invalid
from projects.lines import check_line
from projects.people.models import Officer
from workflow.dispatch.models import Meeting
from workflow.minutes.acts import Act
from workflow.minutes.kinds import LONGEST_NAME, LONGEST_REASON, MOST_GUESTS, PresenceState
from workflow.minutes.models import Minutes, Presence
from workflow.minutes.queries.seats import seat_of
from workflow.minutes.services.locks import check_text, check_version, locked_sitting, touch


@dataclass(frozen=True)
class Attended:
    """One line of the sheet. ``officer`` empty: a guest, by name and unit. ``deputy``: who came instead."""

    officer: Officer | None = None
    name: str = ""
    unit: str = ""
    state: str = PresenceState.ATTENDED
    reason: str = ""
    deputy: str = ""


@audited()
def record_attendance(
    meeting_id: UUID, rows: Sequence[Attended], *, by: Officer, now: datetime, expected_version: int | None = None
) -> list[Presence]:
    """Replace the sheet of a sitting by ``rows``, in their order. Names and posts are kept as of the day it sat.

    ``expected_version``: of the draft, of which the sheet is a part; None: whatever it is now, or before there is one.
    Refusals: ``NotAllowed``, ``Stale``, ``Conflict`` (``minutes_confirmed``), ``Invalid`` with the person's name in
    the sentence.
    """
    meeting = locked_sitting(meeting_id, by=by)
    if expected_version is not None:
        check_version(Minutes.objects.get(meeting=meeting), expected_version)
    if sum(row.officer is None for row in rows) > MOST_GUESTS:
        raise Invalid(f"临时增加的人员最多{MOST_GUESTS}名。", "guests")
    on = timezone.localdate(meeting.starts_at)
    made = [_row(meeting, row, place, on=on, by=by, now=now) for place, row in enumerate(rows, start=1)]
    _check_once(made)
    meeting.presences.all().delete()
    Presence.objects.bulk_create(made)
    touch(meeting, by=by, now=now)
    counts = "、".join(f"{label}{sum(one.state == state for one in made)}人" for state, label in PresenceState.choices)
    record(Act.ATTEND, meeting, by=by, now=now, detail=counts, name=meeting.title)
    return made


def _row(meeting: Meeting, row: Attended, place: int, *, on: date, by: Officer, now: datetime) -> Presence:
    who = row.officer.name if row.officer else check_line(row.name, "姓名", "name")
    if not who:
        raise Invalid("临时增加的人员请填写姓名，不需要的行请清空。", "name")
    if len(who) > LONGEST_NAME:
        raise Invalid(f"姓名最多{LONGEST_NAME}个字。", "name")
    if row.state not in PresenceState.values:
        raise Invalid(f"请选择{who}的出席情况。", "state")
    excused = row.state == PresenceState.EXCUSED
    reason = check_text(row.reason, f"{who}的请假事由", "reason", LONGEST_REASON) if excused else ""
    deputy = check_line(row.deputy, "代为出席", "deputy")[:LONGEST_NAME] if excused else ""
    unit = seat_of(row.officer, on) if row.officer else check_line(row.unit, "单位职务", "unit")
    return Presence(
        meeting=meeting,
        officer=row.officer,
        name=who,
        unit=unit[:80],
        state=row.state,
        reason=reason,
        deputy=deputy,
        position=place,
        noted_by=by,
        noted_at=now,
    )


def _check_once(rows: Sequence[Presence]) -> None:
    seen: set[object] = set()
    for row in rows:
        key: object = row.officer_id or (row.name, row.unit)
        if key in seen:
            raise Invalid(f"{row.name}登记了两次，请删去一行。", "name", "twice")
        seen.add(key)
