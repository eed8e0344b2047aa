"""Who is called to a sitting: the chair, the standing attendees, the chiefs of the projects on the agenda."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from projects.ledger.models import Responsibility
from projects.people.models import Officer
from workflow.dispatch.models import Attendee, Meeting


def call_people(meeting: Meeting, *, now: datetime) -> None:
    """Make the attendees agree with series and agenda. Who is no longer called keeps a row with ``removed_at``."""
    wanted = _wanted(meeting)
    present = {row.officer_id: row for row in meeting.attendees.all()}
    new = [Attendee(meeting=meeting, officer_id=officer, why=why, called_at=now)
           for officer, why in wanted.items() if officer not in present]  # fmt: skip
    Attendee.objects.bulk_create(new)
    for officer, row in present.items():
        _adjust(row, wanted.get(officer), now=now)


def _wanted(meeting: Meeting) -> dict[UUID, str]:
    """Officer → why; a chair who is also a chief is called as chair."""
    series = meeting.series
    projects = meeting.agenda.current().values("project")
    chiefs = Responsibility.objects.current().chiefs().filter(project__in=projects)
    wanted: dict[UUID, str] = dict.fromkeys(chiefs.values_list("officer", flat=True), Attendee.Why.CHIEF)
    standing = series.standing_attendees.values_list("pk", flat=True)
    wanted.update(dict.fromkeys(standing, Attendee.Why.STANDING))
    if series.chair_id:
        wanted[series.chair_id] = Attendee.Why.CHAIR
    active = Officer.objects.people().filter(is_active=True, pk__in=wanted).values_list("pk", flat=True)
    return {officer: wanted[officer] for officer in active}


def _adjust(row: Attendee, why: str | None, *, now: datetime) -> None:
    before = (row.why, row.called_at, row.removed_at)
    if why is None:
        row.removed_at = row.removed_at or now
    else:
        if row.removed_at is not None:
            row.called_at, row.removed_at = now, None
        row.why = why
    if before != (row.why, row.called_at, row.removed_at):
        row.save(update_fields=["why", "called_at", "removed_at"])
