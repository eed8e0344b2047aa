"""Writing down a talk 约谈, with its files and the items that follow from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from projects.audit.services import audited, record
from projects.days import check_plausible
from projects.errors import Conflict, Invalid, NotFound
from projects.ledger.models import Project
from projects.lines import check_line
from projects.people.models import Officer, Organisation
from workflow.items.deadlines import Deadline
from workflow.items.services import issue_item
from workflow.items.sources import Source, SourceKind
from workflow.letters.acts import Act
from workflow.letters.kinds import ISSUED, EntryKind, LetterKind
from workflow.letters.models import Entry, Letter, Talk, TalkItem
from workflow.letters.models.talks import MOST_OUTCOME
from workflow.letters.policies import check_may_run
from workflow.letters.services.files import keep_files
from workflow.letters.services.keeping import checked_note, locked_letter

LINES = (("trigger", "约谈事由", 300), ("place", "约谈地点", 120), ("led_by", "约谈人", 120))


@dataclass(frozen=True)
class FollowUp:
    """One thing that is to be done after the talk, within so many working days."""

    matter: str
    days: int


@audited()
def record_talk(
    organisation: Organisation,
    values: Mapping[str, Any],
    *,
    by: Officer,
    now: datetime,
    unit: Organisation,
    project: Project | None = None,
    letter: Letter | None = None,
    follow_ups: Sequence[FollowUp] = (),
    files: Sequence[UploadedFile] = (),
) -> Talk:
    """``values``: trigger, held_at, place, led_by, attendees, outcome. Of one 约谈通知 there is one record.

    Refusals: ``NotAllowed``, ``Conflict`` (``talked``, ``letter_state``), ``Invalid`` by field.
    """
    check_may_run(organisation, by)
    if letter is not None:
        letter = _notice(letter, by=by)
    if project is not None and not Project.objects.visible_to(by).filter(pk=project.pk).exists():
        raise NotFound("没有找到这个项目，或它不在您的查看范围内。")
    talk = Talk(organisation=organisation, letter=letter, project=project, unit=unit, recorded_by=by, recorded_at=now)
    _set(talk, values, now=now)
    _save_new(talk)
    keep_files(files, by=by, now=now, talk=talk)
    for number, one in enumerate(follow_ups, 1):
        _issue(talk, one, number, by=by, now=now)
    if letter is not None:
        Entry.objects.create(letter=letter, kind=EntryKind.TALKED, note=talk.place, by=by, at=now)
    told = f"{timezone.localtime(talk.held_at):%Y-%m-%d %H:%M}，{talk.place}，交办{len(follow_ups)}项"
    record(Act.TALK, talk, by=by, now=now, detail=told, name=str(talk))
    return talk


def _notice(letter: Letter, *, by: Officer) -> Letter:
    found = locked_letter(letter.pk, by=by)
    if found.kind != LetterKind.TALK or found.state not in ISSUED:
        raise Conflict("只有已经发出的约谈通知可以登记约谈记录，请先签发。", "letter_state")
    return found


def _set(talk: Talk, values: Mapping[str, Any], *, now: datetime) -> None:
    for name, label, most in LINES:
        text = check_line(values.get(name, ""), label, name)
        if not text or len(text) > most:
            raise Invalid(f"请填写{label}，最多{most}个字。", name, "required")
        setattr(talk, name, text)
    talk.held_at = values["held_at"]
    check_plausible(talk.held_at, "held_at")
    if talk.held_at > now:
        raise Invalid("约谈时间不能晚于现在：约谈之后再登记。", "held_at")
    talk.attendees = checked_note(values.get("attendees", ""), needed="请填写参加人员。", most=1000, field="attendees")
    talk.outcome = checked_note(
        values.get("outcome", ""), needed="请填写约谈结果。", most=MOST_OUTCOME, field="outcome"
    )


def _save_new(talk: Talk) -> None:
    """``Conflict`` when the notice has its record already."""
    try:
        with transaction.atomic():
            talk.save(force_insert=True)
    except IntegrityError as refused:
        raise Conflict("这件约谈通知已经登记过约谈记录，请刷新后查看。", "talked") from refused


def _issue(talk: Talk, one: FollowUp, number: int, *, by: Officer, now: datetime) -> None:
    label = f"约谈{talk.unit.label}（{timezone.localdate(talk.held_at)}）"
    try:
        item = issue_item(
            issuer=talk.organisation,
            matter=one.matter,
            lead=talk.unit,
            project=talk.project,
            deadline=Deadline(days=one.days),
            source=Source(SourceKind.INSTRUCTION, label[:120], f"talk:{talk.pk}:{number}"),
            by=by,
            now=now,
        )
    except Invalid as refused:
        raise Invalid(f"第{number}项交办：{refused.detail}", "follow_ups", refused.code) from refused
    TalkItem.objects.create(talk=talk, item=item)
