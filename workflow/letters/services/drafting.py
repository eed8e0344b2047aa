"""The dispatcher's side before signing: draft by hand, edit, drop with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from projects.audit.services import audited
from projects.errors import Invalid, NotFound
from projects.ledger.models import Project
from projects.lines import check_line
from projects.papers.services import checked_word
from projects.people.models import Officer, Organisation
from projects.people.policies import check_receives
from workflow.items.models import Item
from workflow.letters.acts import Act
from workflow.letters.kinds import OPEN_DRAFTS, SLIPS, Colour, Days, EntryKind, LetterKind, LetterState, SignedBy, To
from workflow.letters.models import Letter
from workflow.letters.policies import check_may_run
from workflow.letters.recipients import lead_of, values_of, whom_of
from workflow.letters.rungs import MOST_BODY, MOST_REPLY, MOST_TITLE
from workflow.letters.services.keeping import check_state, checked_note, locked_letter, move
from workflow.letters.texts import check_text, filled

WORDS = ("trigger", "issuer", "word", "addressee", "title", "body")
CHOSEN = ("kind", "colour", "reply_days", "reply_count", "signer_kind", "recipient_kind")
EDITABLE = (*WORDS, *CHOSEN, "unit")


@audited()
def draft_letter(
    organisation: Organisation,
    values: Mapping[str, Any],
    *,
    by: Officer,
    now: datetime,
    project: Project | None = None,
    item: Item | None = None,
    previous: Letter | None = None,
) -> Letter:
    """A letter by hand. ``values``: ``EDITABLE``; ``unit`` and ``addressee`` may be left to the subject.

    Places such as {项目} are filled in at once. ``NotFound`` for a subject out of sight, ``Invalid`` by field.
    """
    check_may_run(organisation, by)
    _check_seen(project, item, by)
    on = timezone.localdate(now)
    letter = Letter(organisation=organisation, project=project, item=item, previous=previous, created_by=by)
    letter.created_at = now
    if project is None and item is not None:
        letter.project = item.project
    given = dict(values)
    unit = given.get("unit") or lead_of(project, item, on)
    if unit is None:
        raise Invalid("请选择收文单位。", "unit", "required")
    whom = whom_of(given.get("recipient_kind") or To.LEAD, unit=unit, project=letter.project, on=on)
    letter.unit, letter.recipient = whom.unit, whom.officer
    _set(letter, {**given, "unit": whom.unit, "addressee": given.get("addressee") or whom.addressee}, now=now)
    told = values_of(letter, on=on, reasons=letter.trigger)
    letter.title, letter.body = filled(letter.title, told)[: MOST_TITLE * 2], filled(letter.body, told)
    move(letter, LetterState.DRAFT, EntryKind.DRAFTED, Act.DRAFT, note=letter.trigger, by=by, now=now)
    return letter


@audited()
def edit_letter(
    letter_id: UUID, values: Mapping[str, Any], *, by: Officer, now: datetime, expected_version: int | None = None
) -> Letter:
    """Change words and terms of a proposal or draft; whoever edits a proposal has taken it over as a draft."""
    letter = locked_letter(letter_id, by=by, expected_version=expected_version)
    check_may_run(letter.organisation, by)
    check_state(letter, *OPEN_DRAFTS)
    before = {name: getattr(letter, name) for name in EDITABLE}
    _readdress(letter, values, now=now)
    _set(letter, values, now=now)
    columns = {one.name: str(one.verbose_name) for one in Letter._meta.concrete_fields}
    labels = [columns[name] for name in EDITABLE if before[name] != getattr(letter, name)]
    letter.created_by = letter.created_by or by
    note = f"修改：{'、'.join(labels)}" if labels else "未改动内容"
    move(letter, LetterState.DRAFT, EntryKind.EDITED, Act.EDIT, note=note, by=by, now=now)
    return letter


@audited()
def drop_letter(
    letter_id: UUID, *, note: str, by: Officer, now: datetime, expected_version: int | None = None
) -> Letter:
    """Not sent, with the reason; the same cause is not proposed again."""
    letter = locked_letter(letter_id, by=by, expected_version=expected_version)
    check_may_run(letter.organisation, by)
    check_state(letter, *OPEN_DRAFTS)
    letter.closed_note = checked_note(note, needed="请写明不予发函的理由。", most=300)
    letter.closed_at = now
    move(letter, LetterState.DROPPED, EntryKind.DROPPED, Act.DROP, note=letter.closed_note, by=by, now=now)
    return letter


def _check_seen(project: Project | None, item: Item | None, by: Officer) -> None:
    if project is not None and not Project.objects.visible_to(by).filter(pk=project.pk).exists():
        raise NotFound("没有找到这个项目，或它不在您的查看范围内。")
    if item is not None and not Item.objects.visible_to(by).filter(pk=item.pk).exists():
        raise NotFound("没有找到这件交办事项，或它不在您的查看范围内。")


def _readdress(letter: Letter, values: Mapping[str, Any], *, now: datetime) -> None:
    """Another unit, or another kind of recipient: looked up anew; the words of the address follow unless given."""
    kind, unit = values.get("recipient_kind", letter.recipient_kind), values.get("unit", letter.unit)
    if (kind, unit) == (letter.recipient_kind, letter.unit):
        return
    whom = whom_of(kind, unit=unit, project=letter.project, on=timezone.localdate(now))
    if values.get("addressee", letter.addressee) == letter.addressee:
        letter.addressee = whom.addressee
    letter.unit, letter.recipient = whom.unit, whom.officer


def _set(letter: Letter, values: Mapping[str, Any], *, now: datetime) -> None:
    old_addressee = letter.addressee
    for name in (*WORDS, *CHOSEN):
        if name in values and not (name == "addressee" and letter.pk and values[name] == old_addressee):
            setattr(letter, name, values[name])
    check_receives(letter.unit, timezone.localdate(now), field="unit")
    letter.trigger = _line(letter.trigger, "触发情形", "trigger", 300)
    letter.issuer = _line(letter.issuer, "发文机关", "issuer", 60)
    letter.addressee = _line(letter.addressee, "抬头", "addressee", 120)
    letter.word = checked_word(letter.word)
    letter.title = check_text(letter.title, "标题", MOST_TITLE * 2, field="title", one_line=True)
    letter.body = check_text(letter.body, "正文", MOST_BODY * 2, field="body")
    _check_choices(letter)


def _check_choices(letter: Letter) -> None:
    known = (
        ("kind", LetterKind.values, "文种"),
        ("colour", Colour.values, "颜色"),
        ("reply_count", Days.values, "时限单位"),
        ("signer_kind", SignedBy.values, "签发人"),
        ("recipient_kind", To.values, "发往"),
    )
    for name, values, label in known:
        if getattr(letter, name) not in values:
            raise Invalid(f"请选择{label}。", name)
    if letter.item is not None and letter.kind not in SLIPS:
        raise Invalid("交办事项用交办单、催办单或督办单。", "kind", "kind_of_item")
    if not 0 <= letter.reply_days <= MOST_REPLY:
        raise Invalid(f"回复时限应为0至{MOST_REPLY}，0为不要求回复。", "reply_days")


def _line(text: str, label: str, field: str, most: int) -> str:
    line = check_line(text, label, field)
    if not line or len(line) > most:
        raise Invalid(f"请填写{label}，最多{most}个字。", field, "required" if not line else "too_long")
    return line
