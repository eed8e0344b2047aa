"""At once: to sign, named, urged, returned, extension asked and decided, to be checked, passed up and answered."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse

from notifications.outbox.models import Occurrence
from notifications.reminders.list_letters import list_letter
from notifications.reminders.moments import stamp
from notifications.reminders.rules.base import Family, Letter, Notice, Rule, Test
from notifications.reminders.rules.items.people import (
    answerable_of,
    asked_above_of,
    facts,
    in_hand_of,
    office_of,
    receivers_of,
    sees,
    units_of,
)
from notifications.reminders.rules.looking import rows_of
from notifications.reminders.rules.recipients import IS_ACTIVE, Choose, among, found_by, remembered
from projects.people.models import Officer
from projects.rows import one_or_none
from workflow.items.kinds import NAMES, EventKind
from workflow.items.models import Event, Item
from workflow.items.moves import ItemState

GONE = "收件人已不能查看这件事项"
SEES = Test(lambda item, officer, now: sees(officer, item), "看不到这件交办事项")
NOT_IN_HAND = "不是事项的责任人、签收人（未签收的为牵头单位经办人员）"
NOT_OFFICE = "不是交办单位的调度员，或经办过这件事项，须由另一人办理"


def _by_another(kinds: tuple[str, ...]) -> Test:
    """Nobody is told of what he did himself."""

    def passes(item: Item, officer: Officer, now: datetime) -> bool:
        did = remembered(item, kinds, lambda: set(item.events.filter(kind__in=kinds).values_list("by", flat=True)))
        return not did or bool(did - {officer.pk})

    return Test(passes, "这一步就是本人办理的")


def _recipients(choose: Choose, why_not: str, kinds: tuple[str, ...]) -> tuple[Test, ...]:
    return IS_ACTIVE, among(choose, why_not), _by_another(kinds), SEES


class ItemRule(Rule):
    """Of one item. ``kinds``: events that it tells; ``choose``: whom, by what is on record about the item.

    ``states``: those in which it is still worth telling; ``opening``: the sentence of the letter.
    """

    subject_type = "item"
    merged = "每次每人一封"
    kinds: ClassVar[tuple[str, ...]]
    choose: ClassVar[staticmethod[[Any], Iterable[Officer]]]
    states: tuple[str, ...] = ()
    opening = ""
    verb = ""

    def tells(self, event: Event) -> bool:
        """Is this event worth a letter? One of another kind may say it by the way."""
        return True

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        item = one_or_none(Item.objects.visible_to(occurrence.recipient).filter(pk=occurrence.subject_id))
        if item is None:
            return GONE
        if self.states and item.state not in self.states:
            return f"事项已是“{item.get_state_display()}”"
        return self.why_over(item)

    def why_over(self, item: Item) -> str:
        """Why it is no longer true although the state is right."""
        return ""


class ToSign(ItemRule):
    """A new item, to the lead unit and, for their information, to the co-operating ones."""

    kinds, choose = (EventKind.ISSUED,), staticmethod(units_of)
    tests = _recipients(units_of, "不是牵头单位、配合单位的经办人员，也不是指定的责任人", kinds)
    name, label, verb = "item_to_sign", "交办事项待签收", "待签收"
    who, when = "牵头单位、配合单位的经办人员，指定的责任人", "交办时"
    states = (ItemState.TO_SIGN,)
    opening = "有一件新的交办事项，请牵头单位及时签收、配合单位知悉："


class Named(ItemRule):
    """Who answers for it from now on."""

    kinds, choose = (EventKind.NAMED, EventKind.SIGNED, EventKind.HANDED_OVER), staticmethod(answerable_of)
    tests = _recipients(answerable_of, "不是事项现在的责任人", kinds)
    name, label, verb = "item_named", "指定为事项责任人", "请您负责"
    who, when = "新指定的责任人", "签收、接收移交时指定了责任人，或更换责任人时"
    states = (ItemState.TO_SIGN, ItemState.WORKING, ItemState.RETURNED)
    opening = "您被指定为以下事项的责任人，请办理并回复进展："

    def tells(self, event: Event) -> bool:
        return NAMES in event.detail

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        kept = Item.objects.filter(pk=occurrence.subject_id, officer=occurrence.recipient).exists()
        return super().why_void(occurrence, now) or ("" if kept else "责任人已更换")


class Urged(ItemRule):
    """An urge."""

    kinds, choose = (EventKind.URGED,), staticmethod(in_hand_of)
    tests = _recipients(in_hand_of, NOT_IN_HAND, kinds)
    name, label, verb = "item_urged", "催办", "催办"
    who, when = "事项责任人、签收人；未签收的为牵头单位经办人员", "催办时，每件每天至多一次"
    states = (ItemState.TO_SIGN, ItemState.WORKING, ItemState.RETURNED)
    opening = "交办单位催办以下事项，请尽快办理并回复进展："


class Returned(ItemRule):
    """Back with a reason."""

    kinds, choose = (EventKind.RETURNED, EventKind.REOPENED), staticmethod(in_hand_of)
    tests = _recipients(in_hand_of, NOT_IN_HAND, kinds)
    name, label, verb = "item_returned", "交办事项退回", "已退回"
    who, when = "事项责任人、签收人", "退回时，重新交办时"
    states = (ItemState.RETURNED, ItemState.WORKING)
    opening = "以下事项未通过核销，请按意见继续办理："


class ToCheck(ItemRule):
    """Waiting for the second person."""

    kinds, choose = (EventKind.SUBMITTED,), staticmethod(office_of)
    tests = _recipients(office_of, NOT_OFFICE, kinds)
    name, label, verb = "item_to_check", "交办事项待核", "待核"
    who, when = "交办单位的调度员（经办过的除外）", "报请核销时"
    states = (ItemState.CHECKING,)
    opening = "牵头单位报请核销以下事项，请核实后销号或退回："


class ExtensionAsked(ItemRule):
    """To be decided."""

    kinds, choose = (EventKind.EXTENSION_ASKED,), staticmethod(office_of)
    tests = _recipients(office_of, NOT_OFFICE, kinds)
    name, label, verb = "item_extension_asked", "延期待答复", "申请延期"
    who, when = "交办单位的调度员（经办过的除外）", "申请延期时"
    states = (ItemState.WORKING, ItemState.RETURNED)
    opening = "牵头单位申请延期，请答复："

    def why_over(self, item: Item) -> str:
        extension = getattr(item, "extension", None)
        return "" if extension is not None and not extension.answer else "延期申请已答复"


class ExtensionDecided(ItemRule):
    """The answer."""

    kinds, choose = (EventKind.EXTENDED, EventKind.NOT_EXTENDED), staticmethod(in_hand_of)
    tests = _recipients(in_hand_of, NOT_IN_HAND, kinds)
    name, label, verb = "item_extension_decided", "延期答复", "延期答复"
    who, when = "事项责任人、签收人", "答复延期申请时"
    opening = "交办单位答复了延期申请："


class HandoverAsked(ItemRule):
    """To the unit that is asked to take it over."""

    kinds, choose = (EventKind.HANDOVER_ASKED,), staticmethod(receivers_of)
    tests = _recipients(receivers_of, "不是接收单位的经办人员，或移交已答复", kinds)
    name, label, verb = "item_handover", "事项移交待接收", "待接收移交"
    who, when = "接收单位的经办人员", "提出移交时"
    states = (ItemState.TO_SIGN, ItemState.WORKING, ItemState.RETURNED)
    opening = "有一件事项拟移交你单位牵头办理，请接收或说明不接收的理由："

    def why_over(self, item: Item) -> str:
        return "" if item.handovers.filter(answer="").exists() else "移交已答复"


class PassedUp(ItemRule):
    """To the unit above that is asked for co-ordination."""

    kinds, choose = (EventKind.PASSED_UP,), staticmethod(asked_above_of)
    tests = _recipients(asked_above_of, "不是被请求协调单位的经办人员，或已答复", kinds)
    name, label, verb = "item_passed_up", "上报协调待答复", "请求协调"
    who, when = "被请求协调单位的经办人员", "上报时"
    opening = "有一件事项请求你单位协调，请答复："

    def why_over(self, item: Item) -> str:
        return "" if item.referrals.filter(replied_at__isnull=True).exists() else "上报已答复"


class AnsweredUp(ItemRule):
    """The reply from above."""

    kinds, choose = (EventKind.ANSWERED_UP,), staticmethod(in_hand_of)
    tests = _recipients(in_hand_of, NOT_IN_HAND, kinds)
    name, label, verb = "item_answered_up", "上级答复", "上级已答复"
    who, when = "事项责任人、签收人", "登记上级答复时"
    opening = "上报协调的事项有了答复："


TO_SIGN, NAMED, URGED, RETURNED, TO_CHECK = ToSign(), Named(), Urged(), Returned(), ToCheck()
EXT_ASKED, EXT_DECIDED, HANDOVER = ExtensionAsked(), ExtensionDecided(), HandoverAsked()
PASSED_UP, ANSWERED_UP = PassedUp(), AnsweredUp()


_RULES: tuple[ItemRule, ...] = (
    *(TO_SIGN, NAMED, URGED, RETURNED, TO_CHECK, EXT_ASKED, EXT_DECIDED, HANDOVER, PASSED_UP, ANSWERED_UP),
)
RULE_OF: dict[str, ItemRule] = {kind: rule for rule in _RULES for kind in rule.kinds}
"""Event → which rule tells it."""


@dataclass(frozen=True)
class Happened:
    """An event that somebody must hear of, and who was told of it already."""

    event: Event
    told: frozenset[uuid.UUID]


class ItemHappenings(Family[Happened]):
    """Events of threads lately."""

    name = "reminders.items"
    rules = _RULES

    def subjects(self, since: datetime, now: datetime) -> Iterator[Happened]:
        return self._found(Event.objects.all(), since, now)

    def about(self, key: uuid.UUID, since: datetime, now: datetime) -> Iterator[Happened]:
        return self._found(Event.objects.filter(item=key), since, now)

    def _found(self, among: QuerySet[Event], since: datetime, now: datetime) -> Iterator[Happened]:
        """Two queries, however many events."""
        related = ("item__issuer", "item__lead", "item__officer", "item__signed_by", "item__project", "by", "unit")
        events = among.filter(kind__in=list(RULE_OF), at__gt=since, at__lte=now).select_related(*related)
        found = rows_of(events.order_by("at", "item", "sequence"))
        told = _told(found)
        yield from (Happened(one, frozenset(told[one.item_id, stamp(one.at)])) for one in found)

    def notices(self, subject: Happened, since: datetime, now: datetime) -> Iterator[Notice]:
        """Nobody twice of one event, nobody of what he did himself or may not see."""
        event, item = subject.event, subject.event.item
        rule = RULE_OF[event.kind]
        if not rule.tells(event) or (rule.states and item.state not in rule.states):
            return
        fresh = (one for one in found_by(rule.choose, item) if one.pk not in subject.told and one.pk != event.by_id)
        for one in fresh:
            if rule.admits(item, one, now):
                letter: Callable[[Officer], Letter] = partial(_letter, rule, event)
                yield Notice(rule, item.pk, stamp(event.at), one, event.at, partial(letter, one))


def _told(events: list[Event]) -> dict[tuple[uuid.UUID, str], set[uuid.UUID]]:
    found: dict[tuple[uuid.UUID, str], set[uuid.UUID]] = defaultdict(set)
    if events:
        names = [rule.name for rule in ItemHappenings.rules]
        rows = Occurrence.objects.filter(subject_id__in={one.item_id for one in events}, rule__in=names)
        for item, slot, officer in rows.values_list("subject_id", "slot", "recipient"):
            found[item, slot].add(officer)
    return found


def _letter(rule: ItemRule, event: Event, recipient: Officer) -> Letter:
    item = event.item
    said = [f"{event.get_kind_display()}：{event.by.name}（{event.unit.label if event.unit else ''}）"]
    said += [f"变化：{event.detail}"] if event.detail else []
    said += [f"意见：{event.note}"] if event.note else []
    return list_letter(
        recipient,
        title=f"【{rule.verb}】{item.number} {item.matter[:40]}",
        opening=rule.opening,
        lines=[*facts(item), *said],
        url=reverse("items:item", args=[item.pk]),
    )
