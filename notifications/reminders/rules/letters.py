"""督办函件: whoever has to sign, receive, answer or judge hears of it; terms that come near or are over; proposals."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from django.db.models import Q
from django.urls import reverse

from notifications.outbox.models import Occurrence
from notifications.reminders.list_letters import list_letter
from notifications.reminders.moments import instant, local_day, stamp
from notifications.reminders.rules.base import Family, Notice, Rule
from notifications.reminders.rules.base import Letter as Mail
from projects.errors import DomainError
from projects.people.models import Officer, Organisation
from projects.people.roles import Permission
from projects.workdays.queries import add_workdays
from workflow.letters.kinds import OWES_ANSWER, EntryKind, LetterState
from workflow.letters.models import Letter
from workflow.letters.policies import may_answer, may_run

MORNING, EVENING = time(9), time(17)


class LetterRule(Rule):
    """One reason to tell somebody about a letter. ``states``: in which it is still true."""

    subject_type = "letter"
    merged = "每件函每人一封"
    states: tuple[str, ...] = ()
    is_for_unit = False

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        letter = Letter.objects.visible_to(occurrence.recipient).filter(pk=occurrence.subject_id).first()
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
    states = (LetterState.SIGNING,)

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        waits = Letter.objects.filter(pk=occurrence.subject_id, state=LetterState.SIGNING, signer=occurrence.recipient)
        return "" if any(stamp(one.submitted_at) == occurrence.slot for one in waits if one.submitted_at) else "已办理"


class LetterReceived(LetterRule):
    """To the people of the unit and whom it is addressed to."""

    name, label = "letter_sent", "督办函件送达"
    who, when = "收文单位的填报员，收文人", "签发时"
    states = (LetterState.SENT,)
    is_for_unit = True


class LetterUnsigned(LetterRule):
    """Nobody has received it after a working day: to the unit, and to who sent it to be signed."""

    name, label = "letter_unsigned", "督办函件未签收"
    who, when = "收文单位的填报员，收文人，送签人", "签发后第1个工作日 17:00 仍未签收"
    states = (LetterState.SENT,)


class LetterDue(LetterRule):
    """A working day before the term ends."""

    name, label = "letter_due", "函件回复即将到期"
    who, when = "收文单位的填报员，收文人", "回复期限前1个工作日 09:00"
    merged = "每个期限每人一封"
    states = OWES_ANSWER
    is_for_unit = True


class LetterLate(LetterRule):
    """The term is over: to the unit and to who sent it to be signed."""

    name, label = "letter_late", "函件超期未回复"
    who, when = "收文单位的填报员，收文人，送签人", "回复期限后第1个工作日 09:00"
    merged = "每个期限每人一封"
    states = OWES_ANSWER


class LetterAnswered(LetterRule):
    """To who sent it to be signed."""

    name, label = "letter_answered", "函件已回复待审核"
    who, when = "送签人", "承办单位回复时"
    merged = "每次回复一封"
    states = (LetterState.ANSWERED,)


class LetterBack(LetterRule):
    """An answer that was not accepted, to who gave it; a letter that the signer sent back, to who put it there."""

    name, label = "letter_back", "函件退回"
    who, when = "回复人，送签人", "回复被退回、送签被退回修改时"
    merged = "每次退回一封"
    states = (LetterState.RETURNED, LetterState.DRAFT)


class LettersProposed(Rule):
    """What the rules proposed, to the dispatchers of that organisation."""

    name, label = "letters_proposed", "发函建议待处理"
    subject_type = "organisation"
    who, when = "发文单位的调度员", "督办规则提出建议时"
    merged = "每人每天一封，合并列出当天的建议"

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        waiting = Letter.objects.run_by(occurrence.recipient).filter(state=LetterState.PROPOSED)
        return "" if waiting.exists() else "建议已处理"


SIGN, SENT, UNSIGNED, DUE = LetterSign(), LetterReceived(), LetterUnsigned(), LetterDue()
LATE, ANSWERED, BACK, PROPOSED = LetterLate(), LetterAnswered(), LetterBack(), LettersProposed()
Told = set[tuple[str, str, uuid.UUID]]
Due = tuple[LetterRule, str, datetime, list[Officer]]


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
        """Two queries, however many letters."""
        moved = Q(updated_at__gt=since, updated_at__lte=now)
        first, last = local_day(since) - timedelta(days=15), local_day(now) + timedelta(days=15)
        runs = Q(state__in=OWES_ANSWER, due_on__range=(first, last))
        runs |= Q(state=LetterState.SENT, signed_at__gt=since - timedelta(days=15))
        whole = ("organisation", "unit", "recipient", "signer__organisation", "submitted_by__organisation", "project")
        found = list(Letter.objects.filter(moved | runs).select_related(*whole, "item").order_by("pk"))
        told = _told([one.pk for one in found], self.rules)
        yield from (Watched(one, told[one.pk]) for one in found)

    def notices(self, subject: Watched, since: datetime, now: datetime) -> Iterator[Notice]:
        """What came due within (since, now], to those who were not told."""
        letter = subject.letter
        for rule, slot, at, people in _dues(letter, now):
            if since < at <= now:
                for officer in people:
                    if (rule.name, slot, officer.pk) not in subject.told and _sees(officer, letter):
                        yield Notice(rule, letter.pk, slot, officer, at, partial(_mail, rule, letter, officer))


def _told(keys: Sequence[uuid.UUID], rules: Sequence[Rule]) -> dict[uuid.UUID, Told]:
    found: dict[uuid.UUID, Told] = defaultdict(set)
    rows = Occurrence.objects.filter(subject_id__in=list(keys), rule__in=[rule.name for rule in rules])
    for key, rule, slot, officer in rows.values_list("subject_id", "rule", "slot", "recipient"):
        found[key].add((rule, slot, officer))
    return found


def _sees(officer: Officer, letter: Letter) -> bool:
    return officer.is_active and Letter.objects.visible_to(officer).filter(pk=letter.pk).exists()


def _dues(letter: Letter, now: datetime) -> Iterator[Due]:
    """Everything that is due about the letter as it stands, with its slot, moment and people."""
    if letter.state == LetterState.SIGNING and letter.submitted_at and letter.signer:
        yield SIGN, stamp(letter.submitted_at), letter.submitted_at, [letter.signer]
    if letter.state == LetterState.SENT and letter.signed_at:
        yield SENT, stamp(letter.signed_at), letter.signed_at, _unit(letter)
        if evening := _workday(local_day(letter.signed_at), 1, EVENING):
            yield UNSIGNED, stamp(letter.signed_at), evening, [*_unit(letter), *_sender(letter)]
    if letter.state in OWES_ANSWER and letter.due_on:
        yield from _terms(letter, letter.due_on, now)
    yield from _turns(letter)


def _terms(letter: Letter, due_on: date, now: datetime) -> Iterator[Due]:
    before, after = _workday(due_on, -1, MORNING), _workday(due_on, 1, MORNING)
    signed_at = letter.signed_at  # with a term of one day the letter itself has just said it
    if before and signed_at and before > signed_at and local_day(now) <= due_on:
        yield DUE, due_on.isoformat(), before, _unit(letter)
    if after:
        yield LATE, due_on.isoformat(), after, [*_unit(letter), *_sender(letter)]


def _turns(letter: Letter) -> Iterator[Due]:
    """Answers and what came back, at the moment of the last entry."""
    if letter.state not in (LetterState.ANSWERED, LetterState.RETURNED, LetterState.DRAFT):
        return
    last = letter.entries.order_by("-at", "-pk").first()
    if last is None:
        return
    if last.kind == EntryKind.ANSWERED:
        yield ANSWERED, stamp(last.at), last.at, _sender(letter)
    elif last.kind == EntryKind.REFUSED:
        yield BACK, stamp(last.at), last.at, _sender(letter)
    elif last.kind == EntryKind.RETURNED:
        answer = letter.answers.select_related("by__organisation").last()
        yield BACK, stamp(last.at), last.at, [answer.by] if answer else []


def _workday(on: date, days: int, at: time) -> datetime | None:
    """None beyond the loaded calendar."""
    try:
        return instant(add_workdays(on, days), at)
    except DomainError:
        return None


def _unit(letter: Letter) -> list[Officer]:
    """Who fills in for the unit, and whom it is addressed to."""
    under = Organisation.objects.under(letter.unit)
    clerks = Officer.objects.with_permission(Permission.PROJECT_WRITE).filter(organisation__in=under)
    found = [
        one
        for one in clerks.select_related("organisation", "scope").prefetch_related("roles").order_by("pk")
        if may_answer(letter, one)
    ]
    named = letter.recipient
    return [*found, named] if named is not None and named not in found else found


def _sender(letter: Letter) -> list[Officer]:
    return [letter.submitted_by] if letter.submitted_by else []


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
    if rule is BACK and (last := letter.entries.order_by("-at", "-pk").first()) is not None:
        lines.append(f"意见：{last.note}")
    return list_letter(
        officer,
        title=f"【{rule.label}】{letter.title}",
        opening=OPENINGS[rule.name](letter),
        lines=lines,
        url=reverse("letters:detail", args=[letter.pk]),
    )


@dataclass(frozen=True)
class Proposed:
    """What was proposed of late in one organisation on one day."""

    organisation: Organisation
    day: date
    letters: list[Letter]


class LetterProposals(Family[Proposed]):
    """Proposals of the rules, by organisation and day."""

    name = "reminders.letter_proposals"
    rules = (PROPOSED,)

    def subjects(self, since: datetime, now: datetime) -> Iterator[Proposed]:
        found = Letter.objects.filter(state=LetterState.PROPOSED, updated_at__gt=since, updated_at__lte=now)
        days: dict[tuple[uuid.UUID, date], list[Letter]] = defaultdict(list)
        for one in found.select_related("organisation", "unit").order_by("updated_at", "pk"):
            days[one.organisation_id, local_day(one.updated_at)].append(one)
        yield from (Proposed(letters[0].organisation, day, letters) for (_, day), letters in days.items())

    def notices(self, subject: Proposed, since: datetime, now: datetime) -> Iterator[Notice]:
        """To those whose office is that of the organisation; to those above only where it has none."""
        slot, key = subject.day.isoformat(), subject.organisation.pk
        told = Occurrence.objects.filter(rule=PROPOSED.name, subject_id=key, slot=slot).values("recipient")
        people = Officer.objects.with_permission(Permission.DISPATCH_WRITE).select_related("organisation", "scope")
        able = [one for one in people.prefetch_related("roles").order_by("pk") if may_run(subject.organisation, one)]
        own = [one for one in able if one.scope_root == subject.organisation] or able
        known = set(told.values_list("recipient", flat=True))
        for officer in own:
            if officer.pk not in known:
                mail = partial(_proposed_mail, subject, officer)
                yield Notice(PROPOSED, key, slot, officer, subject.letters[0].updated_at, mail)


def _proposed_mail(found: Proposed, officer: Officer) -> Mail:
    return list_letter(
        officer,
        title=f"【发函建议】{len(found.letters)} 件待处理",
        opening=f"按督办规则，{found.organisation.name}有 {len(found.letters)} 件函件建议发出，请送签或不予发函：",
        lines=[f"{one.named}　{one.title}（{one.unit.label}）：{one.trigger}" for one in found.letters],
        url=f"{reverse('letters:list')}?tab=draft",
    )
