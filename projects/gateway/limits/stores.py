"""Where calls are counted: Redis, or locked files where the only broker is a folder of this machine.

Both keep the instants of the admitted calls of the last minute, the newest first, and decide under one lock: a call is
admitted when the ``limit``-th newest is older than a minute and the ``burst``-th newest older than a second. So no
minute and no second ever holds one more, however many ask at once (unlike encode/django-rest-framework#8127).
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, cast
from urllib.parse import parse_qs, urlsplit

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from projects.gateway.limits.rules import MINUTE, SECOND, Rule, Standing

PATIENCE = 0.5  # seconds for one answer of Redis: a call does not wait longer to be counted
MOST_CONNECTIONS = 500  # of a process; one a thread is what it comes to
MILLION = 1_000_000
IDLE = 3600.0

SCRIPT = """
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local key, limit, burst = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2])
local minute, second = 60000000, 1000000
local function at(place) return tonumber(redis.call('LINDEX', key, place)) end
local used = redis.call('LLEN', key)
while used > 0 and at(-1) <= now - minute do
  redis.call('RPOP', key)
  used = used - 1
end
local wait = 0
if used >= limit then wait = at(limit - 1) + minute - now end
if used >= burst then wait = math.max(wait, at(burst - 1) + second - now) end
if wait <= 0 then
  redis.call('LPUSH', key, string.format('%.0f', now))
  redis.call('PEXPIRE', key, 61000)
  used = used + 1
  wait = 0
end
return {used, wait, at(-1) + minute - now}
"""


class Store(Protocol):
    """Counts one call. ``OSError`` or ``RedisError`` when it cannot."""

    def spend(self, who: str, rule: Rule) -> Standing:
        """Admit or refuse, in one step."""


class RedisStore:
    """One script call a request: Redis runs it alone."""

    def __init__(self, url: str, patience: float = PATIENCE) -> None:
        self._script = connect(url, patience).register_script(SCRIPT)

    def spend(self, who: str, rule: Rule) -> Standing:
        """Admit or refuse, in one step."""
        found = cast(list[int], self._script(keys=[f"luodi:limit:{who}:{rule.kind}"], args=[rule.limit, rule.burst]))
        used, wait, reset = found
        return Standing(rule, max(0, rule.limit - used), wait / MILLION, reset / MILLION)


def connect(url: str, patience: float) -> Any:
    """A client of the Redis at ``url`` that gives up at once: a socket of ``serve``, or a server."""
    parts = urlsplit(url)
    how: dict[str, Any] = {
        "socket_timeout": patience,
        "max_connections": MOST_CONNECTIONS,
        "retry": Retry(NoBackoff(), 0),
    }
    if parts.scheme == "redis+socket":
        database = parse_qs(parts.query).get("virtual_host", ["0"])[0]
        return redis.Redis(unix_socket_path=parts.path, db=int(database), **how)
    return redis.Redis.from_url(url, socket_connect_timeout=patience, **how)


class FileStore:
    """One small file a budget, locked while it is read and written; the kernel unlocks it when a process is killed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def spend(self, who: str, rule: Rule) -> Standing:
        """Admit or refuse, in one step."""
        with self._locked(f"{who}:{rule.kind}") as handle:
            kept = array("d")
            kept.frombytes(os.pread(handle, 1 << 24, 0))
            found, standing = decide(kept, time.time(), rule)
            content = found.tobytes()
            os.pwrite(handle, content, 0)
            os.ftruncate(handle, len(content))
        return standing

    def sweep(self) -> None:
        """Remove files nobody wrote to for an hour."""
        for path in self._folder.glob("*.calls"):
            with self._locked(path.stem, hashed=True) as handle:
                if os.fstat(handle).st_mtime < time.time() - IDLE:
                    path.unlink()

    @contextmanager
    def _locked(self, name: str, *, hashed: bool = False) -> Iterator[int]:
        """The file of ``name``, alone. One that was removed while we waited for it is opened anew."""
        stem = name if hashed else hashlib.sha256(name.encode()).hexdigest()[:32]
        path = self._folder / f"{stem}.calls"
        while True:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX)
                if path.exists() and os.fstat(handle).st_ino == path.stat().st_ino:
                    yield handle
                    return
            finally:
                os.close(handle)


def decide(kept: array[float], now: float, rule: Rule) -> tuple[array[float], Standing]:
    """What ``SCRIPT`` does: the instants that count from now on, the newest first, and how the budget stands."""
    found = array("d", (moment for moment in kept if moment > now - MINUTE))
    wait = 0.0
    if len(found) >= rule.limit:
        wait = found[rule.limit - 1] + MINUTE - now
    if len(found) >= rule.burst:
        wait = max(wait, found[rule.burst - 1] + SECOND - now)
    if wait <= 0:
        found.insert(0, now)
    return found, Standing(rule, max(0, rule.limit - len(found)), max(0.0, wait), found[-1] + MINUTE - now)
