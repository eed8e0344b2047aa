"""People with a part in a project that somebody else does not see: their letters are not for that one to read."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from projects.ledger.models import Project, Responsibility
from projects.people.models import Officer
from workflow.items.models import Item


def with_part_elsewhere(officer: Officer) -> QuerySet[Any, Any]:
    """Who has, or had, a responsibility in a project out of the officer's sight, or stood in for one who has."""
    elsewhere = Responsibility.objects.exclude(project__in=Project.objects.visible_to(officer))
    held = elsewhere.values("officer")
    return Officer.objects.filter(Q(pk__in=held) | Q(deputising__principal__in=held)).values("pk")


def with_item_elsewhere(officer: Officer) -> QuerySet[Any, Any]:
    """Who is named in, or signed for, an action item out of the officer's sight."""
    elsewhere = Item.objects.exclude(pk__in=Item.objects.visible_to(officer).values("pk"))
    return Officer.objects.filter(
        Q(pk__in=elsewhere.values("officer")) | Q(pk__in=elsewhere.values("signed_by"))
    ).values("pk")
