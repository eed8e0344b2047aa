"""交办: the project's items that the visitor may see. The number beside the tab counts the open ones."""

from __future__ import annotations

from typing import Any

from projects.people.roles import Permission
from workflow.desk.panels.base import Panel, Visit
from workflow.items.models import Item, ItemQuerySet
from workflow.items.queries import by_urgency, lines_of
from workflow.items.queries.lights import with_light


def _fill(visit: Visit) -> dict[str, Any]:
    seen = Item.objects.visible_to(visit.officer).filter(project=visit.project)
    rows = list(by_urgency(with_light(seen, on=visit.on, known=visit.worked)).with_units())
    return {
        "item_lines": lines_of(rows, on=visit.on, known=visit.worked),
        "may_issue": visit.officer.may(Permission.DISPATCH_WRITE) and visit.officer.scope_root is not None,
    }


def _rows(visit: Visit) -> ItemQuerySet:
    return Item.objects.visible_to(visit.officer).filter(project=visit.project).open()


PANEL = Panel("items", "交办", "desk/tabs/_items.html", _fill, _rows)
