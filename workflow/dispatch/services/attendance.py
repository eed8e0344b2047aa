"""Who is called to a sitting: chair, standing attendees, members of the body, chiefs of entries, units that report."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from projects.ledger.models import Responsibility
from projects.people.models import Membership, Officer, Part, Tenure
from workflow.dispatch.models import Attendee, MaterialRequest, Meeting, Series


def call_people(meeting: Meeting, *, now: datetime) -> bool:
    """Make the attendees agree with series and agenda; was anything different?

    Who is no longer called keeps a row with ``removed_at``.
    """
    wanted = _wanted(meeting)
    present = {row.officer_id: row for row in meeting.attendees.all()}
    new = [Attendee(meeting=meeting, officer_id=officer, why=why, called_at=now)
           for officer, why in wanted.items() if officer not in present]  # fmt: skip
    Attendee.objects.bulk_create(new)
    adjusted = [_adjust(row, wanted.get(officer), now=now) for officer, row in present.items()]
    return bool(new) or any(adjusted)


def _wanted(meeting: Meeting) -> dict[UUID, str]:
    """Officer → why; a chair who is also a chief is called as chair. Series that were merged into it bring theirs."""
    series = meeting.series
    projects = meeting.agenda.current().values("project")
    chiefs = Responsibility.objects.current().chiefs().filter(project__in=projects)
    wanted: dict[UUID, str] = dict.fromkeys(_of_units(meeting), Attendee.Why.UNIT)
    wanted.update(dict.fromkeys(chiefs.values_list("officer", flat=True), Attendee.Why.CHIEF))
    for other in Series.objects.filter(meetings__merged_into=meeting).distinct():
        wanted.update(_of_series(other))
        wanted.update({other.chair_id: Attendee.Why.STANDING} if other.chair_id else {})
    wanted.update(_of_series(series))
    if series.chair_id:
        wanted[series.chair_id] = Attendee.Why.CHAIR
    active = Officer.objects.people().filter(is_active=True, pk__in=wanted).values_list("pk", flat=True)
    return {officer: wanted[officer] for officer in active}


def _of_series(series: Series) -> dict[UUID, str]:
    """Standing attendees, and the members of the body; its liaisons are told by their members."""
    called: dict[UUID, str] = {}
    if series.body_id:
        members = Membership.objects.current().filter(body=series.body_id).exclude(part=Part.LIAISON)
        called.update(dict.fromkeys(members.values_list("officer", flat=True), Attendee.Why.MEMBER))
    called.update(dict.fromkeys(series.standing_attendees.values_list("pk", flat=True), Attendee.Why.STANDING))
    return called


def _of_units(meeting: Meeting) -> list[UUID]:
    """The principals 主要负责人 of units that report on an entry."""
    if meeting.series.materials_workdays is None:
        return []
    units = MaterialRequest.objects.standing().filter(entry__meeting=meeting).values("organisation")
    seats = Tenure.objects.filter(post__organisation__in=units, post__is_principal=True, valid_to__isnull=True)
    return list(seats.values_list("officer", flat=True))


def _adjust(row: Attendee, why: str | None, *, now: datetime) -> bool:
    before = (row.why, row.called_at, row.removed_at)
    if why is None:
        row.removed_at = row.removed_at or now
    else:
        if row.removed_at is not None:
            row.called_at, row.removed_at = now, None
        row.why = why
    differs = before != (row.why, row.called_at, row.removed_at)
    if differs:
        row.save(update_fields=["why", "called_at", "removed_at"])
    return differs
