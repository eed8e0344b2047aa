"""Sign-off 签发: put before a person, taken back, sent back; signed, it gets its number and its frozen copies."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from projects.audit.services import audited
from projects.errors import Invalid
from projects.papers.blocks import day_in_words
from projects.papers.docx import docx
from projects.papers.pdf import pdf
from projects.papers.services import take_number
from projects.people.models import Officer
from projects.people.policies import check_receives
from workflow.letters.acts import Act
from workflow.letters.kinds import OPEN_DRAFTS, EntryKind, Format, LetterState
from workflow.letters.models import Copy, Letter
from workflow.letters.papers import paper_of
from workflow.letters.policies import check_may_run, check_may_sign, signers_of
from workflow.letters.services.keeping import check_state, checked_note, locked_letter, move, term_from
from workflow.letters.texts import LATE, filled

_MAKERS = {Format.PDF: pdf, Format.DOCX: docx}


@audited()
def submit_letter(
    letter_id: UUID, *, signer: Officer, by: Officer, now: datetime, note: str = "", expected_version: int | None = None
) -> Letter:
    """Put it before one person to be signed. ``Invalid`` (``signer``) for one who may not sign it."""
    letter = locked_letter(letter_id, by=by, expected_version=expected_version)
    check_may_run(letter.organisation, by)
    check_state(letter, *OPEN_DRAFTS)
    check_receives(letter.unit, timezone.localdate(now), field="unit")
    if not signers_of(letter.organisation, letter.signer_kind, but=by).filter(pk=signer.pk).exists():
        raise Invalid(
            f"这件函由{letter.get_signer_kind_display()}签发，{signer.name}不能签发，请另选一人。",
            "signer",
            "not_signer",
        )
    letter.signer, letter.submitted_by, letter.submitted_at = signer, by, now
    letter.created_by = letter.created_by or by
    said = checked_note(note)
    text = f"送{signer.name}签发{f'：{said}' if said else ''}"
    move(letter, LetterState.SIGNING, EntryKind.SUBMITTED, Act.SUBMIT, note=text, by=by, now=now)
    return letter


@audited()
def recall_letter(letter_id: UUID, *, by: Officer, now: datetime, expected_version: int | None = None) -> Letter:
    """The office takes it back before it is signed."""
    letter = locked_letter(letter_id, by=by, expected_version=expected_version)
    check_may_run(letter.organisation, by)
    check_state(letter, LetterState.SIGNING)
    move(letter, LetterState.DRAFT, EntryKind.RECALLED, Act.RECALL, by=by, now=now)
    return letter


@audited()
def refuse_letter(
    letter_id: UUID, *, note: str, by: Officer, now: datetime, expected_version: int | None = None
) -> Letter:
    """The signer sends it back to be changed, and says what."""
    letter = _to_sign(letter_id, by=by, expected_version=expected_version)
    text = checked_note(note, needed="请写明退回修改的理由，让起草人知道改什么。")
    move(letter, LetterState.DRAFT, EntryKind.REFUSED, Act.REFUSE, note=text, by=by, now=now)
    return letter


@audited()
def sign_letter(letter_id: UUID, *, by: Officer, now: datetime, expected_version: int | None = None) -> Letter:
    """Signed and sent: number, term, and the copies that never change. Of two at once one signs; no number is lost.

    Refusals: ``Stale``, ``Conflict`` (``letter_state``), ``NotAllowed`` (``not_signer``, ``four_eyes``),
    ``CalendarNotLoaded`` when the term runs beyond the loaded calendar.
    """
    letter = _to_sign(letter_id, by=by, expected_version=expected_version)
    on = timezone.localdate(now)
    letter.due_on = term_from(letter, on)
    term = {LATE: day_in_words(letter.due_on) if letter.due_on else "（不要求回复）"}
    letter.title, letter.body = filled(letter.title, term), filled(letter.body, term)
    number = take_number(letter.organisation, word=letter.word, year=on.year)
    letter.year, letter.sequence = number.year, number.number
    letter.signed_by, letter.signed_at = by, now
    move(letter, LetterState.SENT, EntryKind.SIGNED, Act.SIGN, note=f"{number}，送达{letter.unit}", by=by, now=now)
    _keep_copies(letter)
    return letter


def _to_sign(letter_id: UUID, *, by: Officer, expected_version: int | None) -> Letter:
    letter = locked_letter(letter_id, by=by, expected_version=expected_version)
    check_state(letter, LetterState.SIGNING)
    check_may_sign(letter, by)
    return letter


def _keep_copies(letter: Letter) -> None:
    paper = paper_of(letter)
    for format_, make in _MAKERS.items():
        content = make(paper)
        digest = hashlib.sha256(content).hexdigest()
        Copy.objects.create(letter=letter, format=format_, content=content, size=len(content), sha256=digest)
