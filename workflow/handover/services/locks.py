"""Locks, versions and history. Always the post first, then its handover, then projects in the order of their keys."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from projects.audit.services import Difference, record
from projects.errors import NotFound, Stale
from projects.people.models import Officer, Post
from workflow.handover.acts import Act
from workflow.handover.models import Handover, HandoverEvent, HandoverState


def lock_handover(handover_id: UUID, *, by: Officer, now: datetime, expected_version: int | None) -> Handover:
    """The handover, locked with its post. ``NotFound`` outside one's sight, ``Stale`` on an older version."""
    seen = Handover.objects.visible_to(by, on=timezone.localdate(now)).filter(pk=handover_id)
    post = seen.values_list("post", flat=True).first()
    if post is None:
        raise NotFound("没有找到这项交接，或它不在您的查看范围内。")
    lock_post(post)
    related = ("post__organisation", "predecessor", "sitter", "successor")
    held = Handover.objects.select_for_update(of=("self",), no_key=True).select_related(*related).get(pk=handover_id)
    if expected_version is not None and held.version != expected_version:
        raise Stale()
    return held


def lock_post(post_id: UUID) -> Post:
    """All that happens to the handovers of one post happens one after the other."""
    return Post.objects.select_for_update(no_key=True).get(pk=post_id)


def save(handover: Handover, *, now: datetime) -> None:
    """Save with the next version."""
    handover.version += 1
    handover.updated_at = now
    handover.save()


def move(
    handover: Handover,
    state: HandoverState,
    kind: HandoverEvent.Kind,
    act: Act,
    *,
    by: Officer | None,
    now: datetime,
    note: str = "",
) -> None:
    """Put the handover into ``state``; history and audit in the same breath."""
    before, handover.state = handover.get_state_display(), state
    save(handover, now=now)
    tell(handover, kind, by=by, now=now, note=note)
    change = Difference("state", "状态", before, str(state.label))
    record(act, handover, by=by, now=now, changes=[change], detail=note)


def tell(handover: Handover, kind: HandoverEvent.Kind, *, by: Officer | None, now: datetime, note: str = "") -> None:
    """Write down who did what."""
    HandoverEvent.objects.create(handover=handover, kind=kind, by=by, at=now, note=note[:400])
