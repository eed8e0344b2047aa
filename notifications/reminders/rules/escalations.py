"""逾期未确认: who was asked to say that they know and did not is told to the next level, once (domain.md 10)."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db.models import QuerySet
from django.urls import reverse

from notifications.outbox.models import Occurrence, OccurrenceState
from notifications.outbox.registry import label_of
from notifications.outbox.registry import why_void as why_over
from notifications.receipts import registry
from notifications.receipts.models import Receipt, overdue
from notifications.receipts.queries import ESCALATION, Deadlines, is_answered
from notifications.receipts.terms import Rung
from notifications.reminders import subjects
from notifications.reminders.deputies import MARK, copy_slots
from notifications.reminders.list_letters import list_letter
from notifications.reminders.moments import local_day, local_text
from notifications.reminders.rules.base import Family, Letter, Notice, Rule, Test
from notifications.reminders.rules.looking import rows_of
from notifications.reminders.rules.recipients import IS_ACTIVE
from projects.ledger.models import Deputy
from projects.people.models import Kind, Officer, Organisation, Tenure
from projects.people.roles import Permission
from projects.rows import one_or_none


def _is_next(reminder: Occurrence, officer: Officer, now: datetime) -> bool:
    return any(one.pk == officer.pk for _, one in next_level(reminder, now))


class Unacknowledged(Rule):
    """One letter for each reminder without an answer, to whoever stands on the first rung that is not empty."""

    name = ESCALATION
    label = "逾期未确认"
    subject_type = "reminder"
    who = "未确认人的代理人；没有的为本单位主要负责人；再没有的为上级单位主要负责人（会议除外）、市级调度办公室"
    when = "要求确认的提醒，到确认期限（规则所定工作日的 17:00）仍未确认"
    merged = "每条提醒只告知一级、一次"
    tests = (IS_ACTIVE, Test(_is_next, "不是未确认人的下一级（代理人、主要负责人、上级、调度办公室中有人的第一级）"))

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        reminder = one_or_none(Occurrence.objects.filter(pk=occurrence.subject_id))
        if reminder is None or reminder.state == OccurrenceState.VOID:
            return "原提醒已失效"
        if is_answered_somehow(reminder):
            return "接收人已确认"
        if over := why_over(reminder, now):
            return f"原提醒已不再需要确认：{over}"
        return "" if subjects.sees(occurrence.recipient, reminder.subject_type, reminder.subject_id) else NOT_SEEN


UNACKNOWLEDGED = Unacknowledged()
NOT_SEEN = "收件人看不到提醒的对象"


def is_answered_somehow(reminder: Occurrence) -> bool:
    """By the recipient, or on a copy by who stands in."""
    if is_answered(reminder):
        return True
    copies = Occurrence.objects.filter(copy_slots(reminder), rule=reminder.rule, subject_id=reminder.subject_id)
    return Receipt.objects.filter(occurrence__in=copies).exists()


Step = tuple[Rung, Officer]


def next_level(reminder: Occurrence, now: datetime) -> list[Step]:
    """Who stands on the first rung of the rule's ladder that is not empty: active, another person, sees the thing."""
    terms = registry.terms_of(reminder.rule)
    for rung in terms.ladder if terms else ():
        found = [(rung, one) for one in _RUNGS[rung](reminder.recipient, now) if _may_hear(one, reminder)]
        if found:
            return found
    return []


def _may_hear(officer: Officer, reminder: Occurrence) -> bool:
    is_other = officer.pk != reminder.recipient_id and officer.is_active and officer.kind == Officer.Kind.PERSON
    return is_other and subjects.sees(officer, reminder.subject_type, reminder.subject_id)


def _deputies(officer: Officer, now: datetime) -> list[Officer]:
    running = Deputy.objects.running_on(local_day(now)).filter(principal=officer)
    return [one.deputy for one in running.select_related("deputy").order_by("pk")]


def _heads(unit: Organisation | None, now: datetime) -> list[Officer]:
    if unit is None:
        return []
    seated = Tenure.objects.current_on(local_day(now)).filter(post__organisation=unit, post__is_principal=True)
    return [one.officer for one in seated.select_related("officer").order_by("pk")]


def _head(officer: Officer, now: datetime) -> list[Officer]:
    return _heads(officer.organisation, now)


def _above(officer: Officer, now: datetime) -> list[Officer]:
    """The head of the nearest unit above that has one, up to the city."""
    unit = officer.organisation
    if unit is None:
        return []
    above = Organisation.objects.filter(path__in=unit.lineage()[:-1], depth__gte=unit.city().depth)
    found = (_heads(one, now) for one in above.order_by("-depth"))
    return next(filter(None, found), [])


def _office(officer: Officer, now: datetime) -> list[Officer]:
    """Dispatchers of the city that the officer belongs to."""
    unit = officer.organisation
    if unit is None:
        return []
    city = unit.city()
    dispatchers = Officer.objects.with_permission(Permission.DISPATCH_WRITE).select_related("scope", "organisation")
    return [one for one in dispatchers.order_by("pk") if one.scope_root == city and city.kind == Kind.CITY]


_RUNGS: dict[Rung, Callable[[Officer, datetime], list[Officer]]] = {
    Rung.DEPUTY: _deputies,
    Rung.HEAD: _head,
    Rung.ABOVE: _above,
    Rung.OFFICE: _office,
}


@dataclass(frozen=True)
class Silent:
    """A reminder whose deadline passed without an answer."""

    reminder: Occurrence
    deadline: datetime


class Escalations(Family[Silent]):
    """Reminders that ask for an answer and have none."""

    name = "reminders.escalations"
    rules = (UNACKNOWLEDGED,)

    def subjects(self, since: datetime, now: datetime) -> Iterator[Silent]:
        return self._found(overdue(now, since=since), since, now)

    def about(self, key: uuid.UUID, since: datetime, now: datetime) -> Iterator[Silent]:
        return self._found(overdue(now, since=since).filter(pk=key), since, now)

    def _found(self, among: QuerySet[Occurrence], since: datetime, now: datetime) -> Iterator[Silent]:
        """Copies to deputies ask nobody in their own right; what was raised once is not raised again, nor what is over:
        the meeting is off, the handover taken (reliability.md 1.2); who has done in the room what the reminder is about
        has answered it.
        """
        raised = Occurrence.objects.filter(rule=UNACKNOWLEDGED.name).values("subject_id")
        fresh = among.exclude(pk__in=raised).exclude(slot__contains=MARK)
        reminders = rows_of(fresh.select_related("recipient__organisation").order_by("pk"))
        days = Deadlines(reminders)
        for reminder in reminders:
            deadline = days.of(reminder)
            if since < deadline <= now and not is_answered_somehow(reminder) and not why_over(reminder, now):
                yield Silent(reminder, deadline)

    def notices(self, subject: Silent, since: datetime, now: datetime) -> Iterator[Notice]:
        for rung, officer in next_level(subject.reminder, now):
            if UNACKNOWLEDGED.admits(subject.reminder, officer, now):
                yield Notice(
                    rule=UNACKNOWLEDGED,
                    subject_id=subject.reminder.pk,
                    slot=rung.value,
                    recipient=officer,
                    due_at=subject.deadline,
                    letter=partial(_letter, subject, rung, officer),
                )


def _letter(silent: Silent, rung: Rung, officer: Officer) -> Letter:
    reminder = silent.reminder
    absent = reminder.recipient
    unit = f"（{absent.organisation.label}）" if absent.organisation else ""
    why = f"您是{rung.label}" if rung != Rung.DEPUTY else f"您正在代理{absent.name}"
    return list_letter(
        officer,
        title=f"【逾期未确认】{absent.name}：{reminder.title}",
        opening=f"{absent.name}{unit}到期没有确认下面这条提醒，请提醒其办理；{why}，故告知您：",
        lines=[
            f"提醒：{reminder.title}",
            f"规则：{label_of(reminder.rule)}",
            f"告知时间：{local_text(reminder.created_at)}，确认期限：{local_text(silent.deadline)}",
            "站内阅读：" + (local_text(reminder.read_at) if reminder.read_at else "未读"),
        ],
        url=reminder.url or reverse("outbox:ledger"),
    )
