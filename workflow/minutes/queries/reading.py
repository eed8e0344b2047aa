"""What of a sitting's decisions and minutes an officer reads."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from projects.errors import NotFound
from projects.people.models import Officer
from projects.rows import one_or_none
from workflow.dispatch.models import Meeting
from workflow.minutes.kinds import MinutesState
from workflow.minutes.models import Decision, Minutes, Receipt
from workflow.minutes.policies import may_edit, reads_whole

_WHOLE = ("lead", "officer", "project", "entry", "item", "recorded_by", "dropped_by")


def sitting_of(meeting_id: UUID, officer: Officer) -> Meeting:
    """The visible sitting, or ``NotFound``."""
    visible = Meeting.objects.visible_to(officer).select_related("series__organisation", "series__chair")
    found = one_or_none(visible.filter(pk=meeting_id))
    if found is None:
        raise NotFound("没有找到这次调度会，或它不在您的查看范围内。")
    return found


def minutes_of(meeting: Meeting, officer: Officer) -> Minutes | None:
    """The minutes as the officer may have them: a draft for its writers, confirmed ones for whoever reads all."""
    found = Minutes.objects.filter(meeting=meeting).select_related("confirmed_by", "updated_by", "created_by").first()
    if found is None:
        return None
    found.meeting = meeting
    if found.is_confirmed:
        return found if reads_whole(meeting, officer) else None
    return found if may_edit(meeting, officer) else None


def decisions_of(meeting: Meeting, officer: Officer, *, dropped: bool = False) -> QuerySet[Decision]:
    """In the order of recording: all for whoever reads the whole, else those that concern the officer.

    Before the minutes are confirmed only their writers read decisions: nothing is settled yet.
    """
    found = Decision.objects.filter(meeting=meeting) if dropped else Decision.objects.standing().filter(meeting=meeting)
    found = found.select_related(*_WHOLE).prefetch_related("joint").order_by("number")
    if may_edit(meeting, officer):
        return found
    return found if reads_whole(meeting, officer) else found.filter(pk__in=Decision.objects.visible_to(officer))


@dataclass(frozen=True)
class Line:
    """Minutes in a list. ``receipt``: the officer's own, where it was sent to him."""

    minutes: Minutes
    receipt: Receipt | None


def visible_minutes(officer: Officer) -> QuerySet[Minutes]:
    """Confirmed ones that were sent to the officer, of sittings he was called to, or of his territory; own drafts."""
    seen = Meeting.objects.visible_to(officer)
    root = officer.scope_root
    if root is None:
        return Minutes.objects.none()
    own = Q(meeting__series__organisation__path__startswith=root.path)
    mine = own | Q(receipts__officer=officer) | Q(meeting__series__chair=officer)
    mine |= Q(pk__in=Minutes.objects.filter(meeting__attendees__officer=officer,
                                            meeting__attendees__removed_at__isnull=True).values("pk"))  # fmt: skip
    shown = Q(state=MinutesState.CONFIRMED)
    if officer.may("dispatch:write"):
        shown |= own
    shown |= Q(meeting__series__chair=officer)
    found = Minutes.objects.filter(mine, shown, meeting__in=seen).distinct()
    return found.select_related("meeting__series__organisation").order_by("-meeting__starts_at", "-pk")
