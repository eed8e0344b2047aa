"""Confirming locks the minutes for good, numbers them and keeps their bytes; what comes later is an addition."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from projects.audit.services import audited, record
from projects.errors import Conflict
from projects.papers.docx import docx
from projects.papers.pdf import pdf
from projects.papers.services import take_number
from projects.people.models import Officer
from workflow.minutes.acts import Act
from workflow.minutes.kinds import LONGEST_REASON, LONGEST_TEXT, MinutesState
from workflow.minutes.models import Correction, Edition, Minutes
from workflow.minutes.policies import check_may_confirm, check_may_edit
from workflow.minutes.queries.paper import paper_of
from workflow.minutes.services.locks import check_text, locked_draft, locked_minutes

WORD = "调纪"
"""文号代字 until a unit sets its own: 芜湖市调纪〔2026〕34号."""


@audited()
def confirm_minutes(meeting_id: UUID, *, by: Officer, now: datetime, expected_version: int | None = None) -> Minutes:
    """Lock, number and print the minutes. Refusals: ``NotAllowed`` (``four_eyes``), ``Stale``, ``Conflict``."""
    minutes = locked_draft(meeting_id, by=by, expected_version=expected_version)
    check_may_confirm(minutes, by)
    if not minutes.meeting.presences.exists():
        raise Conflict("还没有登记出席情况，不能确认，请先登记出席。", "no_attendance")
    owner = minutes.meeting.series.organisation
    minutes.number = str(take_number(owner, word=word_of(owner.label), year=timezone.localdate(now).year))
    minutes.state, minutes.confirmed_at, minutes.confirmed_by = MinutesState.CONFIRMED, now, by
    minutes.version += 1
    minutes.updated_at = now
    minutes.save()
    keep_edition(minutes, by=by, now=now)
    record(Act.CONFIRM, minutes, by=by, now=now, detail=minutes.number, name=str(minutes))
    return minutes


@audited()
def correct_minutes(meeting_id: UUID, *, text: str, reason: str, by: Officer, now: datetime) -> Correction:
    """更正: add to locked minutes what ought to have been said, with the reason; a new edition is printed."""
    minutes = locked_minutes(meeting_id, by=by)
    check_may_edit(minutes.meeting, by)
    if not minutes.is_confirmed:
        raise Conflict("纪要还没有确认，请直接修改，不用更正。", "not_confirmed")
    made = Correction.objects.create(
        minutes=minutes,
        number=minutes.corrections.count() + 1,
        text=check_text(text, "更正内容", "text", LONGEST_TEXT),
        reason=check_text(reason, "更正理由", "reason", LONGEST_REASON),
        by=by,
        at=now,
    )
    keep_edition(minutes, by=by, now=now)
    record(Act.CORRECT, minutes, by=by, now=now, detail=f"{made.text}（{made.reason}）", name=str(minutes))
    return made


@audited()
def record_download(minutes: Minutes, *, kind: str, by: Officer, now: datetime) -> None:
    """A document that leaves the system stands in the audit log."""
    record(Act.DOWNLOAD, minutes, by=by, now=now, detail=kind, name=str(minutes))


def keep_edition(minutes: Minutes, *, by: Officer, now: datetime) -> Edition:
    """The bytes as they are now, with their hashes; the number of corrections is the number of the edition."""
    paper = paper_of(minutes)
    word, print_ = docx(paper), pdf(paper)
    return Edition.objects.create(
        minutes=minutes,
        edition=minutes.corrections.count(),
        docx=word,
        docx_sha256=hashlib.sha256(word).hexdigest(),
        pdf=print_,
        pdf_sha256=hashlib.sha256(print_).hexdigest(),
        made_by=by,
        made_at=now,
    )


def word_of(label: str) -> str:
    """芜湖市 → 芜湖市调纪; without what a number may not hold."""
    kept = "".join(sign for sign in label if not sign.isdigit() and sign not in "〔〕[]()（）号")
    return f"{kept[:16]}{WORD}"
