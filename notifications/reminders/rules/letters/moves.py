"""Letters that were moved, and those whose clocks run: to sign, sent, not received, due, late, answered, back."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.urls import reverse

from notifications.outbox.models import Occurrence
from notifications.reminders.list_letters import list_letter
from notifications.reminders.moments import instant, local_day, stamp
from notifications.reminders.rules.base import Family, Notice, Rule
from notifications.reminders.rules.base import Letter as Mail
from notifications.reminders.rules.letters.people import (
    NOT_BOTH,
    NOT_UNIT,
    both_of,
    last_entry,
    recipients,
    sender_of,
    signer_of,
    unit_of,
    whose_came_back,
)
from notifications.reminders.rules.looking import rows_of
from notifications.reminders.rules.recipients import found_by
from projects.errors import DomainError
from projects.people.models import Officer
from projects.rows import one_or_none
from projects.workdays.queries import add_workdays
from workflow.letters.kinds import OWES_ANSWER, EntryKind, LetterState
from workflow.letters.models import Letter
from workflow.letters.policies import may_answer

MORNING, EVENING = time(9), time(17)


class LetterRule(Rule):
    """One reason to tell somebody about a letter. ``choose``: whom; ``states``: in which it is still true."""

    subject_type = "letter"
    merged = "每件函每人一封"
    choose: ClassVar[staticmethod[[Any], Iterable[Officer]]]
    states: tuple[str, ...] = ()
    is_for_unit = False

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        letter = one_or_none(Letter.objects.visible_to(occurrence.recipient).filter(pk=occurrence.subject_id))
        if letter is None or letter.state not in self.states:
            return "函件已办理，或收件人已看不到它"
        if self.is_for_unit and not may_answer(letter, occurrence.recipient):
            return "收件人已不办理这件函"
        return ""


class LetterSign(LetterRule):
    """To the one it was put before."""

    name, label = "letter_sign", "函件待签发"
    who, when = "送签对象", "送签时"
    merged = "每次送签一封"
    choose, tests = staticmethod(signer_of), recipients(signer_of, "不是送签对象")
    states = (LetterState.SIGNING,)

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        waits = Letter.objects.filter(pk=occurrence.subject_id, state=LetterState.SIGNING, signer=occurrence.recipient)
        asked = [stamp(one.submitted_at) for one in waits if one.submitted_at]
        return "" if occurrence.slot in asked or (asked and not occurrence.slot) else "已办理"


class LetterReceived(LetterRule):
    """To the people of the unit and whom it is addressed to."""

    name, label = "letter_sent", "督办函件送达"
    who, when = "收文单位的填报员，收文人", "签发时"
    choose, tests = staticmethod(unit_of), recipients(unit_of, NOT_UNIT)
    states = (LetterState.SENT,)
    is_for_unit = True


class LetterUnsigned(LetterRule):
    """Nobody has received it after a working day: to the unit, and to who sent it to be signed."""

    name, label = "letter_unsigned", "督办函件未签收"
    who, when = "收文单位的填报员，收文人，送签人", "签发后第1个工作日 17:00 仍未签收"
    choose, tests = staticmethod(both_of), recipients(both_of, NOT_BOTH)
    states = (LetterState.SENT,)


class LetterDue(LetterRule):
    """A working day before the term ends."""

    name, label = "letter_due", "函件回复即将到期"
    who, when = "收文单位的填报员，收文人", "回复期限前1个工作日 09:00"
    merged = "每个期限每人一封"
    choose, tests = staticmethod(unit_of), recipients(unit_of, NOT_UNIT)
    states = OWES_ANSWER
    is_for_unit = True


class LetterLate(LetterRule):
    """The term is over: to the unit and to who sent it to be signed."""

    name, label = "letter_late", "函件超期未回复"
    who, when = "收文单位的填报员，收文人，送签人", "回复期限后第1个工作日 09:00"
    merged = "每个期限每人一封"
    choose, tests = staticmethod(both_of), recipients(both_of, NOT_BOTH)
    states = OWES_ANSWER


class LetterAnswered(LetterRule):
    """To who sent it to be signed."""

    name, label = "letter_answered", "函件已回复待审核"
    who, when = "送签人", "承办单位回复时"
    merged = "每次回复一封"
    choose, tests = staticmethod(sender_of), recipients(sender_of, "不是送签人")
    states = (LetterState.ANSWERED,)


class LetterBack(LetterRule):
    """An answer that was not accepted, to who gave it; a letter that the signer sent back, to who put it there."""

    name, label = "letter_back", "函件退回"
    who, when = "回复人，送签人", "回复被退回、送签被退回修改时"
    merged = "每次退回一封"
    choose, tests = staticmethod(whose_came_back), recipients(whose_came_back, "不是被退回的回复人或送签人")
    states = (LetterState.RETURNED, LetterState.DRAFT)


SIGN, SENT, UNSIGNED, DUE = LetterSign(), LetterReceived(), LetterUnsigned(), LetterDue()
LATE, ANSWERED, BACK = LetterLate(), LetterAnswered(), LetterBack()
Told = set[tuple[str, str, uuid.UUID]]
Due = tuple[LetterRule, str, datetime]


@dataclass(frozen=True)
class Watched:
    """A letter that may be told about, and what is on record about it as (rule, slot, officer)."""

    letter: Letter
    told: Told


class Letters(Family[Watched]):
    """Letters that were moved lately, and those whose clocks run."""

    name = "reminders.letters"
    rules = (SIGN, SENT, UNSIGNED, DUE, LATE, ANSWERED, BACK)

    def subjects(self, since: datetime, now: datetime) -> Iterator[Watched]:
        return self._found(Letter.objects.all(), since, now)

    def about(self, key: uuid.UUID, since: datetime, now: datetime) -> Iterator[Watched]:
        return self._found(Letter.objects.filter(pk=key), since, now)

    def _found(self, among: QuerySet[Letter], since: datetime, now: datetime) -> Iterator[Watched]:
        """Two queries, however many letters."""
        moved = Q(updated_at__gt=since, updated_at__lte=now)
        first, last = local_day(since) - timedelta(days=15), local_day(now) + timedelta(days=15)
        runs = Q(state__in=OWES_ANSWER, due_on__range=(first, last))
        runs |= Q(state=LetterState.SENT, signed_at__gt=since - timedelta(days=15))
        whole = ("organisation", "unit", "recipient", "signer__organisation", "submitted_by__organisation", "project")
        found = rows_of(among.filter(moved | runs).select_related(*whole, "item").order_by("pk"))
        told = _told([one.pk for one in found], self.rules)
        yield from (Watched(one, told[one.pk]) for one in found)

    def notices(self, subject: Watched, since: datetime, now: datetime) -> Iterator[Notice]:
        """What came due within (since, now], to those who were not told."""
        letter = subject.letter
        for rule, slot, at in _dues(letter, now):
            if since < at <= now:
                for officer in found_by(rule.choose, letter):
                    if (rule.name, slot, officer.pk) not in subject.told and rule.admits(letter, officer, now):
                        yield Notice(rule, letter.pk, slot, officer, at, partial(_mail, rule, letter, officer))


def _told(keys: Sequence[uuid.UUID], rules: Sequence[Rule]) -> dict[uuid.UUID, Told]:
    found: dict[uuid.UUID, Told] = defaultdict(set)
    rows = Occurrence.objects.filter(subject_id__in=list(keys), rule__in=[rule.name for rule in rules])
    for key, rule, slot, officer in rows.values_list("subject_id", "rule", "slot", "recipient"):
        found[key].add((rule, slot, officer))
    return found


def _dues(letter: Letter, now: datetime) -> Iterator[Due]:
    """Everything that is due about the letter as it stands, with its slot and moment."""
    if letter.state == LetterState.SIGNING and letter.submitted_at and letter.signer:
        yield SIGN, stamp(letter.submitted_at), letter.submitted_at
    if letter.state == LetterState.SENT and letter.signed_at:
        yield SENT, stamp(letter.signed_at), letter.signed_at
        if evening := _workday(local_day(letter.signed_at), 1, EVENING):
            yield UNSIGNED, stamp(letter.signed_at), evening
    if letter.state in OWES_ANSWER and letter.due_on:
        yield from _terms(letter, letter.due_on, now)
    yield from _turns(letter)


def _terms(letter: Letter, due_on: date, now: datetime) -> Iterator[Due]:
    before, after = _workday(due_on, -1, MORNING), _workday(due_on, 1, MORNING)
    signed_at = letter.signed_at  # with a term of one day the letter itself has just said it
    if before and signed_at and before > signed_at and local_day(now) <= due_on:
        yield DUE, due_on.isoformat(), before
    if after:
        yield LATE, due_on.isoformat(), after


def _turns(letter: Letter) -> Iterator[Due]:
    """Answers and what came back, at the moment of the last entry."""
    if letter.state not in (LetterState.ANSWERED, LetterState.RETURNED, LetterState.DRAFT):
        return
    last = last_entry(letter)
    if last is not None and last.kind == EntryKind.ANSWERED:
        yield ANSWERED, stamp(last.at), last.at
    elif last is not None and last.kind in (EntryKind.REFUSED, EntryKind.RETURNED):
        yield BACK, stamp(last.at), last.at


def _workday(on: date, days: int, at: time) -> datetime | None:
    """None beyond the loaded calendar."""
    try:
        return instant(add_workdays(on, days), at)
    except DomainError:
        return None


OPENINGS: dict[str, Callable[[Letter], str]] = {
    SIGN.name: lambda one: f"{one.submitted_by}送来一件{one.named}，请您签发：",
    SENT.name: lambda one: f"{one.issuer}发来一件{one.named}，请签收：",
    UNSIGNED.name: lambda one: f"下面这件{one.named}签发后一个工作日仍未签收：",
    DUE.name: lambda one: f"下面这件{one.named}的回复期限将到，请及时回复：",
    LATE.name: lambda one: f"下面这件{one.named}已过回复期限，仍未回复：",
    ANSWERED.name: lambda one: f"{one.unit.name}已回复下面这件{one.named}，请审核：",
    BACK.name: lambda one: f"下面这件{one.named}被退回，请按意见修改后重新提交：",
}


def _mail(rule: LetterRule, letter: Letter, officer: Officer) -> Mail:
    lines = [
        f"标题：{letter.title}",
        *([f"文号：{letter.number_text}"] if letter.number_text else []),
        f"触发情形：{letter.trigger}",
        f"收文单位：{letter.unit.name}",
        *([f"回复期限：{letter.due_on:%Y-%m-%d}"] if letter.due_on else []),
    ]
    if rule is BACK and (last := last_entry(letter)) is not None:
        lines.append(f"意见：{last.note}")
    return list_letter(
        officer,
        title=f"【{rule.label}】{letter.title}",
        opening=OPENINGS[rule.name](letter),
        lines=lines,
        url=reverse("letters:detail", args=[letter.pk]),
    )
