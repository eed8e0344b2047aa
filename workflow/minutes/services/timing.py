"""How long an entry may take, and whether the sitting got to it."""

from __future__ import annotations

from datetime import datetime

from projects.audit.services import audited, record
from projects.errors import Invalid, NotFound
from projects.people.models import Officer
from projects.rows import one_or_none
from workflow.dispatch.models import AgendaEntry
from workflow.dispatch.services import mark_entry
from workflow.minutes.acts import Act
from workflow.minutes.models import AgreedTime
from workflow.minutes.models.times import MOST_MINUTES
from workflow.minutes.services.locks import locked_sitting


@audited()
def agree_minutes(entry_id: int, minutes: int, *, by: Officer, now: datetime) -> AgreedTime:
    """So many minutes for an entry; again for the same entry overwrites."""
    entry = _entry(entry_id, by)
    if not 1 <= minutes <= MOST_MINUTES:
        raise Invalid(f"议题用时在1到{MOST_MINUTES}分钟之间。", "minutes")
    made, _ = AgreedTime.objects.update_or_create(
        entry=entry, defaults={"minutes": minutes, "set_by": by, "set_at": now}
    )
    record(Act.TIME, entry, by=by, now=now, detail=f"{minutes}分钟", name=str(entry))
    return made


@audited()
def mark_discussed(entry_id: int, state: str, *, by: Officer, now: datetime) -> AgendaEntry:
    """已议 or 续议, until the minutes are confirmed."""
    _entry(entry_id, by)
    return mark_entry(entry_id, state, by=by, now=now)


def _entry(entry_id: int, by: Officer) -> AgendaEntry:
    entry = one_or_none(AgendaEntry.objects.current().filter(pk=entry_id).select_related("project"))
    if entry is None:
        raise NotFound("没有找到这个议题，请刷新页面。")
    locked_sitting(entry.meeting_id, by=by)
    return entry
