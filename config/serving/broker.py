"""Which broker the doorbell uses, and whether it may be trusted with a queue."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import redis

from config.serving.redis import broker_url_of, redis_binary, redis_command

REDIS_SCHEMES = ("redis", "rediss", "redis+socket")


class BrokerRefused(Exception):
    """The broker could lose tasks silently; the sentence says what to change."""


@dataclass(frozen=True)
class Broker:
    """A broker: its ``url`` for Celery, and the ``command`` that runs it when it is ours to run.

    ``folder`` is its private temporary folder.
    """

    url: str
    command: list[str] | None = None
    folder: Path | None = None


def choose(configured: str, home: Path) -> Broker:
    """The configured broker, else a private Redis, else files under ``home`` (slow, but real)."""
    if configured:
        return Broker(configured)
    binary = redis_binary()
    if binary is None:
        return Broker(f"filesystem://{home / 'queue'}")
    folder = Path(tempfile.mkdtemp(prefix="luodi-broker-"))  # mode 0700, and a path short enough for a socket
    socket = folder / "redis.sock"
    return Broker(broker_url_of(socket), redis_command(binary, socket), folder)


def connect(url: str) -> redis.Redis | None:
    """A client of the broker at ``url``; none when it is no Redis."""
    parts = urlsplit(url)
    if parts.scheme not in REDIS_SCHEMES:
        return None
    if parts.scheme == "redis+socket":
        database = parse_qs(parts.query).get("virtual_host", ["0"])[0]
        return redis.Redis(unix_socket_path=parts.path, db=int(database), socket_timeout=3)
    return redis.Redis.from_url(url, socket_timeout=3, socket_connect_timeout=3)


def check_policy(url: str) -> None:
    """Refuse a Redis that evicts keys when memory is short: an evicted key is a lost task (reliability.md 1.4)."""
    client = connect(url)
    if client is None:
        return
    try:
        with client:
            policy = str(client.info("memory").get("maxmemory_policy", ""))
    except redis.RedisError as trouble:
        raise BrokerRefused(
            f"连不上消息中间件 Redis（{trouble}）。请检查它是否运行，以及 CELERY_BROKER_URL。"
        ) from trouble
    if policy != "noeviction":
        raise BrokerRefused(
            f"消息中间件 Redis 的 maxmemory-policy 是“{policy}”，内存不足时会丢弃任务。"
            "请改为 noeviction（redis.conf：maxmemory-policy noeviction），或为本系统单独部署一个 Redis。"
        )


def answers(url: str) -> bool:
    """Does the broker answer? One that is no Redis is taken at its word."""
    client = connect(url)
    if client is None:
        return True
    with client:
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
