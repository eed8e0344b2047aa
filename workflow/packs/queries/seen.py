"""What of a frozen pack somebody may read: all of it, or an excerpt 节选 of the projects that he sees."""

from __future__ import annotations

from uuid import UUID

from projects.errors import NotFound
from projects.ledger.models import Project
from projects.people.models import Officer
from projects.rows import one_or_none
from workflow.dispatch.models import Meeting
from workflow.dispatch.queries import region_of
from workflow.items.models import Item
from workflow.packs.content import PackContent
from workflow.packs.excerpts import excerpt_of, items_of
from workflow.packs.models import Pack


def covers(meeting: Meeting, officer: Officer) -> bool:
    """Does the officer's scope hold the region of the meeting? Only then are its figures his."""
    root = officer.scope_root
    return root is not None and root.contains(region_of(meeting.series))


def seen_content(pack: Pack, officer: Officer) -> PackContent:
    """The pack as this officer may read it. Who sees the whole region and every project in it reads all of it.

    Sight is that of today: whoever has left the region since reads of the old packs what he may still see.
    """
    content = pack.said
    wanted = content.projects
    visible = Project.objects.visible_to(officer).filter(pk__in=[UUID(key) for key in wanted])
    seen = {str(key) for key in visible.values_list("pk", flat=True)}
    if covers(pack.meeting, officer) and seen >= set(wanted):
        return content
    known = Item.objects.visible_to(officer).filter(pk__in=[UUID(key) for key in items_of(content)])
    return excerpt_of(content, seen, {str(key) for key in known.values_list("pk", flat=True)})


def visible_pack(officer: Officer, pack_id: UUID) -> Pack:
    """The pack of a sitting that the officer sees, or ``NotFound``."""
    related = Pack.objects.visible_to(officer).select_related("meeting__series__organisation", "frozen_by")
    found = one_or_none(related.filter(pk=pack_id))
    if found is None:
        raise NotFound("没有找到这份会议材料，或它不在您的查看范围内。")
    return found


def latest_pack(officer: Officer, meeting_id: UUID) -> Pack:
    """The newest edition of a sitting that the officer sees, or ``NotFound``: nothing is frozen yet, or not his."""
    related = Pack.objects.visible_to(officer).select_related("meeting__series__organisation", "frozen_by")
    found = related.filter(meeting=meeting_id).latest_first().first()
    if found is None:
        raise NotFound("这次调度会还没有定稿的会议材料，或它不在您的查看范围内。")
    return found


def visible_meeting(officer: Officer, meeting_id: UUID) -> Meeting:
    """The sitting, or ``NotFound``."""
    related = Meeting.objects.visible_to(officer).select_related("series__organisation", "series__chair")
    found = one_or_none(related.filter(pk=meeting_id))
    if found is None:
        raise NotFound("没有找到这次调度会，或它不在您的查看范围内。")
    return found
