"""Is this call let in? Counted once a request, after it is known who calls; how it stands goes into the answer.

A caller that was just turned away is turned away again without a look at key, database or Redis until its waiting time
is over: the exact header of a proven key is remembered, so nobody can be shut out by a stranger.
"""

from __future__ import annotations

import hashlib
import ipaddress
import logging
import time
from dataclasses import replace
from threading import Lock
from typing import Any

import redis
from django.conf import settings
from django.http import HttpRequest

from projects.gateway.limits import slots
from projects.gateway.limits.rules import LABELS, STRANGER, Rule, Standing, kind_of, rule_for
from projects.gateway.limits.stores import FileStore, RedisStore, Store
from projects.gateway.refusals import Refusal

PAUSE = 5.0  # seconds in which a Redis that did not answer is not asked again
MOST_REMEMBERED = 1000
TOLD_AGAIN = 2.0  # seconds without asking the store again: a limit that was raised holds after these
TOO_BUSY = "本系统同时处理的请求已达上限（{most} 个），请减少并发，等前面的请求返回后再发。"

log = logging.getLogger("luodi.limits")
_stores: dict[str, Store] = {}
_silent_until: dict[str, float] = {}
_waiting: dict[tuple[str, str], tuple[float, Standing]] = {}
_lock = Lock()


def store() -> Store:
    """The one of this installation: the broker's Redis, else files of the data folder."""
    url = settings.CELERY_BROKER_URL
    if url not in _stores:
        is_redis = url.startswith(("redis://", "rediss://", "redis+socket://"))
        _stores[url] = RedisStore(url) if is_redis else FileStore(settings.HOME / "limits")
    return _stores[url]


def sweep() -> None:
    """Forget who has not called for an hour, where that does not happen by itself."""
    counted = store()
    if isinstance(counted, FileStore):
        counted.sweep()


def admit(request: HttpRequest, who: str, kind: str, *, own: int | None = None) -> Standing | None:
    """Count a call of ``who``; ``Refusal`` 429 when there is nothing left. Nothing where nobody is counted.

    ``own``: what was set for this one system a minute. A store that does not answer lets everybody in: the API is worth
    more than its limits; the log says so, and the page 值守 shows the broker that is away.
    """
    figures = settings.LIMITS
    if not figures["LIMITS"] or hasattr(request, "luodi_caller"):
        return None
    marks: Any = request
    standing = _spend(who, rule_for(kind, figures, own))
    marks.luodi_standing = standing
    if standing and standing.is_refused:
        _remember(request, standing)
        raise refused(standing)
    if not slots.take(who, figures["LIMIT_AT_ONCE"], figures["LIMIT_WORKING"]):
        if standing:
            marks.luodi_standing = replace(standing, wait=1.0)
        raise Refusal(429, "too_many_requests", TOO_BUSY.format(most=figures["LIMIT_AT_ONCE"]))
    marks.luodi_caller = who
    return standing


def charge_stranger(request: HttpRequest, address: str) -> None:
    """Count a call of nobody known, by its address."""
    admit(request, f"address:{network_of_caller(address)}", STRANGER)


def network_of_caller(address: str) -> str:
    """An address; of IPv6 the first 64 bits, for one line has them all."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address) or found.ipv4_mapped:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False))


def release(request: HttpRequest) -> None:
    """The request is done, however it ended."""
    who = getattr(request, "luodi_caller", None)
    if who is not None:
        del request.luodi_caller  # type: ignore[attr-defined]
        slots.give_back(who)


def still_waiting(request: HttpRequest) -> Standing | None:
    """How it stands for a caller that must still wait; nothing for everybody else."""
    since, standing = _waiting.get(_name(request), (0.0, None)) if _waiting else (0.0, None)
    gone = time.monotonic() - since
    if standing is None or gone >= min(standing.wait, TOLD_AGAIN):
        return None
    return replace(standing, wait=standing.wait - gone, reset=max(0.0, standing.reset - gone))


def refused(standing: Standing) -> Refusal:
    """429 in a sentence."""
    seconds, rule = standing.headers()["Retry-After"], standing.rule
    said = f"调用过于频繁：{LABELS[rule.kind]}每分钟 {rule.limit} 次、每秒 {rule.burst} 次。请等 {seconds} 秒后重试。"
    return Refusal(429, "too_many_requests", said)


def forget() -> None:
    """Who must wait, and which store did not answer (tests)."""
    _waiting.clear()
    _silent_until.clear()


def _spend(who: str, rule: Rule) -> Standing | None:
    url = settings.CELERY_BROKER_URL
    if _silent_until.get(url, 0.0) > time.monotonic():
        return None
    try:
        return store().spend(who, rule)
    except (redis.RedisError, OSError) as trouble:
        _silent_until[url] = time.monotonic() + PAUSE
        log.warning("calls are not counted: the store does not answer (%s)", type(trouble).__name__)
        return None


def _remember(request: HttpRequest, standing: Standing) -> None:
    if "HTTP_AUTHORIZATION" not in request.META or standing.rule.kind == STRANGER:
        return
    with _lock:
        if len(_waiting) >= MOST_REMEMBERED:
            _waiting.clear()
        _waiting[_name(request)] = (time.monotonic(), standing)


def _name(request: HttpRequest) -> tuple[str, str]:
    """The exact header, as a digest, and which budget the call would be charged to."""
    header = str(request.META.get("HTTP_AUTHORIZATION", ""))
    return hashlib.sha256(header.encode()).hexdigest(), kind_of(request.method or "GET", request.path)
