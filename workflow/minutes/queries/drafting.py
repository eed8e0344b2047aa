"""What a first draft says, by rule, from what is on record about a sitting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from workflow.dispatch.models import AgendaEntry, EntryState, Meeting
from workflow.minutes.queries.seats import chair_of
from workflow.minutes.wording import carried_sentence, opening_sentence
from workflow.packs.models import Pack


@dataclass(frozen=True)
class FirstText:
    """``sections``: [{heading, paragraphs}]."""

    opening: str
    sections: list[dict[str, Any]]
    pack_sha256: str


def first_text(meeting: Meeting) -> FirstText:
    """The opening sentence, and what was carried over; decisions and attendance stand in rows of their own."""
    entries = list(meeting.agenda.current().select_related("project").order_by("position", "pk"))
    opening = opening_sentence(
        on=timezone.localdate(meeting.starts_at), chair=chair_of(meeting), title=meeting.title, projects=len(entries)
    )
    carried = carried_sentence([entry.project.name for entry in entries if is_carried(entry)])
    sections = [{"heading": "", "paragraphs": [carried]}] if carried else []
    return FirstText(opening, sections, pack_hash(meeting))


def is_carried(entry: AgendaEntry) -> bool:
    """Was the entry marked as not finished (续议)?"""
    return entry.state == EntryState.UNFINISHED


def pack_hash(meeting: Meeting) -> str:
    """SHA-256 of the newest material that was frozen for the sitting, empty where none was."""
    found = Pack.objects.filter(meeting=meeting).latest_first().values_list("sha256", flat=True).first()
    return found or ""
