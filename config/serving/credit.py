"""A worker whose acknowledgement did not get through goes on consuming: kombu's Redis transport, with one mend.

A worker may hold as many messages as it has credit for (``worker_prefetch_multiplier``). kombu 5.7 takes a message off
that count only after Redis has said yes to the acknowledgement; Celery logs an error there and goes on. So one time-out
on a connection that went dead without a word cost the credit, and a worker of one process never consumed again, on a
connection that looks sound (found by ``tests/notifications/chaos``; reliability.md 1.4).

Here the credit comes back whatever Redis says. The message stays in its list of unacknowledged ones and is delivered
once more after ``visibility_timeout``; every task bears that.
"""

from __future__ import annotations

from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis, virtual


class QoS(redis.QoS):
    """Counts what a channel holds."""

    def ack(self, delivery_tag: str) -> None:
        """Raises what Redis raises, with the credit given back."""
        try:
            super().ack(delivery_tag)
        finally:
            virtual.QoS.ack(self, delivery_tag)

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:
        """The same."""
        try:
            super().reject(delivery_tag, requeue=requeue)
        finally:
            virtual.QoS.ack(self, delivery_tag)


class Channel(redis.Channel):
    """A channel that counts so."""

    QoS = QoS


class Transport(redis.Transport):
    """What ``redis://``, ``rediss://`` and ``redis+socket://`` mean here."""

    Channel: Any = Channel


def install() -> None:
    """From now on, in this process."""
    for scheme in ("redis", "rediss"):
        TRANSPORT_ALIASES[scheme] = f"{__name__}:Transport"
