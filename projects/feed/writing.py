"""The listener: acts become rows of the feed, under the lock that orders the audit log.

So the feed inherits what the log promises: positions are given in the order of commits, and none appears late.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from projects.audit.hearing import Heard, Write
from projects.audit.models import Result
from projects.feed.models import FeedChange, FeedSight
from projects.feed.positions import MOST, first_of
from projects.feed.registry import PROJECT, Touch, children_of, sights_of, touches_of
from projects.feed.sight import written

Moved = dict[UUID, tuple[str, str]]
"""Project → keys before, keys after."""
AT_ONCE = 500


def heard(acts: Sequence[Heard]) -> Write | None:
    """Read what the acts changed; answer the writing of it, or nothing when none of it is fed."""
    found: dict[tuple[str, UUID, str], tuple[Touch, datetime]] = {}
    for act in acts:
        if act.result == Result.DONE:
            for touch in touches_of(act):
                key = (touch.kind, touch.object_id, touch.type)
                found.pop(key, None)  # once in a transaction, at its last place
                found[key] = (touch, act.at)
    if not found:
        return None
    at = acts[-1].at
    projects = {touch.project_id for touch, _ in found.values() if touch.project_id is not None}
    moved = _looked_at(projects)
    rows = [_row(touch, when, moved) for touch, when in found.values()]
    rows += _unsaid(found, moved, at)
    rows += _for_newcomers(moved, at)
    if len(rows) > MOST:
        raise OverflowError(f"{len(rows)} changes in one transaction, {MOST} have room")

    def write(numbers: Sequence[int]) -> None:
        start = first_of(numbers[-1])
        for place, row in enumerate(rows):
            row.position = start + place
        FeedChange.objects.bulk_create(rows, batch_size=AT_ONCE)

    return write


def _row(touch: Touch, at: datetime, moved: Moved) -> FeedChange:
    before, after = moved.get(touch.object_id, ("", "")) if touch.kind == PROJECT else ("", "")
    return FeedChange(type=touch.type, kind=touch.kind, object_id=touch.object_id, project_id=touch.project_id, at=at,
                      before=before, after=after)  # fmt: skip


def _unsaid(found: dict[tuple[str, UUID, str], tuple[Touch, datetime]], moved: Moved, at: datetime) -> list[FeedChange]:
    """Projects whose sight an act on something else has changed, as when a claim asks another unit."""
    said = {pk for kind, pk, _ in found if kind == PROJECT}
    return [_row(Touch(PROJECT, pk, "project.changed", pk), at, moved) for pk in moved if pk not in said]


def _for_newcomers(moved: Moved, at: datetime) -> list[FeedChange]:
    """What those who see a project only now have not been told of it."""
    widened = [pk for pk, (before, after) in moved.items() if before and set(after.split()) - set(before.split())]
    rows = []
    for touch in children_of(widened) if widened else ():
        assert touch.project_id is not None
        before, after = moved[touch.project_id]
        rows.append(FeedChange(type=touch.type, kind=touch.kind, object_id=touch.object_id, newcomers=True,
                               project_id=touch.project_id, at=at, before=before, after=after))  # fmt: skip
    return rows


def _looked_at(projects: set[UUID]) -> Moved:
    """Where sight has changed since it was last looked at, kept as it is now.

    The rows are locked in order, before the head of the log: whoever waits here holds nothing that others wait for.
    """
    moved: Moved = {}
    ordered = sorted(projects)
    for start in range(0, len(ordered), AT_ONCE):
        piece = ordered[start : start + AT_ONCE]
        locked = FeedSight.objects.select_for_update(no_key=True).filter(pk__in=piece).order_by("pk")
        known = {row.pk: row for row in locked}
        now = {pk: written(keys) for pk, keys in sights_of(piece).items()}
        new = [FeedSight(project_id=pk, keys=keys) for pk, keys in now.items() if pk not in known]
        changed = [pk for pk, row in known.items() if pk in now and now[pk] != row.keys]
        for pk in changed:
            moved[pk] = (known[pk].keys, now[pk])
            known[pk].keys = now[pk]
        if new:
            FeedSight.objects.bulk_create(new, ignore_conflicts=True)
        if changed:
            FeedSight.objects.bulk_update([known[pk] for pk in changed], ["keys"])
    return moved
