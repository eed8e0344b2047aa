"""What meeting mode shows: one slide a project, all of it at once, so that the network may drop afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.dateparse import parse_datetime

from projects.errors import Conflict, Invalid
from projects.ledger.models import Project
from projects.people.models import Officer, Organisation
from projects.people.roles import Permission
from workflow.dispatch.models import AgendaEntry, Meeting, MeetingState
from workflow.minutes.models import Decision
from workflow.packs.content import Change, PackContent, Page
from workflow.packs.kinds import ChangeKind
from workflow.packs.models import Pack
from workflow.packs.queries.building import Stamp, build_content
from workflow.packs.queries.windows import window_of

PRESET_MINUTES = 8
"""Agreed minutes of an entry for which nobody agreed any."""
MOST_EARLIER, MOST_NEWS = 4, 4


@dataclass(frozen=True)
class Slide:
    """One entry. ``earlier``: what former sittings decided about the project and is not done yet."""

    entry: AgendaEntry
    place: int
    page: Page
    minutes: int
    earlier: list[Decision] = field(default_factory=list)

    @property
    def news(self) -> tuple[Change, ...]:
        """What has changed since the last sitting; items stand in a list of their own."""
        return tuple(one for one in self.page.changes if one.kind != ChangeKind.ITEM)[:MOST_NEWS]


@dataclass(frozen=True)
class Room:
    """Every slide; ``cut_off``: as of when; ``is_partial``: projects that the visitor may not see are left out."""

    slides: list[Slide]
    cut_off: datetime | None
    since_said: str
    is_partial: bool

    @property
    def minutes(self) -> int:
        """Agreed minutes of all entries."""
        return sum(slide.minutes for slide in self.slides)


def room_of(meeting: Meeting, officer: Officer, *, now: datetime) -> Room:
    """The slides that the officer may see. ``Conflict`` before the sitting that comes first is over."""
    entries = list(meeting.agenda.current().select_related("project", "agreed_time").order_by("position", "pk"))
    seen = set(Project.objects.visible_to(officer).filter(pk__in=[one.project_id for one in entries])
               .values_list("pk", flat=True))  # fmt: skip
    content = _content(meeting, {str(one.project_id) for one in entries}, now=now)
    pages = {page.project: page for page in content.pages}
    earlier = _earlier(meeting, seen)
    shown = [one for one in entries if one.project_id in seen and str(one.project_id) in pages]
    slides = [
        Slide(one, place, pages[str(one.project_id)], agreed(one), earlier.get(one.project_id, [])[:MOST_EARLIER])
        for place, one in enumerate(shown, 1)
    ]
    return Room(slides, parse_datetime(content.head.cut_off), content.head.since_said, len(shown) < len(entries))


def agreed(entry: AgendaEntry) -> int:
    """Agreed minutes of an entry."""
    time = getattr(entry, "agreed_time", None)
    return time.minutes if time is not None else PRESET_MINUTES


def _content(meeting: Meeting, projects: set[str], *, now: datetime) -> PackContent:
    """As it is now; of a sitting that is over, as in the material that was handed out if it spoke of all of them."""
    if meeting.state == MeetingState.HELD:
        pack = Pack.objects.filter(meeting=meeting).latest_first().first()
        if pack is not None and projects <= set(pack.said.projects):
            return pack.said
    try:
        window = window_of(meeting, now)
    except Invalid as refused:
        raise Conflict("上一次会议还没有召开，会后才能打开这次会议的会议模式。", "room_early") from refused
    return build_content(meeting, window, Stamp(edition=0, by=None, now=now, reason=""))


def _earlier(meeting: Meeting, projects: set[UUID]) -> dict[UUID, list[Decision]]:
    rows = Decision.objects.standing().filter(project__in=projects, meeting__series=meeting.series_id)
    rows = rows.filter(meeting__starts_at__lt=meeting.starts_at, item__closed_at__isnull=True)
    found: dict[UUID, list[Decision]] = {}
    for one in rows.select_related("item", "lead", "meeting__series").order_by("-meeting__starts_at", "number"):
        if one.project_id is not None:
            found.setdefault(one.project_id, []).append(one)
    return found


def choices_for(officer: Officer) -> dict[str, list[dict[str, str]]]:
    """Units and people that a decision may name, for the lists that the page keeps."""
    units = Organisation.objects.visible_to(officer).order_by("path")
    people = Officer.objects.visible_to(officer).filter(is_active=True, kind=Officer.Kind.PERSON)
    people = people.select_related("organisation").prefetch_related("roles").order_by("organisation__path", "name")
    return {
        "units": [{"id": str(one.pk), "label": one.label} for one in units],
        "officers": [
            {"id": str(one.pk), "label": f"{one.name}　{one.organisation.label if one.organisation else ''}"}
            for one in people
            if one.may(Permission.DISPATCH_READ)
        ],
    }
