"""Is this call let in? Counted once a request, after it is known who calls; how it stands goes into the answer.

A caller that was just turned away is turned away again without a look at key, database or Redis until its waiting time
is over, and takes its place among its own requests before anything is done for it: the exact header of a proven key is
remembered with the address it came from, so nobody can be shut out by a stranger.
"""

from __future__ import annotations

import hashlib
import ipaddress
import logging
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import redis
from django.conf import settings
from django.http import HttpRequest

from projects.addresses import address_of
from projects.gateway.limits import slots
from projects.gateway.limits.rules import LABELS, STRANGER, Rule, Standing, kind_of, rule_for
from projects.gateway.limits.stores import FileStore, RedisStore, Store
from projects.gateway.refusals import Refusal

PAUSE = 5.0  # seconds in which a Redis that did not answer is not asked again
MOST_REMEMBERED = 1000
TOLD_AGAIN = 2.0  # seconds without asking the store again: a limit that was raised holds after these
NOTED_AGAIN = 60.0  # seconds until one refused for too much at once takes the way on which that is recorded
TOO_BUSY = "本系统同时处理的请求已达上限（{most} 个），请减少并发，等前面的请求返回后再发。"

log = logging.getLogger("luodi.limits")
_stores: dict[str, Store] = {}
_silent_until: dict[str, float] = {}
_waiting: dict[tuple[str, str], tuple[float, Standing]] = {}
_callers: dict[tuple[str, str], str] = {}  # digest of a header that proved itself, address → whose it is
_noted: dict[str, float] = {}
_latest: dict[tuple[str, str], Standing] = {}  # digest of such a header, kind → how its budget stood


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
    if not figures["LIMITS"] or hasattr(request, "luodi_counted"):
        return None
    marks: Any = request
    marks.luodi_counted = True
    standing = _spend(who, rule_for(kind, figures, own))
    marks.luodi_standing = standing
    if standing and standing.is_refused:
        _remember(request, standing)
        raise refused(standing)
    header = request.META.get("HTTP_AUTHORIZATION")
    if header and kind != STRANGER:
        _bounded(_callers)[_known_as(request.META)] = who
        if standing:
            _bounded(_latest)[_digest(header), kind] = standing
    if not _take_place(request, who, takes_turns=kind != STRANGER):
        if standing:
            marks.luodi_standing = replace(standing, wait=1.0)
        raise too_busy()
    return standing


def charge_stranger(request: HttpRequest, address: str) -> None:
    """Count a call of nobody known, by its address."""
    admit(request, f"address:{network_of_caller(address)}", STRANGER)


def forget_caller(request: HttpRequest) -> None:
    """Its key is none any more: it takes nobody's place."""
    _callers.pop(_known_as(request.META), None)


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
    who = getattr(request, "luodi_place", None)
    if who is not None:
        del request.luodi_place  # type: ignore[attr-defined]
        slots.give_back(who)


def enter(request: HttpRequest) -> Refusal | None:
    """Before anything else is done for it: a caller known by its header waits for its place, or is told why not.

    Looked at again once it has its place: who stood before it may have used up what was left.
    """
    if not settings.LIMITS["LIMITS"]:
        return None
    if refusal := _turned_away(request):
        return refusal
    who = _callers.get(_known_as(request.META))
    if who is None:
        return None
    if _take_place(request, who):
        return _turned_away(request)
    if is_noted(who):
        marks: Any = request
        marks.luodi_standing = standing_of(request.META)
        return too_busy()
    _bounded(_noted)[who] = time.monotonic()
    return None


def is_noted(who: str) -> bool:
    """Was it recorded within the last minute that this caller asks for too much at once?"""
    return time.monotonic() - _noted.get(who, -NOTED_AGAIN) < NOTED_AGAIN


def is_crowded(meta: Mapping[str, Any]) -> bool:
    """Does that caller hold all it may have at once, of which a record is made already? ``meta``: its environment."""
    who = _callers.get(_known_as(meta)) if settings.LIMITS["LIMITS"] else None
    return who is not None and is_noted(who) and slots.taken(who) >= settings.LIMITS["LIMIT_AT_ONCE"]


def standing_of(meta: Mapping[str, Any]) -> Standing:
    """How the budget of one who asks for too much at once stood when it was counted last; untouched if never."""
    kind = _kind_of(meta)
    known = _latest.get((_digest(str(meta.get("HTTP_AUTHORIZATION", ""))), kind))
    rule = rule_for(kind, settings.LIMITS)
    return replace(known, wait=1.0) if known else Standing(rule, rule.limit, wait=1.0, reset=0.0)


def _turned_away(request: HttpRequest) -> Refusal | None:
    standing = turned_away(request.META)
    if standing is None:
        return None
    marks: Any = request
    marks.luodi_standing = standing
    return refused(standing)


def turned_away(meta: Mapping[str, Any]) -> Standing | None:
    """How the budget of that caller stands, while it has not waited as long as it was told.

    ``meta``: the environment of its request.
    """
    header = meta.get("HTTP_AUTHORIZATION")
    if not header or not settings.LIMITS["LIMITS"]:
        return None
    known = _waiting.get((_digest(header), _kind_of(meta)))
    if known is None:
        return None
    since, standing = known
    gone = time.monotonic() - since
    if gone >= min(standing.told, TOLD_AGAIN):
        return None
    return replace(standing, wait=standing.told - gone, reset=max(0.0, standing.reset - gone))


def too_busy() -> Refusal:
    """429 for one who asks for more at once than this process gives to one caller."""
    return Refusal(429, "too_many_requests", TOO_BUSY.format(most=settings.LIMITS["LIMIT_AT_ONCE"]))


def refused(standing: Standing) -> Refusal:
    """429 in a sentence."""
    seconds, rule = standing.headers()["Retry-After"], standing.rule
    said = f"调用过于频繁：{LABELS[rule.kind]}每分钟 {rule.limit} 次、每秒 {rule.burst} 次。请等 {seconds} 秒后重试。"
    return Refusal(429, "too_many_requests", said)


def forget() -> None:
    """Who must wait, and which store did not answer (tests)."""
    _waiting.clear()
    _callers.clear()
    _noted.clear()
    _latest.clear()
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


def _take_place(request: HttpRequest, who: str, *, takes_turns: bool = True) -> bool:
    """One place a request, whoever it turns out to be."""
    if hasattr(request, "luodi_place"):
        return True
    most, working = settings.LIMITS["LIMIT_AT_ONCE"], settings.LIMITS["LIMIT_WORKING"]
    if not slots.take(who, most, working, takes_turns=takes_turns):
        return False
    marks: Any = request
    marks.luodi_place = who
    return True


def _remember(request: HttpRequest, standing: Standing) -> None:
    header = request.META.get("HTTP_AUTHORIZATION")
    if header and standing.rule.kind != STRANGER:
        _bounded(_waiting)[_digest(header), _kind_of(request.META)] = (time.monotonic(), standing)


def _bounded(memory: dict[Any, Any]) -> dict[Any, Any]:
    """Empty when it has grown too large."""
    if len(memory) >= MOST_REMEMBERED:
        memory.clear()
    return memory


def _known_as(meta: Mapping[str, Any]) -> tuple[str, str]:
    return _digest(str(meta.get("HTTP_AUTHORIZATION", ""))), address_of(meta)


def _kind_of(meta: Mapping[str, Any]) -> str:
    return kind_of(meta.get("REQUEST_METHOD", "GET"), meta.get("PATH_INFO", ""))


def _digest(header: str) -> str:
    return hashlib.sha256(header.encode()).hexdigest()
