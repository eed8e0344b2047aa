"""Lanes: mail is one, and each set-up of a channel is one. What is stuck in a lane stays in that lane."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, F, Q, When

from notifications.outbox.channels.base import Channel
from notifications.outbox.channels.catalogue import CHANNELS, by_name
from notifications.outbox.models import Channel as Name
from notifications.outbox.models import ChannelSetup, Delivery, DeliveryQuerySet
from notifications.outbox.verdicts import Answer, Verdict

TROUBLE_LENGTH = 200
SHORTEST_BREATHER, LONGEST_BREATHER = timedelta(minutes=1), timedelta(minutes=30)


@dataclass(frozen=True)
class Lane:
    """A channel and its set-up; mail has none."""

    channel: Channel
    setup: ChannelSetup | None = None

    def due(self, now: datetime) -> DeliveryQuerySet:
        """What waits in this lane, the longest waiting first."""
        return Delivery.objects.due(now).filter(setup=self.setup)

    @property
    def name(self) -> str:
        return f"{self.channel.name}:{self.setup.pk}" if self.setup else self.channel.name

    @property
    def is_sick(self) -> bool:
        """Has no message got through since the last trouble?"""
        return self.setup is not None and self.setup.trouble_at is not None


def with_work(now: datetime) -> list[Lane]:
    """Lanes in which something is due, mail first and those in trouble last; not those that are paused.

    Among equals whoever had to pause the longest ago comes first, so that each of many gets its turn.
    """
    due = set(Delivery.objects.due(now).order_by().values_list("setup", flat=True).distinct())
    found = [Lane(CHANNELS[Name.EMAIL])] if None in due else []
    awake = Q(paused_until__isnull=True) | Q(paused_until__lte=now)
    turns = (
        Case(When(trouble_at=None, then=0), default=1),
        F("paused_until").asc(nulls_first=True),
        "created_at",
        "id",
    )
    setups = ChannelSetup.objects.filter(awake, pk__in=due - {None}).order_by(*turns)
    return found + [Lane(channel, setup) for setup in setups if (channel := by_name(setup.channel)) is not None]


def own_pace(lane: Lane, address: str, now: datetime) -> tuple[datetime | None, bool]:
    """(until when the next message to ``address`` has to wait, whether the whole lane has). By what left lately."""
    for pace in lane.channel.paces:
        lately = Delivery.objects.filter(setup=lane.setup, data_at__gt=now - pace.per)
        if pace.each_address:
            lately = lately.filter(address=address)
        began = list(lately.order_by("-data_at").values_list("data_at", flat=True)[: pace.most])
        if len(began) >= pace.most and began[-1] is not None:
            return began[-1] + pace.per, not pace.each_address
    return None, False


def pause(lane: Lane, *, until: datetime) -> None:
    """Nobody sends in this lane before."""
    if lane.setup is not None:
        ChannelSetup.objects.filter(pk=lane.setup.pk).update(paused_until=until)


def note(lane: Lane, answer: Answer, *, now: datetime) -> bool:
    """What an answer means for the lane: True when nothing more is to be sent in it for now.

    A rate limit pauses it as long as asked. A lost answer pauses it too, longer the longer it lasts: a service that
    hangs must not make one message after the other uncertain. What its administrator must put right stands in the
    set-up until a message gets through. Mail has no set-up: only a relay that is away ends its run.
    """
    if lane.setup is None:
        return not answer.reached
    row = ChannelSetup.objects.filter(pk=lane.setup.pk)
    if answer.verdict is Verdict.ACCEPTED:
        row.exclude(trouble="").update(trouble="", trouble_at=None)
        return False
    is_lost = answer.verdict is Verdict.UNKNOWN
    if is_lost or not answer.reached:
        code = f"{answer.code} " if answer.code else ""
        row.filter(trouble_at__isnull=True).update(trouble_at=now)
        row.update(trouble=f"{code}{answer.text}"[:TROUBLE_LENGTH])
    wait = answer.wait or (_breather(row.values_list("trouble_at", flat=True)[0], now) if is_lost else None)
    if wait:
        pause(lane, until=now + wait)
    return bool(wait) or not answer.reached


def _breather(since: datetime | None, now: datetime) -> timedelta:
    """As long as the trouble has lasted, a minute at least and half an hour at most."""
    return min(max(now - (since or now), SHORTEST_BREATHER), LONGEST_BREATHER)
