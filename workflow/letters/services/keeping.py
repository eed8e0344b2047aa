"""What every write on a letter shares: the lock, the move with its entry, texts and terms."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from projects.audit.services import Difference, record
from projects.errors import Conflict, Invalid, NotFound, Stale
from projects.people.models import Officer
from projects.workdays.queries import add_workdays
from workflow.letters.acts import Act
from workflow.letters.kinds import Days, EntryKind, LetterState
from workflow.letters.models import Entry, Letter

MOST_NOTE = 500


def locked_letter(letter_id: UUID, *, by: Officer, expected_version: int | None = None) -> Letter:
    """The letter under lock. ``NotFound`` outside one's sight, ``Stale`` for an older version."""
    if not Letter.objects.visible_to(by).filter(pk=letter_id).exists():
        raise NotFound("没有找到这件函，或它不在您的查看范围内。")
    whole = ("organisation", "project", "item", "unit", "recipient", "signer", "previous")
    letter = Letter.objects.select_for_update(of=("self",), no_key=True).select_related(*whole).get(pk=letter_id)
    if expected_version is not None and letter.version != expected_version:
        raise Stale()
    return letter


def check_state(letter: Letter, *allowed: str) -> None:
    """``Conflict`` unless the letter is in one of these states."""
    if letter.state not in allowed:
        asked = "、".join(str(LetterState(one).label) for one in allowed)
        raise Conflict(
            f"这件函目前是“{letter.get_state_display()}”，只有{asked}的函件可以这样办理，请刷新后查看。", "letter_state"
        )


def move(
    letter: Letter, state: str, kind: EntryKind, act: Act, *, note: str = "", by: Officer | None, now: datetime
) -> None:
    """Bring ``letter`` to ``state`` and say so. It is locked, or new."""
    before = "" if letter._state.adding else letter.get_state_display()
    letter.state, letter.updated_at = state, now
    letter.version = 1 if letter._state.adding else letter.version + 1
    letter.save()
    Entry.objects.create(letter=letter, kind=kind, note=note[:MOST_NOTE], by=by, at=now)
    changes = [Difference("state", "状态", before, letter.get_state_display())]
    record(act, letter, by=by, now=now, changes=changes, detail=note, name=str(letter))


def checked_note(note: str, *, needed: str = "", most: int = MOST_NOTE, field: str = "note") -> str:
    """The text; ``needed``: the sentence that asks for it."""
    note = note.strip()
    if needed and not note:
        raise Invalid(needed, field, "reason_required")
    if len(note) > most or "\x00" in note:
        raise Invalid(f"最多{most}个字，且不能含不可见字符。", field)
    return note


def term_from(letter: Letter, on: date) -> date | None:
    """The last day for an answer counted from ``on``; None where none is asked for. ``CalendarNotLoaded`` beyond."""
    if not letter.needs_answer:
        return None
    if letter.reply_count == Days.WORKING:
        return add_workdays(on, letter.reply_days)
    return on + timedelta(days=letter.reply_days)
