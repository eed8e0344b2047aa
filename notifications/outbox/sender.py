"""Hand over what waits, one delivery at a time, lane by lane. Safe when any number of these run at once."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog
from django.db import connection

from notifications.outbox import lanes, leases, registry, services
from notifications.outbox.channels.base import Line
from notifications.outbox.lanes import Lane
from notifications.outbox.models import Delivery, DeliveryState, OccurrenceState
from notifications.outbox.verdicts import Answer, Verdict

Clock = Callable[[], datetime]

BATCH = 100
BUDGET = timedelta(minutes=2)  # well below the hard limit of the task that calls
SIDE_BUDGET = timedelta(seconds=20)  # below the tick: a slow channel holds no process of the worker for long
SOUND_AT_ONCE = 24  # lanes without known trouble; none of them holds a connection while it waits for the outside
SICK_AT_ONCE = 2  # lanes in trouble: however many there are, they take no more threads than these
SWITCHED_OFF = "渠道已停用，没有发送"

log = structlog.get_logger(__name__)


def _nothing() -> None:
    """One sender, one thread, one connection: it is kept."""


def _let_go() -> None:
    """The connection of this thread; the next question opens one, or takes one out of the pool."""
    connection.close()


@dataclass(frozen=True)
class Run:
    """One run of a lane. ``rest`` gives the connection to the database back before the outside is waited for."""

    clock: Clock
    lease: timedelta
    stop: datetime
    rest: Callable[[], None] = _nothing


def deliver_due(
    *, clock: Clock, lease: timedelta = leases.LEASE, budget: timedelta = BUDGET, side_by_side: bool = False
) -> int:
    """Send everything that is due until ``budget`` is used up; returns how many were taken.

    Mail goes first, in this thread. ``side_by_side``: each other lane in a thread of its own, so that none waits for
    another; otherwise one after the other. A lane stops early when there is no server to talk to: that costs no
    delivery an attempt, however long it lasts.
    """
    found = lanes.with_work(clock())
    if not side_by_side:
        return sum(_deliver_lane(lane, _run(lane, clock, lease, budget)) for lane in found)
    mail = [lane for lane in found if lane.setup is None]
    with ExitStack() as crews:
        beside = [one for some, most in _crews(found) for one in _aside(crews, some, most, clock, lease)]
        sent = sum(_deliver_lane(lane, _run(lane, clock, lease, budget)) for lane in mail)
        return sent + sum(one.result() for one in beside)


def _run(lane: Lane, clock: Clock, lease: timedelta, budget: timedelta) -> Run:
    return Run(clock, lease, clock() + (budget if lane.setup is None else SIDE_BUDGET))


def _crews(found: list[Lane]) -> list[tuple[list[Lane], int]]:
    """Lanes beside the mail and how many of them at once, sound ones and those in trouble apart: a service that hangs
    is in trouble after its first message, and from then on no sound lane waits for it.
    """
    beside = [lane for lane in found if lane.setup is not None]
    sound = [lane for lane in beside if not lane.is_sick]
    return [(sound, SOUND_AT_ONCE), ([lane for lane in beside if lane.is_sick], SICK_AT_ONCE)]


def _aside(crews: ExitStack, some: list[Lane], most: int, clock: Clock, lease: timedelta) -> list[Future[int]]:
    """Begin with ``some``, at most ``most`` at once; whoever has not begun when the time is over waits for the next."""
    if not some:
        return []
    pool = crews.enter_context(ThreadPoolExecutor(min(most, len(some))))
    return [pool.submit(_alone, lane, replace(_run(lane, clock, lease, BUDGET), rest=_let_go)) for lane in some]


def _alone(lane: Lane, run: Run) -> int:
    """One lane in a thread; whatever happens to it concerns no other."""
    try:
        return _deliver_lane(lane, run)
    except Exception:  # the rows come back by their leases
        log.exception("lane failed", lane=lane.name)
        return 0
    finally:
        connection.close()


def _deliver_lane(lane: Lane, run: Run) -> int:
    clock, sent = run.clock, 0
    with lane.channel.open(lane.setup) as line:
        while clock() < run.stop and (waiting := _waiting(lane, clock())):
            for delivery_id, address in waiting:
                if clock() >= run.stop:
                    return sent
                until, is_lane = lanes.own_pace(lane, address, clock())
                if until is not None:
                    if is_lane:
                        lanes.pause(lane, until=until)
                        return sent
                    leases.postpone(delivery_id, until=until)
                    continue
                answer = _attempt(line, delivery_id, run)
                sent += bool(answer and answer.verdict is Verdict.ACCEPTED)
                if answer and lanes.note(lane, answer, now=clock()):
                    return sent
    return sent


def _waiting(lane: Lane, now: datetime) -> list[tuple[uuid.UUID, str]]:
    return list(lane.due(now).values_list("pk", "address")[:BATCH])


def _attempt(line: Line, delivery_id: uuid.UUID, run: Run) -> Answer | None:
    """Claim one and see it through. Whatever goes wrong with it stays with it."""
    lease = leases.take(delivery_id, now=run.clock(), length=run.lease)
    if lease is None:
        return None
    related = ("occurrence__recipient", "setup__organisation")
    delivery = Delivery.objects.select_related(*related).get(pk=delivery_id)
    try:
        return _send(line, delivery, lease, run)
    except Exception as error:  # one bad row must never stop the others
        log.exception("delivery failed", delivery=str(delivery_id))
        line.drop()
        _give_back(delivery, lease, run.clock(), f"内部错误 {type(error).__name__}: {error}")
        return None


def _send(line: Line, delivery: Delivery, lease: uuid.UUID, run: Run) -> Answer | None:
    if _is_held_back(delivery, lease, run.clock()) or _is_void(delivery, lease, run.clock()):
        return None

    def before_data() -> bool:
        held = leases.begin_data(delivery.pk, lease, now=run.clock(), length=run.lease)
        run.rest()
        return held

    run.rest()
    answer = line.hand_over(delivery, at=run.clock(), before_data=before_data)
    _record(delivery, lease, answer, run.clock())
    return answer


def _is_held_back(delivery: Delivery, lease: uuid.UUID, now: datetime) -> bool:
    """The channel was switched off, or it is too late to repeat what the server may have."""
    if delivery.setup is not None and not delivery.setup.is_active:
        return leases.finish(delivery, lease, DeliveryState.VOID, now=now, reply=SWITCHED_OFF)
    if delivery.repeat_until is not None and now >= delivery.repeat_until:
        late = "已超过对方识别重复消息的时限，不再自动重发"
        return leases.finish(delivery, lease, DeliveryState.UNCERTAIN, now=now, reply=late)
    return False


def _is_void(delivery: Delivery, lease: uuid.UUID, now: datetime) -> bool:
    """Ask the rule once more, at the last moment, whether this still has to be said."""
    reason = registry.why_void(delivery.occurrence, now)
    if reason:
        services.void(delivery.occurrence_id, reason=reason, now=now)
    delivery.occurrence.refresh_from_db(fields=["state", "void_reason"])
    if delivery.occurrence.state == OccurrenceState.OPEN:
        return _is_out_of_sight(delivery, lease, now)
    if services.hand_on(delivery):  # the group is still to be told, by whoever else carries it
        return leases.give_back(delivery, lease, now=now, wait=timedelta(0))
    return leases.finish(delivery, lease, DeliveryState.VOID, now=now, reply=delivery.occurrence.void_reason)


def _is_out_of_sight(delivery: Delivery, lease: uuid.UUID, now: datetime) -> bool:
    """Of a group: is there still something that its organisation may be told?"""
    setup = delivery.setup
    if delivery.once is None or setup is None or registry.group_words(delivery.occurrence, setup.organisation):
        return False
    return leases.finish(delivery, lease, DeliveryState.VOID, now=now, reply="群所属单位已不能查看")


_ENDS = {
    Verdict.ACCEPTED: DeliveryState.SENT,
    Verdict.REFUSED: DeliveryState.FAILED,
    Verdict.UNKNOWN: DeliveryState.UNCERTAIN,
}


def _record(delivery: Delivery, lease: uuid.UUID, answer: Answer, now: datetime) -> None:
    if answer.verdict is Verdict.WITHHELD:
        _is_void(delivery, lease, now)  # otherwise the lease was lost, and the row is somebody else's
    elif answer.wait or not answer.reached:
        wait = answer.wait or leases.OUTAGE_WAIT
        leases.give_back(delivery, lease, now=now, code=answer.code, reply=answer.text, wait=wait)
    elif answer.verdict is Verdict.DEFERRED:
        leases.put_back(delivery, lease, now=now, code=answer.code, reply=answer.text)
    else:
        leases.finish(delivery, lease, _ENDS[answer.verdict], now=now, code=answer.code, reply=answer.text)


def _give_back(delivery: Delivery, lease: uuid.UUID, now: datetime, reply: str) -> None:
    """After an error of our own: what had not begun to leave waits again, what had is uncertain."""
    if not leases.put_back(delivery, lease, now=now, reply=reply, only_claimed=True):
        leases.finish(delivery, lease, DeliveryState.UNCERTAIN, now=now, reply=reply)
