"""Who sees more than a dispatcher does, so that this room need not know why: asked of the rooms above.

A letter names what its recipient sees; whoever may not see all of that may not read the letter either.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from projects.people.models import Officer, Organisation
from projects.people.roles import Permission

SeesMore = Callable[[Officer], QuerySet[Any, Any]]
"""Officer → identifiers of the people who see something that the officer does not."""

_ASKED: dict[str, SeesMore] = {}


def register(name: str, sees_more: SeesMore) -> None:
    """Make a reason known. The same name again replaces it."""
    _ASKED[name] = sees_more


def recipient_sees_more(officer: Officer) -> Q:
    """Occurrences whose recipient sees more than ``officer``."""
    found = Q(pk__in=[])
    for sees_more in _ASKED.values():
        found |= Q(recipient__in=sees_more(officer))
    return found


def people_read_by(officer: Officer) -> QuerySet[Officer]:
    """Whose reminders the officer may look into: one's own; a dispatcher those of the own subtree who see no more."""
    own = Q(pk=officer.pk)
    root = officer.scope_root
    if root is not None and officer.may(Permission.DISPATCH_WRITE):
        inside = Organisation.objects.under(root)
        below = Q(organisation__in=inside) & (Q(scope__isnull=True) | Q(scope__in=inside))
        for sees_more in _ASKED.values():
            below &= ~Q(pk__in=sees_more(officer))
        own |= below
    return Officer.objects.people().filter(own)
