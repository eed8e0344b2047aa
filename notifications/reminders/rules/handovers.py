"""交接待确认 and 交接待接收: at once to whom the handover waits for, and again until it is done (domain.md 10)."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial

from django.db.models import QuerySet
from django.urls import reverse

from notifications.outbox.models import Occurrence
from notifications.receipts.terms import Acknowledge
from notifications.reminders.list_letters import list_letter
from notifications.reminders.moments import Due, local_day, stamp, workdays_due
from notifications.reminders.rules.base import Family, Letter, Notice, Rule, Test
from notifications.reminders.rules.looking import rows_of
from notifications.reminders.rules.recipients import IS_ACTIVE, OF_CITY_OFFICE, holds
from projects.errors import DomainError
from projects.people.models import Officer
from projects.people.roles import Permission
from projects.rows import one_or_none
from projects.workdays.queries import workdays_between
from workflow.handover.models import Handover, HandoverState, ItemState
from workflow.handover.policies import may_confirm

AT = time(9)


class HandoverProposed(Rule):
    """To the city's dispatch office, when the facts ask for a handover."""

    name = "handover_proposed"
    label = "交接待确认"
    subject_type = "handover"
    who = "职务所在市的调度员"
    when = "提出交接时，其后每 3 个工作日 09:00，直至确认"
    merged = "每项交接一封，列出全部移交事项"
    tests = (
        IS_ACTIVE,
        holds(Permission.DISPATCH_WRITE),
        OF_CITY_OFFICE,
        Test(
            lambda handover, officer, now: may_confirm(handover, officer),
            "不是职务所在市的调度员，或本人就是当事人，不由其确认",
        ),
    )
    every = 3

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        handover = one_or_none(Handover.objects.filter(pk=occurrence.subject_id, state=HandoverState.PROPOSED))
        if handover is None:
            return "交接已确认或已失效"
        return "" if may_confirm(handover, occurrence.recipient) else "已不再由其确认"


class HandoverConfirmed(Rule):
    """To the successor, when the office has confirmed."""

    name = "handover_confirmed"
    label = "交接待接收"
    subject_type = "handover"
    who = "接收人（代理期间抄送代理人）"
    when = "确认交接时，其后每 2 个工作日 09:00，直至接收"
    merged = "每项交接一封，列出全部移交事项"
    tests = (
        Test(lambda handover, officer, now: handover.successor_id == officer.pk, "不是这项交接的接收人"),
        IS_ACTIVE,
    )
    acknowledge = Acknowledge(within=2)
    every = 2

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        waiting = Handover.objects.filter(pk=occurrence.subject_id, state=HandoverState.CONFIRMED)
        return "" if waiting.filter(successor=occurrence.recipient_id).exists() else "交接已接收或已由后任接续"


PROPOSED, CONFIRMED = HandoverProposed(), HandoverConfirmed()


@dataclass(frozen=True)
class Pending:
    """A handover that waits, since when, and which of its moments came due: slot and instant, the earliest first."""

    handover: Handover
    rule: HandoverProposed | HandoverConfirmed
    moments: list[tuple[str, Due]]


class Handovers(Family[Pending]):
    """Handovers that wait for the office or for the successor."""

    name = "reminders.handovers"
    rules = (PROPOSED, CONFIRMED)

    def subjects(self, since: datetime, now: datetime) -> Iterator[Pending]:
        return self._found(Handover.objects.open(), since, now)

    def about(self, key: uuid.UUID, since: datetime, now: datetime) -> Iterator[Pending]:
        return self._found(Handover.objects.open().filter(pk=key), since, now)

    def _found(self, among: QuerySet[Handover], since: datetime, now: datetime) -> Iterator[Pending]:
        """Only those of which something came due."""
        mornings = workdays_due(since, now, AT)
        related = ("post__organisation", "predecessor", "sitter", "successor")
        for handover in rows_of(among.select_related(*related).order_by("pk")):
            proposed = handover.state == HandoverState.PROPOSED
            began = handover.proposed_at if proposed else handover.confirmed_at
            rule: HandoverProposed | HandoverConfirmed = PROPOSED if proposed else CONFIRMED
            assert began is not None  # a constraint of the table
            moments = _moments(began, rule.every, mornings, since, now)
            if moments:
                yield Pending(handover, rule, moments)

    def notices(self, subject: Pending, since: datetime, now: datetime) -> Iterator[Notice]:
        """The latest is told; earlier ones, missed while the system was off, are recorded."""
        recorded = _recorded(subject)
        for recipient in _recipients(subject, now):
            for slot, due in subject.moments:
                if (recipient.pk, slot) not in recorded:
                    yield _notice(subject, recipient, slot, due)


def _moments(
    began: datetime, every: int, mornings: Iterable[Due], since: datetime, now: datetime
) -> list[tuple[str, Due]]:
    at_once = [(stamp(began), Due(began))] if since < began <= now else []
    again = [due for due in mornings if due.at > began and _is_turn(local_day(began), local_day(due.at), every)]
    return at_once + [(local_day(due.at).isoformat(), due) for due in again]


def _is_turn(first: date, on: date, every: int) -> bool:
    """Is ``on`` a multiple of ``every`` working days after ``first``? Calendar days past the official calendar."""
    try:
        passed = workdays_between(first, on)
    except DomainError:
        passed = (on - first).days
    return passed > 0 and passed % every == 0


def _recorded(pending: Pending) -> set[tuple[uuid.UUID, str]]:
    rows = Occurrence.objects.filter(subject_id=pending.handover.pk, rule=pending.rule.name)
    return set(rows.values_list("recipient", "slot"))


def _recipients(pending: Pending, now: datetime) -> list[Officer]:
    """First by the database, then by the tests of the rule."""
    handover, rule = pending.handover, pending.rule
    if rule is CONFIRMED:
        found = [handover.successor] if handover.successor else []
    else:
        officers = Officer.objects.with_permission(Permission.DISPATCH_WRITE).select_related("scope", "organisation")
        found = list(officers.prefetch_related("roles").order_by("pk"))
    return [one for one in found if rule.admits(handover, one, now)]


def _notice(pending: Pending, recipient: Officer, slot: str, due: Due) -> Notice:
    letter: Callable[[Officer], Letter] = partial(_letter, pending, due.note)
    return Notice(
        rule=pending.rule,
        subject_id=pending.handover.pk,
        slot=slot,
        recipient=recipient,
        due_at=due.at,
        letter=partial(letter, recipient),
        void_reason="" if slot == pending.moments[-1][0] else "已由较近一次提醒一并告知",
        for_deputy=letter if pending.rule is CONFIRMED else None,
    )


def _letter(pending: Pending, note: str, recipient: Officer) -> Letter:
    handover, confirming = pending.handover, pending.rule is PROPOSED
    state = ItemState.OPEN if confirming else ItemState.HANDED
    items = handover.items.filter(state=state).select_related("responsibility__project__landing_organisation")
    parts = [item.responsibility for item in items]
    to = handover.sitter or "职务空缺，请选择接收人"
    opening = (
        f"因{handover.get_cause_display()}，{handover.predecessor}按“{handover.post}”担任的 {len(parts)} 项责任"
        f"需要交接（拟接收人：{to}），请确认："
        if confirming
        else f"{handover.predecessor}按“{handover.post}”担任的 {len(parts)} 项责任，自 {handover.effective_on} 起"
        f"由{handover.successor}负责，请核对在办事项后接收："
    )
    return list_letter(
        recipient,
        title=f"【{pending.rule.label}】{handover.post}：{handover.predecessor}移交 {len(parts)} 项责任",
        opening=opening,
        lines=[
            f"{one.get_role_display()}：{one.project.name}（{one.project.number}，"
            f"{one.project.landing_organisation.label}）"
            for one in parts
        ],
        url=reverse("handover:detail", args=[handover.pk]),
        note=note,
    )
