"""The draft: written by rule, edited on the page, handed to the chair, sent back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from projects.audit.services import audited, record
from projects.errors import Conflict, Invalid
from projects.people.models import Officer
from workflow.minutes.acts import Act
from workflow.minutes.kinds import LONGEST_REASON, MinutesState
from workflow.minutes.models import Decision, Minutes
from workflow.minutes.policies import check_may_confirm
from workflow.minutes.queries.drafting import first_text
from workflow.minutes.services.deciding import reworded
from workflow.minutes.services.locks import check_text, locked_draft, locked_sitting

MOST_SECTIONS, MOST_PARAGRAPHS = 20, 60
LONGEST_PARAGRAPH = 2000


@audited()
def draft_minutes(meeting_id: UUID, *, by: Officer, now: datetime) -> Minutes:
    """Begin the minutes from attendance, agenda and decisions; answers those that are there already."""
    meeting = locked_sitting(meeting_id, by=by)
    known = Minutes.objects.filter(meeting=meeting).first()
    if known is not None:
        return known
    text = first_text(meeting)
    made = Minutes.objects.create(
        meeting=meeting,
        opening=text.opening,
        sections=text.sections,
        pack_sha256=text.pack_sha256,
        created_by=by,
        created_at=now,
        updated_by=by,
        updated_at=now,
    )
    record(Act.DRAFT, made, by=by, now=now, name=str(made))
    return made


@audited()
def edit_minutes(
    meeting_id: UUID,
    *,
    opening: str,
    sections: Sequence[Mapping[str, Any]],
    wordings: Mapping[UUID, str] | None = None,
    by: Officer,
    now: datetime,
    expected_version: int | None = None,
) -> Minutes:
    """Change opening, sections ([{heading, paragraphs}]) and the words of decisions (``wordings``: id → text).

    ``Stale`` when somebody else saved in between: the page shows both versions.
    """
    minutes = locked_draft(meeting_id, by=by, expected_version=expected_version)
    minutes.opening = check_text(opening, "开头", "opening", 2000)
    minutes.sections = checked_sections(sections)
    _reword(minutes, wordings or {}, by=by, now=now)
    _save(minutes, by=by, now=now)
    record(Act.EDIT, minutes, by=by, now=now, name=str(minutes))
    return minutes


@audited()
def submit_minutes(meeting_id: UUID, *, by: Officer, now: datetime, expected_version: int | None = None) -> Minutes:
    """Hand the draft to the chair, who is told; it may still be edited."""
    minutes = locked_draft(meeting_id, by=by, expected_version=expected_version)
    if not minutes.meeting.presences.exists():
        raise Conflict("还没有登记出席情况，请先登记出席再送主持人确认。", "no_attendance")
    if minutes.state == MinutesState.SUBMITTED:
        raise Conflict("纪要已经送主持人确认，无需重复送。", "submitted")
    minutes.state, minutes.return_note = MinutesState.SUBMITTED, ""
    minutes.submitted_at, minutes.submitted_by = now, by
    _save(minutes, by=minutes.updated_by, now=now)
    record(Act.SUBMIT, minutes, by=by, now=now, name=str(minutes))
    return minutes


@audited()
def return_minutes(
    meeting_id: UUID, *, note: str, by: Officer, now: datetime, expected_version: int | None = None
) -> Minutes:
    """Whoever might confirm sends the draft back with what to mend."""
    minutes = locked_draft(meeting_id, by=by, expected_version=expected_version)
    check_may_confirm(minutes, by)
    if minutes.state != MinutesState.SUBMITTED:
        raise Conflict("纪要没有送来确认，不需要退回。", "not_submitted")
    minutes.return_note = check_text(note, "退回意见", "note", LONGEST_REASON)
    minutes.state = MinutesState.DRAFT
    _save(minutes, by=minutes.updated_by, now=now)
    record(Act.RETURN, minutes, by=by, now=now, detail=minutes.return_note, name=str(minutes))
    return minutes


def checked_sections(sections: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Sections with clean text; those without heading and paragraphs are left out."""
    found = [_section(one) for one in sections]
    found = [one for one in found if one["heading"] or one["paragraphs"]]
    if len(found) > MOST_SECTIONS:
        raise Invalid(f"正文最多{MOST_SECTIONS}节。", "sections")
    return found


def _section(given: Mapping[str, Any]) -> dict[str, Any]:
    lines = [str(line).strip() for line in given.get("paragraphs", ())]
    paragraphs = [check_text(line, "正文段落", "sections", LONGEST_PARAGRAPH) for line in lines if line]
    if len(paragraphs) > MOST_PARAGRAPHS:
        raise Invalid(f"每节最多{MOST_PARAGRAPHS}段。", "sections")
    heading = check_text(str(given.get("heading", "")), "小标题", "sections", 80, is_needed=False)
    return {"heading": heading, "paragraphs": paragraphs}


def _reword(minutes: Minutes, wordings: Mapping[UUID, str], *, by: Officer, now: datetime) -> None:
    rows = (
        Decision.objects.standing().filter(meeting=minutes.meeting_id, pk__in=wordings).select_for_update(no_key=True)
    )
    for made in rows:
        made.meeting = minutes.meeting
        reworded(made, wordings[made.pk], by=by, now=now)


def _save(minutes: Minutes, *, by: Officer, now: datetime) -> None:
    """Under the lock, with the next version (rewording has moved the row on already)."""
    minutes.version = Minutes.objects.values_list("version", flat=True).get(pk=minutes.pk) + 1
    minutes.updated_by, minutes.updated_at = by, now
    minutes.save()
