"""After sending: the unit receives 签收 and answers 回复, the office judges 采纳/退回 and files 归档."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from projects.audit.services import audited
from projects.people.models import Officer
from workflow.letters.acts import Act
from workflow.letters.kinds import EntryKind, LetterState, Verdict
from workflow.letters.models import Answer, Letter
from workflow.letters.models.answers import MOST_ANSWER
from workflow.letters.policies import check_may_answer, check_may_judge, check_may_run
from workflow.letters.services.files import keep_files
from workflow.letters.services.keeping import check_state, checked_note, locked_letter, move, term_from


@audited()
def receive_letter(letter_id: UUID, *, by: Officer, now: datetime, expected_version: int | None = None) -> Letter:
    """Somebody of the unit, or the person addressed, has it: who and when, once."""
    letter = locked_letter(letter_id, by=by, expected_version=expected_version)
    check_state(letter, LetterState.SENT)
    check_may_answer(letter, by)
    letter.received_by, letter.received_at = by, now
    move(letter, LetterState.RECEIVED, EntryKind.RECEIVED, Act.RECEIVE, by=by, now=now)
    return letter


@audited()
def answer_letter(
    letter_id: UUID,
    *,
    text: str,
    by: Officer,
    now: datetime,
    files: Sequence[UploadedFile] = (),
    expected_version: int | None = None,
) -> Answer:
    """Answer it, in time or late (which is noted). A letter is received before it is answered."""
    letter = locked_letter(letter_id, by=by, expected_version=expected_version)
    check_state(letter, LetterState.RECEIVED, LetterState.RETURNED)
    check_may_answer(letter, by)
    text = checked_note(text, needed="请填写回复内容。", most=MOST_ANSWER, field="text")
    late = letter.due_on is not None and timezone.localdate(now) > letter.due_on
    number = letter.answers.count() + 1
    made = Answer.objects.create(letter=letter, sequence=number, text=text, by=by, at=now, is_late=late)
    keep_files(files, by=by, now=now, answer=made)
    note = f"第{number}次回复{'（超期）' if late else ''}{f'，附件{len(files)}个' if files else ''}"
    move(letter, LetterState.ANSWERED, EntryKind.ANSWERED, Act.ANSWER, note=note, by=by, now=now)
    return made


@audited()
def accept_answer(
    letter_id: UUID, *, by: Officer, now: datetime, note: str = "", expected_version: int | None = None
) -> Letter:
    """The answer will do; the letter may be filed."""
    letter = _judged(letter_id, Verdict.ACCEPTED, note, by=by, now=now, expected_version=expected_version)
    move(letter, LetterState.ACCEPTED, EntryKind.ACCEPTED, Act.ACCEPT, note=note.strip(), by=by, now=now)
    return letter


@audited()
def return_answer(
    letter_id: UUID, *, note: str, by: Officer, now: datetime, expected_version: int | None = None
) -> Letter:
    """It will not; the reason says why, and the term of the letter runs once more from today."""
    note = checked_note(note, needed="请写明退回的理由，让承办单位知道补充什么。")
    letter = _judged(letter_id, Verdict.RETURNED, note, by=by, now=now, expected_version=expected_version)
    letter.due_on = term_from(letter, timezone.localdate(now)) or letter.due_on
    move(letter, LetterState.RETURNED, EntryKind.RETURNED, Act.RETURN, note=note, by=by, now=now)
    return letter


@audited()
def file_letter(
    letter_id: UUID, *, by: Officer, now: datetime, note: str = "", expected_version: int | None = None
) -> Letter:
    """The end of a letter. Without an accepted answer where one was asked for, it needs a reason."""
    letter = locked_letter(letter_id, by=by, expected_version=expected_version)
    check_may_run(letter.organisation, by)
    done = letter.state == LetterState.ACCEPTED or (letter.state == LetterState.RECEIVED and not letter.needs_answer)
    if not done:
        check_state(letter, LetterState.SENT, LetterState.RECEIVED, LetterState.RETURNED)
    needed = "" if done else "回复还没有采纳，直接归档请写明理由。"
    letter.closed_note, letter.closed_at = checked_note(note, needed=needed, most=300), now
    move(letter, LetterState.FILED, EntryKind.FILED, Act.FILE, note=letter.closed_note, by=by, now=now)
    return letter


def _judged(
    letter_id: UUID, verdict: Verdict, note: str, *, by: Officer, now: datetime, expected_version: int | None
) -> Letter:
    letter = locked_letter(letter_id, by=by, expected_version=expected_version)
    check_state(letter, LetterState.ANSWERED)
    check_may_judge(letter, by)
    answer = letter.answers.get(verdict="")
    answer.verdict, answer.judged_by, answer.judged_at = verdict, by, now
    answer.judged_note = checked_note(note)
    answer.save()
    return letter
