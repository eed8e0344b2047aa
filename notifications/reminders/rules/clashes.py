"""撞单: the office when it is raised and each working day once overdue; either side of the fact and of the ruling.

A side's letter names its own project and nothing of the other (domain.md 9).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from functools import partial

from django.db.models import Q, QuerySet
from django.urls import reverse

from notifications.outbox.models import Occurrence
from notifications.reminders.list_letters import list_letter
from notifications.reminders.moments import Due, local_day, stamp, workdays_due
from notifications.reminders.rules.base import Family, Letter, Notice, Rule, Test
from notifications.reminders.rules.looking import rows_of
from notifications.reminders.rules.recipients import IS_ACTIVE, IS_NO_OFFICE, holds
from projects.ledger.kinds import ClashSide, ClashState
from projects.ledger.models import Clash, Project, Transfer
from projects.ledger.policies import may_write
from projects.ledger.policies_clashes import may_answer, may_rule
from projects.ledger.queries_clashes import Facts
from projects.people.models import Officer
from projects.people.roles import Permission
from projects.rows import one_or_none

AT = time(9)


def _fills_in(clash: Clash, officer: Officer, now: datetime) -> bool:
    return bool(_sides_of(clash, officer))


TO_SIDES = (
    IS_ACTIVE,
    holds(Permission.PROJECT_WRITE),
    IS_NO_OFFICE,
    Test(_fills_in, "双方项目都不由其填报"),
)


class ClashRaised(Rule):
    """To the offices that rule on it, at once."""

    name = "clash_raised"
    label = "撞单待裁定"
    subject_type = "clash"
    who = "双方共同上级的调度员"
    when = "发现撞单或转入复议时"
    merged = "每项撞单一封"
    tests = (
        IS_ACTIVE,
        holds(Permission.DISPATCH_WRITE),
        Test(lambda clash, officer, now: may_rule(clash, officer), "不是双方项目的共同上级，不由其裁定"),
    )

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        clash = _open(occurrence)
        if clash is None:
            return "撞单已裁定或已终结"
        return "" if may_rule(clash, occurrence.recipient) else "已不再由其裁定"


class ClashOverdue(ClashRaised):
    """To the same, each working day after the deadline."""

    name = "clash_overdue"
    label = "撞单裁定超期"
    when = "超过裁定期限后每个工作日 09:00，直至裁定"


class ClashKnown(Rule):
    """To the clerks of either side: that there is one."""

    name = "clash_known"
    label = "首报争议"
    subject_type = "clash"
    who = "双方项目录入单位的填报员"
    when = "发现撞单或转入复议时"
    merged = "每项争议每方一封，只告知事实，不含对方任何信息"
    tests = TO_SIDES

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        clash = _open(occurrence)
        if clash is None:
            return "争议已裁定或已终结"
        return "" if _sides_of(clash, occurrence.recipient) else "项目已不在其范围内"


class ClashRuled(Rule):
    """To the clerks of either side: what was ruled, and what to do."""

    name = "clash_ruled"
    label = "首报争议裁定"
    subject_type = "clash"
    who = "双方项目录入单位的填报员"
    when = "裁定时"
    merged = "每次裁定每方一封"
    tests = TO_SIDES

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        clash = one_or_none(Clash.objects.filter(pk=occurrence.subject_id, state=ClashState.RULED))
        if clash is None or clash.ruled_at is None or occurrence.slot not in ("", stamp(clash.ruled_at)):
            return "争议已转入复议"
        return "" if _sides_of(clash, occurrence.recipient) else "项目已不在其范围内"


class TransferAsked(Rule):
    """To the clerks of the unit that is to take a project over."""

    name = "transfer_asked"
    label = "项目移交待接收"
    subject_type = "transfer"
    who = "接收单位的填报员"
    when = "提出移交时"
    merged = "每项移交一封"
    tests = (
        IS_ACTIVE,
        holds(Permission.PROJECT_WRITE),
        IS_NO_OFFICE,
        Test(lambda transfer, officer, now: may_answer(transfer, officer), "不属于接收单位，不由其接收"),
    )

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        asked = one_or_none(Transfer.objects.filter(pk=occurrence.subject_id, state=Transfer.State.ASKED))
        if asked is None:
            return "移交已答复或已撤回"
        return "" if may_answer(asked, occurrence.recipient) else "已不再由其接收"


RAISED, OVERDUE, KNOWN, RULED, ASKED = ClashRaised(), ClashOverdue(), ClashKnown(), ClashRuled(), TransferAsked()
_UNITS = ("source_organisation", "landing_organisation", "lead_organisation", "first_contact_organisation")
_RELATED = tuple(f"{side}__{unit}" for side in ("first", "later") for unit in _UNITS)


def _open(occurrence: Occurrence) -> Clash | None:
    return one_or_none(Clash.objects.open().filter(pk=occurrence.subject_id))


@dataclass(frozen=True)
class Subject:
    """A clash or a transfer, and its moments that came due: rule, slot and instant, the earliest first."""

    clash: Clash | None
    transfer: Transfer | None
    moments: list[tuple[Rule, str, Due]]


class Clashes(Family[Subject]):
    """Clashes and transfers of which something came due."""

    name = "reminders.clashes"
    rules = (RAISED, OVERDUE, KNOWN, RULED, ASKED)

    def subjects(self, since: datetime, now: datetime) -> Iterator[Subject]:
        return self._found(Clash.objects.all(), Transfer.objects.all(), since, now)

    def about(self, key: uuid.UUID, since: datetime, now: datetime) -> Iterator[Subject]:
        return self._found(Clash.objects.filter(pk=key), Transfer.objects.filter(pk=key), since, now)

    def _found(
        self, clashes: QuerySet[Clash], transfers: QuerySet[Transfer], since: datetime, now: datetime
    ) -> Iterator[Subject]:
        mornings = workdays_due(since, now, AT)
        fresh = Q(state=ClashState.OPEN) | Q(ruled_at__gt=since, ruled_at__lte=now)
        for clash in rows_of(clashes.filter(fresh).select_related(*_RELATED).order_by("pk")):
            moments = _moments(clash, mornings, since, now)
            if moments:
                yield Subject(clash, None, moments)
        asked = transfers.filter(state=Transfer.State.ASKED, asked_at__gt=since, asked_at__lte=now)
        for one in rows_of(asked.select_related("project__landing_organisation", "sender", "to").order_by("pk")):
            yield Subject(None, one, [(ASKED, stamp(one.asked_at), Due(one.asked_at))])

    def notices(self, subject: Subject, since: datetime, now: datetime) -> Iterator[Notice]:
        """Of several mornings missed while the system was off, the latest is told and the others are recorded."""
        key = subject.clash.pk if subject.clash else subject.transfer.pk if subject.transfer else None
        assert key is not None
        recorded = _recorded(key)
        last = {rule.name: slot for rule, slot, _ in subject.moments}
        for rule, slot, due in subject.moments:
            for recipient, letter in _letters(subject, rule, due, now):
                if (rule.name, slot, recipient.pk) not in recorded:
                    void = "" if last[rule.name] == slot else "已由较近一次提醒一并告知"
                    yield Notice(rule, key, slot, recipient, due.at, letter, void)


def _moments(clash: Clash, mornings: Iterable[Due], since: datetime, now: datetime) -> list[tuple[Rule, str, Due]]:
    began = clash.reopened_at or clash.raised_at
    if clash.state == ClashState.RULED:
        at = clash.ruled_at
        return [(RULED, stamp(at), Due(at))] if at and since < at <= now else []
    at_once: list[tuple[Rule, str, Due]] = []
    if since < began <= now:
        at_once = [(rule, stamp(began), Due(began)) for rule in (RAISED, KNOWN)]
    late = [due for due in mornings if local_day(due.at) > clash.due_on and due.at > began]
    return at_once + [(OVERDUE, local_day(due.at).isoformat(), due) for due in late]


def _recorded(key: uuid.UUID) -> set[tuple[str, str, uuid.UUID]]:
    return set(Occurrence.objects.filter(subject_id=key).values_list("rule", "slot", "recipient"))


Written = tuple[Officer, Callable[[], Letter]]


def _letters(subject: Subject, rule: Rule, due: Due, now: datetime) -> Iterator[Written]:
    """Recipients, first by the database, then by the tests of the rule, each with the letter."""
    matter = subject.transfer or subject.clash
    for officer in _people(Permission.DISPATCH_WRITE if rule in (RAISED, OVERDUE) else Permission.PROJECT_WRITE):
        if rule.admits(matter, officer, now):
            yield officer, _letter(subject, rule, officer, due)


def _letter(subject: Subject, rule: Rule, officer: Officer, due: Due) -> Callable[[], Letter]:
    if subject.transfer is not None:
        return partial(_transfer_letter, subject.transfer, officer)
    assert subject.clash is not None
    if rule in (RAISED, OVERDUE):
        return partial(_office_letter, subject.clash, rule, officer, due.note)
    return partial(_side_letter, _sides_of(subject.clash, officer)[0], rule, officer)


def _people(permission: str) -> list[Officer]:
    officers = Officer.objects.with_permission(permission).select_related("scope", "organisation")
    return list(officers.prefetch_related("roles").order_by("pk"))


def _sides_of(clash: Clash, officer: Officer) -> list[Facts]:
    """The sides for which the officer fills in, the later one first: it has more to do."""
    sides: list[tuple[ClashSide, Project]] = [(ClashSide.LATER, clash.later), (ClashSide.FIRST, clash.first)]
    return [Facts(clash, project, side) for side, project in sides if may_write(project, officer)]


def _office_letter(clash: Clash, rule: Rule, officer: Officer, note: str) -> Letter:
    late = rule is OVERDUE
    opening = f"裁定期限 {clash.due_on} 已过，请尽快裁定：" if late else f"请在 {clash.due_on} 前裁定："
    return list_letter(
        officer,
        title=f"【{rule.label}】{clash.first.name}／{clash.later.name}",
        opening=f"两个单位录入了同一企业或项目，{opening}",
        lines=[_named("首报", clash.first), _named("后报", clash.later), *(one["sentence"] for one in clash.grounds)],
        url=reverse("ledger:clash", args=[clash.pk]),
        note=note,
    )


def _named(side: str, project: Project) -> str:
    return f"{side}：{project.name}（{project.number}，{project.landing_organisation.label}）"


def _side_letter(facts: Facts, rule: Rule, officer: Officer) -> Letter:
    return list_letter(
        officer,
        title=f"【{rule.label}】{facts.project.name}",
        opening=f"本单位项目“{facts.project.name}”（{facts.project.number}）：{facts.sentence}。",
        lines=_ruled_lines(facts) if rule is RULED else _known_lines(facts),
        url=reverse("ledger:clash", args=[facts.clash.pk]),
    )


def _known_lines(facts: Facts) -> list[str]:
    later = facts.side == ClashSide.LATER
    return [
        f"上级调度办公室将在 {facts.clash.due_on} 前裁定",
        "裁定之前可以继续补充，但不能签约" if later else "裁定之前本项目照常推进",
        "可在争议页面提交陈述和依据",
    ]


def _ruled_lines(facts: Facts) -> list[str]:
    todo = ["请办理本单位项目的退库；不服裁定的，可向上级调度办公室申请复议一次"] if facts.is_lost else []
    return [f"裁定：{facts.answer}", f"理由：{facts.clash.reason}", *todo]


def _transfer_letter(transfer: Transfer, officer: Officer) -> Letter:
    return list_letter(
        officer,
        title=f"【项目移交待接收】{transfer.project.name}",
        opening=f"{transfer.sender.label}请{transfer.to.label}接收一个项目，接收之前仍由对方负责：",
        lines=[f"项目：{transfer.project.name}（{transfer.project.number}）", f"理由：{transfer.why}"],
        url=reverse("ledger:transfer", args=[transfer.pk]),
    )
