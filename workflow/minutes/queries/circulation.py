"""To whom minutes are sent, and what waits for an officer."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from projects.people.models import Officer, Organisation
from projects.people.roles import Permission
from workflow.dispatch.models import Meeting
from workflow.minutes.kinds import MinutesState
from workflow.minutes.models import Decision, Minutes, Receipt


@dataclass(frozen=True)
class Receiver:
    """Somebody to whom the minutes may be sent. ``unit``: of which they receive it, empty for a participant."""

    officer: Officer
    unit: Organisation | None
    why: str
    has_it: bool = False


def receivers_of(minutes: Minutes) -> list[Receiver]:
    """Those called or noted present, then people of the lead and co-operating units who take part in dispatch."""
    meeting = minutes.meeting
    had = set(minutes.receipts.values_list("officer", flat=True))
    took_part = Q(attendances__meeting=meeting, attendances__removed_at__isnull=True)
    took_part |= Q(pk__in=meeting.presences.filter(officer__isnull=False).values("officer"))
    people = Officer.objects.people().filter(is_active=True)
    present = people.filter(took_part).select_related("organisation").distinct().order_by("name", "pk")
    found = {one.pk: Receiver(one, None, "参会人", one.pk in had) for one in present}
    for one in _of_units(minutes, people):
        found.setdefault(one.officer.pk, Receiver(one.officer, one.unit, one.why, one.officer.pk in had))
    return list(found.values())


def _of_units(minutes: Minutes, people: QuerySet[Officer]) -> list[Receiver]:
    """People who sit in a unit with a task, with the role it is there for."""
    tasks = Decision.objects.standing().filter(meeting=minutes.meeting_id)
    lead: set[UUID] = set(tasks.values_list("lead", flat=True))
    joint: set[UUID] = {pk for pk in tasks.values_list("joint", flat=True) if pk}
    seated = people.filter(organisation__in=lead | joint).select_related("organisation").prefetch_related("roles")
    return [
        Receiver(one, one.organisation, "牵头单位" if one.organisation_id in lead else "配合单位")
        for one in seated.order_by("organisation__path", "name", "pk")
        if one.may(Permission.DISPATCH_READ)
    ]


def open_receipts(officer: Officer) -> QuerySet[Receipt]:
    """Minutes sent to the officer and not acknowledged, the oldest first."""
    mine = Receipt.objects.filter(officer=officer, acknowledged_at__isnull=True)
    return mine.select_related("minutes__meeting__series").order_by("sent_at", "pk")


def to_confirm(officer: Officer) -> QuerySet[Minutes]:
    """Drafts handed to the officer as the chair."""
    waiting = Minutes.objects.filter(state=MinutesState.SUBMITTED, meeting__series__chair=officer)
    return waiting.select_related("meeting__series").order_by("submitted_at", "pk")


def to_write(officer: Officer) -> QuerySet[Meeting]:
    """Sittings held by the officer's office whose decisions stand in no confirmed minutes yet, the oldest first."""
    root = officer.scope_root
    if root is None or not officer.may(Permission.DISPATCH_WRITE):
        return Meeting.objects.none()
    mine = Meeting.objects.filter(series__organisation__path__startswith=root.path)
    decided = Decision.objects.standing().values("meeting")
    open_ = mine.filter(pk__in=decided).exclude(minutes__state=MinutesState.CONFIRMED)
    return open_.exclude(minutes__state=MinutesState.SUBMITTED).select_related("series").order_by("starts_at", "pk")


def to_send(officer: Officer) -> QuerySet[Minutes]:
    """Confirmed minutes of the officer's office that were sent to nobody yet."""
    root = officer.scope_root
    if root is None or not officer.may(Permission.DISPATCH_WRITE):
        return Minutes.objects.none()
    mine = Minutes.objects.filter(meeting__series__organisation__path__startswith=root.path)
    unsent = mine.filter(state=MinutesState.CONFIRMED, receipts__isnull=True)
    return unsent.select_related("meeting__series").order_by("confirmed_at", "pk")
