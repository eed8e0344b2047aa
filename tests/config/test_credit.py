"""A lost acknowledgement does not cost a worker its credit (config/serving/credit.py), through a real Redis."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from kombu import Connection, Message, Queue
from kombu.transport import redis
from redis import Redis
from redis.exceptions import RedisError

from config.serving import credit
from tests.notifications.chaos.proxy import Proxy

DATABASE = 9
QUICK = {"socket_timeout": 0.3, "socket_connect_timeout": 2, "health_check_interval": 1}
PATIENCE = 6
"""Seconds; a connection on which nothing comes is given up after two."""


@pytest.fixture
def proxy(redis_url: str) -> Iterator[Proxy]:
    """Between the worker and Redis."""
    parts = urlsplit(redis_url)
    assert parts.hostname and parts.port
    with Proxy((parts.hostname, parts.port)) as between:
        yield between
    with Redis.from_url(redis_url, db=DATABASE) as client:
        client.flushdb()


def consume_after_a_lost_acknowledgement(proxy: Proxy, transport: type[redis.Transport]) -> list[str]:
    """One message is taken; the line goes dead; its acknowledgement fails. Returns what was taken in all."""
    taken: list[Message] = []
    queue = Queue(uuid4().hex)
    url = f"redis://127.0.0.1:{proxy.port}/{DATABASE}"
    with Connection(url, transport=transport, transport_options=QUICK) as worker:
        channel = worker.channel()
        channel.basic_qos(0, 1, False)
        with worker.Producer(channel) as producer, worker.Consumer([queue], channel=channel) as consumer:
            consumer.register_callback(lambda body, message: taken.append(message))
            producer.publish("first", routing_key=queue.name, declare=[queue])
            worker.drain_events(timeout=5)
            producer.publish("second", routing_key=queue.name)
            proxy.stall()
            with pytest.raises(RedisError):
                taken[0].ack()
            end = time.monotonic() + PATIENCE
            while len(taken) < 2 and time.monotonic() < end:
                with suppress(TimeoutError, RedisError):
                    worker.drain_events(timeout=1)
            return [message.payload for message in taken]


def test_it_goes_on_consuming(proxy: Proxy) -> None:
    assert consume_after_a_lost_acknowledgement(proxy, credit.Transport) == ["first", "second"]


def test_with_the_transport_as_it_comes_it_stops(proxy: Proxy) -> None:
    """The negative control. Once this fails, ``config/serving/credit.py`` can go."""
    assert consume_after_a_lost_acknowledgement(proxy, redis.Transport) == ["first"]
