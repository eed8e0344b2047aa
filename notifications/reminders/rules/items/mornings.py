"""Each working morning, one letter a person: due in two working days or today, late, and to review or check again."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from django.db.models import F, Q
from django.urls import reverse

from notifications.outbox.models import Occurrence
from notifications.reminders.list_letters import list_letter
from notifications.reminders.moments import Due, local_day, workdays_due
from notifications.reminders.rules.base import Family, Letter, Notice, Rule
from notifications.reminders.rules.items.people import in_hand_of, office_of
from notifications.reminders.rules.looking import rows_of
from notifications.reminders.rules.recipients import IS_ACTIVE, IS_SELF, holds
from projects.people.models import Officer
from projects.people.roles import Permission
from projects.rows import one_or_none
from workflow.items.kinds import Asks
from workflow.items.lateness import Days, late_days
from workflow.items.models import Item, ItemQuerySet
from workflow.items.moves import ItemState
from workflow.items.queries import asking

AT = time(9)
AHEAD = 2
"""Working days before the deadline on which it is told for the first time."""
OVERTAKEN = "已由较近一次提醒一并告知"
OVER = "期限已过，由逾期提醒告知"
_RUNNING = (ItemState.TO_SIGN, ItemState.WORKING, ItemState.RETURNED)


class ItemDue(Rule):
    """Due today, or in two working days."""

    name, label, subject_type = "item_due", "交办事项到期", "officer"
    who, when = "事项责任人、签收人；未签收的为牵头单位经办人员", "到期前 2 个工作日和到期当日 09:00"
    merged = "每人每天一封，合并列出"
    tests = (IS_SELF, IS_ACTIVE)

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        on = day_of(occurrence)
        found = due_items(on).filter(pk__in=Item.objects.visible_to(occurrence.recipient).values("pk"))
        return "" if found.exists() else "事项均已报请核销或销号"


class ItemLate(Rule):
    """Late, each working day once."""

    name, label, subject_type = "item_late", "交办事项逾期", "officer"
    who, when = "事项责任人、签收人；未签收的为牵头单位经办人员", "逾期后每个工作日 09:00，直至报请核销"
    merged = "每人每天一封，合并列出全部逾期事项"
    tests = (IS_SELF, IS_ACTIVE)

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        on = day_of(occurrence)
        found = late_items(on).filter(pk__in=Item.objects.visible_to(occurrence.recipient).values("pk"))
        return "" if found.exists() else "逾期事项均已报请核销或销号"


class ItemReview(Rule):
    """Long-term items at their review day, and closed ones whose result is to be looked at."""

    name, label, subject_type = "item_review", "长期复核和跟踪问效", "officer"
    who, when = "交办单位的调度员（经办过的除外）", "复核日、问效日 09:00"
    merged = "每人每天一封，合并列出"
    tests = (IS_SELF, IS_ACTIVE, holds(Permission.DISPATCH_WRITE))

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        on = day_of(occurrence)
        waiting = any(asking(occurrence.recipient, ask, on=on).exists() for ask in (Asks.REVIEW, Asks.RESULT))
        return "" if waiting else "事项均已复核或问效"


def day_of(occurrence: Occurrence) -> date:
    """The morning of a letter; of one that is only thought of, that of the question."""
    return date.fromisoformat(occurrence.slot) if occurrence.slot else local_day(occurrence.due_at)


DUE, LATE, REVIEW = ItemDue(), ItemLate(), ItemReview()


def due_items(on: date) -> ItemQuerySet:
    """Whose deadline is ``on``, or the second working day from it with the rest days before that one."""
    days = Days(on)
    soon = Q(due_on__gt=days.ahead(AHEAD - 2), due_on__lte=days.ahead(AHEAD - 1))
    return _running().filter(Q(due_on=on) | soon)


def late_items(on: date) -> ItemQuerySet:
    """Whose deadline lies before the last working day up to ``on``."""
    return _running().filter(due_on__lt=Days(on).back(0))


def review_items(on: date) -> ItemQuerySet:
    """Whose review day or day of the result check came since the last working day."""
    before = Days(on).back(1)
    reviewed = Q(state=ItemState.LONG_TERM, review_on__gt=before, review_on__lte=on)
    followed = Q(state=ItemState.CLOSED, verified_at__isnull=True, check_due_on__gt=before, check_due_on__lte=on)
    return _related(Item.objects.filter(reviewed | followed))


def _running() -> ItemQuerySet:
    return _related(Item.objects.filter(state__in=_RUNNING))


def _related(items: ItemQuerySet) -> ItemQuerySet:
    related = ("issuer", "lead", "officer", "signed_by", "project")
    return items.select_related(*related).order_by(F("due_on"), "issued_at", "pk")


@dataclass(frozen=True)
class Morning:
    """What one officer hears of one rule on a working morning; ``void_reason``: why it is only recorded."""

    rule: Rule
    officer: Officer
    items: Sequence[Item]
    due: Due
    void_reason: str = ""


class ItemMornings(Family[Morning]):
    """The daily look at deadlines."""

    name = "reminders.item_mornings"
    rules = (DUE, LATE, REVIEW)
    margin = timedelta(0)  # a morning with nothing to say is over: what comes up later waits for the next
    recalls = False
    horizon = timedelta(days=14)  # longer than any holiday

    def subjects(self, since: datetime, now: datetime) -> Iterator[Morning]:
        """Of the mornings missed while the system was off each person's latest by a rule is told, with all that still
        matters of the earlier ones; these are recorded.
        """
        return self._found(Q(), since, now)

    def about(self, key: uuid.UUID, since: datetime, now: datetime) -> Iterator[Morning]:
        person = one_or_none(Officer.objects.filter(pk=key))
        seen = Q(pk__in=Item.objects.visible_to(person).values("pk")) if person else Q(pk__in=[])
        return (one for one in self._found(seen, since, now) if one.officer.pk == key)

    def _found(self, seen: Q, since: datetime, now: datetime) -> Iterator[Morning]:
        dues = workdays_due(since, now, AT)
        recorded = _recorded(dues) if dues else set()
        people: People = {}
        for rule, items_on in ((DUE, due_items), (LATE, late_items), (REVIEW, review_items)):
            for officer, found in _by_morning(rule, items_on, dues, seen, people).values():
                if not rule.admits(officer, officer, now):
                    continue
                still = [one for one in _once(found) if _matters(rule, one, local_day(now))]
                for due, own in found:
                    if (rule.name, officer.pk, local_day(due.at).isoformat()) not in recorded:
                        is_last = due is found[-1][0]
                        why = (OVER if not still else "") if is_last else OVERTAKEN
                        yield Morning(rule, officer, still if is_last and still else own, due, why)

    def notices(self, subject: Morning, since: datetime, now: datetime) -> Iterator[Notice]:
        """One a morning."""
        yield Notice(
            rule=subject.rule,
            subject_id=subject.officer.pk,
            slot=local_day(subject.due.at).isoformat(),
            recipient=subject.officer,
            due_at=subject.due.at,
            letter=partial(_letter, subject),
            void_reason=subject.void_reason,
        )


Missed = list[tuple[Due, list[Item]]]
People = dict[tuple[str, object], list[Officer]]


def _by_morning(
    rule: Rule, items_on: Callable[[date], ItemQuerySet], dues: Sequence[Due], seen: Q, people: People
) -> dict[object, tuple[Officer, Missed]]:
    """Officer → what each of these mornings has for them, the earliest first."""
    found: dict[object, tuple[Officer, Missed]] = {}
    for due in dues:
        for officer, own in _by_person(rule, items_on(local_day(due.at)).filter(seen), people).values():
            found.setdefault(officer.pk, (officer, []))[1].append((due, own))
    return found


def _once(found: Missed) -> list[Item]:
    """Each item of these mornings once, the nearest deadline first."""
    items = {item.pk: item for _, own in found for item in own}
    return sorted(items.values(), key=lambda item: (item.due_on, item.issued_at, str(item.pk)))


def _matters(rule: Rule, item: Item, today: date) -> bool:
    """That something will be due is no news once it was: then it is late, which another rule tells."""
    return rule is not DUE or item.due_on >= today


def _by_person(rule: Rule, items: ItemQuerySet, people: People) -> dict[object, tuple[Officer, list[Item]]]:
    """``people``: those of each item, looked up once for all mornings."""
    found: dict[object, tuple[Officer, list[Item]]] = {}
    choose = office_of if rule is REVIEW else in_hand_of
    for item in rows_of(items):
        key = (choose.__name__, item.pk)
        if key not in people:
            people[key] = choose(item)
        for officer in people[key]:
            found.setdefault(officer.pk, (officer, []))[1].append(item)
    return found


def _recorded(dues: Sequence[Due]) -> set[tuple[str, object, str]]:
    days = [local_day(due.at).isoformat() for due in dues]
    names = [rule.name for rule in ItemMornings.rules]
    rows = Occurrence.objects.filter(rule__in=names, slot__in=days)
    return set(rows.values_list("rule", "recipient", "slot"))


def _letter(subject: Morning) -> Letter:
    count, on = len(subject.items), local_day(subject.due.at)
    opening, query = {
        DUE.name: (
            "以下交办事项今天或两个工作日内到期，请按期办结并报请核销，办不完的请在期限内申请延期：",
            "mine=lead",
        ),
        LATE.name: ("以下交办事项已经逾期，请尽快办结并回复进展和原因：", "mine=lead&late=1"),
        REVIEW.name: ("以下事项到了复核或跟踪问效的日子，请核实：", "state=all&mine=todo"),
    }[subject.rule.name]
    return list_letter(
        subject.officer,
        title=f"【{subject.rule.label}】{count} 件",
        opening=opening,
        lines=[_line(item, on) for item in subject.items],
        url=f"{reverse('items:list')}?{query}",
        note=subject.due.note,
    )


def _line(item: Item, on: date) -> str:
    if item.state == ItemState.LONG_TERM:
        day = f"{item.review_on:%Y-%m-%d} 复核"
    elif item.state == ItemState.CLOSED:
        day = f"{item.check_due_on:%Y-%m-%d} 跟踪问效"
    else:
        late = late_days(item.due_on, on)
        day = f"{item.due_on:%Y-%m-%d} 到期" + (f"，逾期 {late} 个工作日" if late else "")
    project = f"，{item.project.name}" if item.project else ""
    return f"{item.number} {item.matter}（{item.lead.label}{project}）：{day}"
