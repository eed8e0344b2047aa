"""会前征询: lists of what is asked of whom."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q, QuerySet

from projects.people.models import Officer
from projects.people.roles import Permission
from workflow.dispatch.models import MaterialRequest
from workflow.steps.models import spoken_for

FILTERS = (("waiting", "待报送"), ("late", "逾期未报"), ("answered", "已报送"))
SHOWN = ("entry__project", "entry__meeting__series__organisation", "organisation", "asked_by")


def listed(officer: Officer, shown: str, *, on: date) -> QuerySet[MaterialRequest]:
    """``shown``: one of ``FILTERS``. Of units that the officer speaks for; a dispatcher sees the whole territory."""
    mine = MaterialRequest.objects.asked_of(officer)
    root = officer.scope_root
    if officer.may(Permission.DISPATCH_WRITE) and root is not None:
        organised = Q(entry__meeting__series__organisation__path__startswith=root.path)
        mine = MaterialRequest.objects.filter(Q(pk__in=mine.values("pk")) | organised)
    found = mine.select_related(*SHOWN).annotate(files=Count("answers__files"))
    if shown == "answered":
        return found.standing().filter(answered_at__isnull=False).order_by("-answered_at", "id")
    waiting = found.open().order_by("due_on", "organisation__path", "entry__position", "id")
    return waiting.filter(due_on__lt=on) if shown == "late" else waiting


def waiting_for(officer: Officer) -> QuerySet[MaterialRequest]:
    """What the units in whose name the officer answers still owe, the nearest deadline first: for a to-do list.

    Not what those below them owe, though the officer could answer for them too: that is on the list of the page.
    """
    own = spoken_for(officer.organisation) if officer.organisation else []
    found = MaterialRequest.objects.asked_of(officer).open().filter(organisation__path__in=own)
    return found.select_related(*SHOWN).order_by("due_on", "id")
