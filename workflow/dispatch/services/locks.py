"""Locks, versions and the record. Always the series first, then its sitting: no two writers can wait for each other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from projects.audit import services as audit
from projects.audit.services import audited
from projects.errors import Conflict, NotFound, Stale
from projects.people.models import Officer
from projects.rows import one_or_none
from workflow.dispatch.models import DispatchEvent, Meeting, MeetingState, Series
from workflow.dispatch.policies import check_may_dispatch


def lock_series(series_id: UUID, *, by: Officer | None, expected_version: int | None = None) -> Series:
    """The series, locked until the transaction ends, if ``by`` may organise it."""
    series = one_or_none(Series.objects.select_for_update(no_key=True).filter(pk=series_id))
    if series is None:
        raise NotFound("没有找到这个调度会系列，请刷新列表。")
    check_may_dispatch(series.organisation, by)
    _check_version(series, expected_version)
    return series


def lock_meeting(meeting_id: UUID, *, by: Officer | None, expected_version: int | None = None) -> Meeting:
    """The sitting, locked together with its series, if ``by`` may organise it."""
    series_id = one_or_none(Meeting.objects.filter(pk=meeting_id).values_list("series", flat=True))
    if series_id is None:
        raise NotFound("没有找到这次调度会，请刷新列表。")
    series = lock_series(series_id, by=by)
    meeting = Meeting.objects.select_for_update(no_key=True).get(pk=meeting_id)
    meeting.series = series
    _check_version(meeting, expected_version)
    return meeting


@contextmanager
def held_series(series_id: UUID) -> Iterator[Series]:
    """For the tick: one transaction with the series locked."""
    with audited():
        yield lock_series(series_id, by=None)


class Over(Conflict):
    """The sitting was held or called off, or has begun."""


def check_called(meeting: Meeting) -> None:
    """A sitting that was held or cancelled does not change any more: ``Over``."""
    if meeting.state != MeetingState.CALLED:
        raise Over(f"{meeting.title}{meeting.get_state_display()}，不能再变更。")


def save(row: Series | Meeting, *, now: datetime) -> None:
    """Save with the next version."""
    row.version += 1
    row.updated_at = now
    row.save()


def record(
    subject: Series | Meeting, kind: DispatchEvent.Kind, *, by: Officer | None, now: datetime, note: str = ""
) -> None:
    """Write down who did what, in the series' own thread and in the audit log."""
    meeting = subject if isinstance(subject, Meeting) else None
    series_id = meeting.series_id if meeting else subject.pk
    DispatchEvent.objects.create(series_id=series_id, meeting=meeting, kind=kind, by=by, at=now, note=note[:400])
    audit.note(f"dispatch.{kind}", f"调度：{kind.label}", subject, by=by, now=now, detail=note)


def _check_version(row: Series | Meeting, expected_version: int | None) -> None:
    if expected_version is not None and expected_version != row.version:
        raise Stale
