"""Why did, or did not, somebody get this: answered by the rule's own evaluation (families, tests, last check).

Nothing here knows a rule. What is on record is read; what is not is asked of ``Family.notices`` for the past, the
present and what lies ahead; who is no recipient gets the sentence of the first test of the rule that fails.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models

from notifications.outbox.channels.catalogue import label_of
from notifications.outbox.models import Delivery, DeliveryState, Occurrence, OccurrenceState, Watermark
from notifications.preferences.queries import calendar_about, standing_of
from notifications.preferences.registry import topic_of
from notifications.reminders import subjects
from notifications.reminders.families import FAMILIES
from notifications.reminders.moments import LATE, local_text
from notifications.reminders.rules.base import Family, Notice, Rule
from projects.people.models import Officer

PAST = timedelta(days=400)
"""How far back."""
MOST = 30


class Outcome(models.TextChoices):
    """What became of it, or will."""

    TOLD = "told", "已告知"
    INBOX = "inbox", "只有站内信"
    MERGED = "merged", "已并入另一条"
    VOID = "void", "没有发送"
    OFF = "off", "按设置只发站内信"
    WAITING = "waiting", "等待接收时段"
    DUE = "due", "已到时点，等待扫描"
    AHEAD = "ahead", "未到时点"
    MISSED = "missed", "到时点时还不是接收人"
    NO_RECIPIENT = "no_recipient", "不是接收人"
    NOTHING = "nothing", "现在没有要告知的"


@dataclass(frozen=True)
class Answer:
    """One answer. ``at``: when it was told, or will be; ``occurrence``: what is on record; ``digest``: what took that
    up.
    """

    outcome: Outcome
    sentence: str
    at: datetime | None = None
    occurrence: Occurrence | None = None
    digest: Occurrence | None = None


Bar = Callable[[Rule, Officer, datetime], str]
_BARS: dict[str, tuple[Outcome, Bar]] = {}


def register_bar(name: str, outcome: Outcome, bar: Bar) -> None:
    """Make known what else may keep a letter back: ``bar`` says why, for a rule and an officer; empty: nothing does.

    ``outcome`` is OFF for what somebody switched off, MERGED for what goes into a digest.
    """
    _BARS[name] = (outcome, bar)


def explain(rule: Rule, key: uuid.UUID, person: Officer, now: datetime) -> list[Answer]:
    """What ``person`` was, will be or was not told about the thing ``key`` by ``rule``, the most telling first.

    What lies ahead or waits is asked for even where something is on record: a rule may speak several times.
    """
    family = next(family for family in FAMILIES if rule in family.rules)
    recorded = [_recorded(one) for one in _occurrences(rule, key, person)]
    matter = subjects.load(rule.subject_type, key)
    why = rule.why_not(matter, person, now) if matter is not None else ""
    if why:  # the scan lets nobody through who fails a test, so there is nothing to look for
        said = f"不是这条规则的接收人：{why}。规则告知：{rule.who}。"
        return recorded or [Answer(Outcome.NO_RECIPIENT, said)]
    coming = [
        *_due(family, rule, key, person, now),
        *(() if recorded else _missed(family, rule, key, person, now)),
        *_ahead(family, rule, key, person, now),
    ]
    return [*recorded, *coming] or [_why_nothing(rule, key, person, now)]


def _occurrences(rule: Rule, key: uuid.UUID, person: Officer) -> list[Occurrence]:
    rows = Occurrence.objects.filter(rule=rule.name, subject_id=key, recipient=person)
    found = rows.select_related("held__digest", "recipient__organisation").prefetch_related("deliveries")
    return list(found.order_by("-due_at", "-id")[:MOST])


def _recorded(one: Occurrence) -> Answer:
    if one.state == OccurrenceState.VOID:
        merged = "一并告知" in one.void_reason or "合并" in one.void_reason
        outcome = Outcome.MERGED if merged else Outcome.VOID
        return Answer(outcome, f"到了时点但没有发送：{one.void_reason}。", one.due_at, one)
    late = "，因系统当时未能发出而补发" if one.is_late else ""
    deliveries = list(one.deliveries.all())
    handed = "；".join(_handed(each) for each in deliveries)
    if one.quiet:
        return _kept_quiet(one, late, f"；另有{handed}" if handed else "")
    if not deliveries:
        return Answer(Outcome.INBOX, f"站内信已产生{late}；当时没有登记可用的地址，没有发出邮件。", one.created_at, one)
    outcome = Outcome.WAITING if all(each.is_held for each in deliveries) else Outcome.TOLD
    return Answer(outcome, f"站内信已产生{late}；{handed}。", one.created_at, one)


def _kept_quiet(one: Occurrence, late: str, more: str) -> Answer:
    """By whose setting there was no message of its own, and what became of it instead."""
    said = f"站内信已产生{late}；{one.get_quiet_display()}（{topic_of(one.rule).label}）"
    if not one.is_digested:
        return Answer(Outcome.OFF, f"{said}{more}。", one.created_at, one)
    digest = one.held.digest
    if digest is None:
        standing = standing_of(one.recipient)
        at = standing.next_digest(one.due_at, calendar_about(one.due_at))
        return Answer(Outcome.MERGED, f"{said}，等待 {local_text(at)} 的汇总{more}。", one.created_at, one)
    return Answer(
        Outcome.MERGED, f"{said}，已并入 {local_text(digest.due_at)} 的每日汇总{more}。", one.created_at, one, digest
    )


def _handed(one: Delivery) -> str:
    copy = f"（第 {one.copy} 次重发）" if one.copy else ""
    when = f"，{local_text(one.sent_at)}" if one.state == DeliveryState.SENT and one.sent_at else ""
    if one.is_held:
        when = f"，按接收时段和休息日设置等到 {local_text(one.not_before)} 发送"
    return f"{label_of(one.channel)}{copy}{one.get_state_display()}{when}"


def _notices(
    family: Family[Any], rule: Rule, key: uuid.UUID, person: Officer, since: datetime, now: datetime
) -> list[Notice]:
    """What the family itself finds for this person about this thing within (since, now], not on record yet."""
    found = (one for subject in family.about(key, since, now) for one in family.notices(subject, since, now))
    mine = (one for one in found if one.rule is rule and one.subject_id == key and one.recipient.pk == person.pk)
    return sorted(mine, key=lambda one: one.due_at)


def _scanned(family: Family[Any], now: datetime) -> datetime:
    """From where the next scan will look."""
    mark = Watermark.objects.filter(name=family.name).first()
    return (mark.scanned_to if mark else now) - family.margin


def _due(family: Family[Any], rule: Rule, key: uuid.UUID, person: Officer, now: datetime) -> Iterator[Answer]:
    """What the next scan will find."""
    for one in _notices(family, rule, key, person, _scanned(family, now), now):
        yield _barred(rule, person, now, one.due_at) or Answer(Outcome.DUE, _due_sentence(one), one.due_at)


def _missed(family: Family[Any], rule: Rule, key: uuid.UUID, person: Officer, now: datetime) -> Iterator[Answer]:
    """What no scan will find any more."""
    if family.foretells and family.recalls:
        since = _scanned(family, now)
        for one in _notices(family, rule, key, person, now - PAST, now):
            if one.due_at <= since:
                yield Answer(Outcome.MISSED, MISSED.format(at=local_text(one.due_at)), one.due_at)


MISSED = (
    "应发时间 {at} 已过，当时没有产生：那时还不符合条件（例如后来才授予角色、调入单位、列为参会人），或规则后来才启用；"
    "系统不补发早于扫描进度的提醒。"
)


def _due_sentence(one: Notice) -> str:
    if one.void_reason:
        return f"已到时点，但不会发送：{one.void_reason}。"
    return "已到时点，下一次扫描（约半分钟一次）时告知。如果几分钟后仍是这样，请到值守页查看扫描是否正常。"


def _ahead(family: Family[Any], rule: Rule, key: uuid.UUID, person: Officer, now: datetime) -> Iterator[Answer]:
    """The next instant, and what the rule would say then if nothing changes until then."""
    if not family.foretells:
        return
    coming = _notices(family, rule, key, person, now, now + family.horizon)
    if not coming:
        return
    at = coming[0].due_at
    then = _notices(family, rule, key, person, now, at + LATE / 10) or coming[:1]
    why = then[0].void_reason
    barred = _barred(rule, person, now, at)
    if barred:
        yield barred
    elif why:
        yield Answer(Outcome.AHEAD, f"{local_text(at)} 到时点，按现在的情况不会发送：{why}。", at)
    else:
        yield Answer(Outcome.AHEAD, f"还没到时点，{local_text(at)} 告知（届时情况变化的除外）。", at)


def _barred(rule: Rule, person: Officer, now: datetime, at: datetime) -> Answer | None:
    for outcome, bar in _BARS.values():
        why = bar(rule, person, now)
        if why:
            return Answer(outcome, why, at)
    return None


def _why_nothing(rule: Rule, key: uuid.UUID, person: Officer, now: datetime) -> Answer:
    """A recipient, with nothing to be told now."""
    over = rule.why_void(_imagined(rule, key, person, now), now)
    said = f"按规则的条件核对：{over}。" if over else ""
    return Answer(Outcome.NOTHING, f"是接收人，但现在没有到期或将到期的时点。{said}规则的时点：{rule.when}。")


def _imagined(rule: Rule, key: uuid.UUID, person: Officer, now: datetime) -> Occurrence:
    """As if it were told now; read only, never saved."""
    return Occurrence(
        rule=rule.name,
        subject_type=rule.subject_type,
        subject_id=key,
        slot="",
        recipient=person,
        due_at=now,
        created_at=now,
    )
