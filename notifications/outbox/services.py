"""Writes of the outbox: tell somebody something, take it back, decide what nobody can know."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import IntegrityError, transaction

from notifications.outbox import destinations
from notifications.outbox.acts import Act
from notifications.outbox.channels.catalogue import label_of
from notifications.outbox.models import (
    UNDER_WAY,
    Attempt,
    Channel,
    Delivery,
    DeliveryState,
    Occurrence,
    OccurrenceState,
)
from notifications.outbox.planning import planned
from notifications.outbox.words import masked_calendar
from notifications.preferences.topics import Quiet
from projects.audit.services import audited, record
from projects.errors import Conflict, Invalid, NotAllowed, NotFound
from projects.masking import mask_text
from projects.people.models import Officer
from projects.rows import one_or_none

LONGEST_REASON = 200


def tell(
    *,
    rule: str,
    subject_type: str,
    subject_id: uuid.UUID,
    slot: str,
    recipient: Officer,
    due_at: datetime,
    now: datetime,
    title: str,
    text: str,
    html: str = "",
    calendar: str = "",
    calendar_method: str = "",
    url: str = "",
    is_late: bool = False,
    void_reason: str = "",
) -> Occurrence | None:
    """Tell ``recipient`` once: the 站内信 and a delivery for each address, in one transaction. The preferences of the
    recipient decide about the deliveries alone.

    Unique by rule, subject, slot and recipient: None when it was told before, by whatever process. ``void_reason``
    records only why it was *not* told. ``html`` is a fragment; ``url`` a path of this site. Telephones and identity
    numbers are masked in everything that is told.
    """
    occurrence = Occurrence(
        rule=rule,
        subject_type=subject_type,
        subject_id=subject_id,
        slot=slot,
        recipient=recipient,
        due_at=due_at,
        created_at=now,
        is_late=is_late,
        title=one_line(mask_text(title)),
        text=mask_text(text),
        html=mask_text(html),
        calendar=masked_calendar(calendar),
        calendar_method=calendar_method,
        url=url,
        state=OccurrenceState.VOID if void_reason else OccurrenceState.OPEN,
        void_reason=void_reason[:200],
    )
    plan = None if void_reason else planned(occurrence, now=now)
    occurrence.quiet = plan.quiet if plan else Quiet.NONE
    try:
        with transaction.atomic():
            occurrence.save(force_insert=True)
            if not void_reason:
                destinations.queue(occurrence, now=now, plan=plan)
    except IntegrityError:
        if _is_told(occurrence):
            return None
        raise
    return occurrence


def one_line(title: str) -> str:
    """A title fit for a header: one line, at most 200 characters."""
    return " ".join(title.split())[:200]


def _is_told(occurrence: Occurrence) -> bool:
    same = {name: getattr(occurrence, name) for name in ("rule", "subject_id", "slot", "recipient")}
    return Occurrence.objects.filter(**same).exists()


def void(occurrence_id: uuid.UUID, *, reason: str, now: datetime) -> bool:
    """What was told is no longer true: what has not left the house stays here. False when it was void already."""
    with transaction.atomic():
        held = Occurrence.objects.filter(pk=occurrence_id, state=OccurrenceState.OPEN)
        if not held.update(state=OccurrenceState.VOID, void_reason=reason[:200]):
            return False
        waiting = Delivery.objects.filter(occurrence=occurrence_id, state=DeliveryState.QUEUED)
        for to_group in waiting.filter(once__isnull=False).select_related("occurrence", "setup__organisation"):
            hand_on(to_group)
        waiting.update(state=DeliveryState.VOID, updated_at=now)
    return True


def hand_on(delivery: Delivery) -> bool:
    """What a group is to be told is carried by another occurrence from now on, if there is one that is still true."""
    heir = destinations.heir_of(delivery)
    return heir is not None and bool(Delivery.objects.filter(pk=delivery.pk).update(occurrence=heir))


def mark_read(occurrence_id: uuid.UUID, *, by: Officer, now: datetime) -> bool:
    """The recipient has looked at it; only the first look counts."""
    unread = Occurrence.objects.filter(pk=occurrence_id, recipient=by, read_at__isnull=True)
    return bool(unread.update(read_at=now))


def resolve_uncertain(delivery_id: uuid.UUID, *, sent: bool, by: Officer, now: datetime, reason: str = "") -> Delivery:
    """The duty officer has found out: ``sent`` 已送达, otherwise 重发. Who said so is recorded, and why.

    Raises NotFound outside the officer's scope, NotAllowed without the right, Conflict when it is uncertain no more.
    """
    delivery = _for_duty(delivery_id, by)
    if not sent:
        return _queue_again(delivery, DeliveryState.UNCERTAIN, by, now, reason)
    values: dict[str, object] = {"sent_at": delivery.data_at or now}
    return _decide(delivery, DeliveryState.UNCERTAIN, DeliveryState.SENT, by, now, values, "确认已送达", reason)


def send_again(delivery_id: uuid.UUID, *, reason: str, by: Officer, now: datetime) -> Delivery:
    """Queue once more what was given up after too many failures. ``Invalid`` without why it would succeed now."""
    delivery = _for_duty(delivery_id, by)
    why = _required(reason, "请写明为什么再次发送，例如“邮箱已更正”“邮件服务器已恢复”。")
    return _queue_again(delivery, DeliveryState.DEAD, by, now, why)


def close(delivery_id: uuid.UUID, *, reason: str, by: Officer, now: datetime) -> Delivery:
    """What was given up is settled another way, such as by telephone: nothing more is sent. ``Invalid`` without why."""
    delivery = _for_duty(delivery_id, by)
    why = _required(reason, "请写明怎样了结，例如“已电话告知本人”。")
    return _decide(delivery, DeliveryState.DEAD, DeliveryState.CLOSED, by, now, {}, "了结，不再发送", why)


@audited()
def resend(
    occurrence_id: uuid.UUID, *, reason: str, by: Officer, now: datetime, channel: str = Channel.EMAIL
) -> Delivery:
    """One more message about it over ``channel``, to the address of today; it says that it is one more.

    Whatever the recipient wishes: a person has decided that this must arrive. One that only waits for the hours of its
    recipient is not doubled: it leaves now.

    ``Invalid`` without a reason, ``Conflict`` when it is void, still under way, uncertain or cannot be addressed.
    """
    occurrence = one_or_none(Occurrence.objects.visible_to(by).select_related("recipient").filter(pk=occurrence_id))
    if occurrence is None:
        raise NotFound()
    _check_duty(by)
    why = _required(reason, "请写明为什么重发，例如“本人称未收到”。")
    Occurrence.objects.select_for_update(no_key=True).get(
        pk=occurrence.pk
    )  # two people at once: one message each, in turn
    known = list(occurrence.deliveries.filter(channel=channel).order_by("copy"))
    made = _released(known, now) or _one_more(occurrence, channel, known, now)
    said = f"值班人员要求{'重发' if made.copy else '立即发送'}：{why}"
    Attempt.objects.create(delivery=made, number=0, at=now, outcome=made.state, reply=said[:500], by=by)
    record(Act.RESEND, made, by=by, now=now, detail=said, name=occurrence.title)
    return made


def _released(known: list[Delivery], now: datetime) -> Delivery | None:
    """The one that waits for the hours of its recipient, let go; None when there is none."""
    for one in known:
        waiting = Delivery.objects.filter(pk=one.pk, state=DeliveryState.QUEUED, held_until__gt=now)
        if one.is_held and waiting.update(not_before=now, held_until=None, updated_at=now):
            one.not_before, one.held_until = now, None
            return one
    return None


def _one_more(occurrence: Occurrence, channel: str, known: list[Delivery], now: datetime) -> Delivery:
    """The message that is to go; or the refusal."""
    if occurrence.state == OccurrenceState.VOID:
        raise Conflict(f"这条提醒已失效（{occurrence.void_reason}），不能重发。")
    if any(one.state in UNDER_WAY for one in known):
        raise Conflict("这条提醒还在这个渠道发送中，请等它有了结果再决定是否重发。")
    if any(one.state == DeliveryState.UNCERTAIN for one in known):
        raise Conflict("这条提醒在这个渠道的结果不明，请先在下面选择“已送达”或“重发”。")
    for made in destinations.to_person(occurrence, now=now):
        if made.channel == channel:
            made.copy = 1 + max((one.copy for one in known), default=0)
            made.save(force_insert=True)
            return made
    if channel == Channel.EMAIL:
        raise Conflict("接收人没有登记邮箱，请先补充（单位人员 → 人员资料），再重发。")
    raise Conflict(f"接收人没有可用的{label_of(channel)}，请先登记（接收渠道），或选择其他渠道重发。")


def _required(reason: str, how: str) -> str:
    said = " ".join(reason.split())
    if not said:
        raise Invalid(how, "reason")
    if len(said) > LONGEST_REASON:
        raise Invalid(f"理由最多 {LONGEST_REASON} 个字，请写得简短些。", "reason")
    return said


def _check_duty(by: Officer) -> None:
    if not by.may("dispatch:write"):
        raise NotAllowed("只有调度员可以处置发送结果，请联系调度办公室。")


def _for_duty(delivery_id: uuid.UUID, by: Officer) -> Delivery:
    delivery = one_or_none(Delivery.objects.visible_to(by).filter(pk=delivery_id))
    if delivery is None:
        raise NotFound()
    _check_duty(by)
    return delivery


def _queue_again(delivery: Delivery, source: str, by: Officer, now: datetime, reason: str) -> Delivery:
    values: dict[str, object] = {"not_before": now, "attempts": 0, "repeat_until": None}
    return _decide(delivery, source, DeliveryState.QUEUED, by, now, values, "要求重发", reason)


def _decide(
    delivery: Delivery,
    source: str,
    target: str,
    by: Officer,
    now: datetime,
    values: dict[str, object],
    what: str,
    reason: str,
) -> Delivery:
    why = " ".join(reason.split())[:LONGEST_REASON]
    said = f"值班人员{what}{'：' if why else ''}{why}"
    with audited():
        held = Delivery.objects.filter(pk=delivery.pk, state=source)
        decided = {"lease": None, "resolved_by": by, "resolved_at": now, "updated_at": now}
        if not (held.exists() and held.update(state=target, **decided, **values)):
            raise Conflict("这条消息的结果已经确定，请刷新页面查看。")
        Attempt.objects.create(delivery=delivery, number=delivery.attempts, at=now, outcome=target, reply=said, by=by)
        record(Act.RESOLVE, delivery, by=by, now=now, detail=said)
    delivery.refresh_from_db()
    return delivery
