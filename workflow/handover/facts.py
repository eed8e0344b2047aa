"""What the facts ask for: parts held by post whose holder no longer sits there, or can no longer act."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from projects.ledger.models import Responsibility
from projects.ledger.models.responsibilities import ResponsibilityQuerySet
from projects.ledger.stages import Standing
from projects.people.models import Tenure
from workflow.handover.models import HandoverItem, ItemState

Key = tuple[UUID, UUID]
"""Post and leaving officer."""
PURSUED = (Standing.ACTIVE, Standing.SUSPENDED)


def stale_parts(on: date) -> ResponsibilityQuerySet:
    """Current parts held by post in projects not given up, whose officer has left the post or is disabled."""
    sits = Tenure.objects.current_on(on).filter(post=OuterRef("post"), officer=OuterRef("officer"))
    held = Responsibility.objects.current().filter(post__isnull=False, project__standing__in=PURSUED)
    return held.filter(~Exists(sits) | Q(officer__is_active=False))


def sitters(posts: Iterable[UUID], *, on: date) -> dict[UUID, UUID]:
    """Post → the active officer who sits there; of several the latest. Vacant posts are left out. One query."""
    seated = Tenure.objects.current_on(on).filter(post__in=set(posts), officer__is_active=True)
    return dict(seated.order_by("valid_from", "pk").values_list("post", "officer"))


def groups_on(on: date, *, only: Key | None = None) -> dict[Key, set[UUID]]:
    """Post and leaving officer → the parts to pass on. Without those the office has kept for the same sitter."""
    parts = stale_parts(on)
    if only:
        parts = parts.filter(post=only[0], officer=only[1])
    rows = list(parts.values_list("post", "officer", "pk"))
    seated = sitters((post for post, _, _ in rows), on=on)
    kept = _kept(part for _, _, part in rows)
    groups: dict[Key, set[UUID]] = defaultdict(set)
    for post, officer, part in rows:
        if seated.get(post) not in kept.get(part, ()):
            groups[post, officer].add(part)
    return dict(groups)


def _kept(parts: Iterable[UUID]) -> dict[UUID, set[UUID | None]]:
    """Part → the sitters (None: vacant) for whom the office has said that it does not pass on."""
    items = HandoverItem.objects.filter(responsibility__in=list(parts), state=ItemState.KEPT)
    kept: dict[UUID, set[UUID | None]] = defaultdict(set)
    for part, sitter in items.values_list("responsibility", "handover__sitter"):
        kept[part].add(sitter)
    return kept
