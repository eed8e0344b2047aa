"""督办: letters on the project or on its items that the visitor may know of, and talks."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from projects.people.roles import Permission
from workflow.desk.panels.base import Panel, Visit
from workflow.letters.models import Letter, Talk
from workflow.letters.queries.listing import WHO, lines_of
from workflow.letters.views.listed import TAGS


def _fill(visit: Visit) -> dict[str, Any]:
    rows = list(_rows(visit).select_related(*WHO))
    talks = Talk.objects.visible_to(visit.officer).filter(project=visit.project)
    return {
        "letters": [(line, TAGS[line.letter.state]) for line in lines_of(rows, on=visit.on, known=visit.worked)],
        "talks": talks.select_related("unit", "letter"),
        "may_write_letters": visit.officer.may(Permission.DISPATCH_WRITE),
    }


def _rows(visit: Visit) -> QuerySet[Letter]:
    return Letter.objects.visible_to(visit.officer).filter(project=visit.project)


PANEL = Panel("letters", "督办", "desk/tabs/_letters.html", _fill, _rows)
