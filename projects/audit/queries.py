"""Reads of the log: the filtered entries, their neighbours, the state of the chain, and what must alarm somebody."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from projects.audit import checkpoints
from projects.audit.models import Check, Entry, Head
from projects.rows import one_or_none

PAGE = 50
LATE = timedelta(minutes=70)
LOOKED_BACK = timedelta(days=90)
"""How far a search for words looks back when no beginning is given: it reads every entry of the span."""
WORDS = frozenset({"person", "unit", "object", "q"})
RELATED = 8

Wanted = dict[str, Any]


def _person(text: str) -> Q:
    return Q(actor__icontains=text) | Q(actor_name__icontains=text)


def _object(text: str) -> Q:
    return Q(object_id=text) | Q(object_name__icontains=text)


def _text(text: str) -> Q:
    named = Q(action_label__icontains=text) | Q(object_name__icontains=text) | Q(detail__icontains=text)
    return named | Q(changes__icontains=text) | Q(actor_name__icontains=text) | Q(request=text)


NARROW: dict[str, Callable[[Any], Q]] = {
    "from_at": lambda at: Q(at__gte=at),
    "to_at": lambda at: Q(at__lt=at + timedelta(minutes=1)),
    "person": _person,
    "actor": lambda account: Q(actor=account),
    "unit": lambda text: Q(actor_unit__icontains=text),
    "action": lambda code: Q(action=code),
    "object_type": lambda label: Q(object_type=label),
    "object_id": lambda number: Q(object_id=number),
    "object": _object,
    "result": lambda result: Q(result=result),
    "channel": lambda channel: Q(channel=channel),
    "address": lambda address: Q(address__startswith=address),
    "request": lambda number: Q(request=number),
    "q": _text,
}


def looks_back(wanted: Wanted) -> bool:
    """Is it a search for words without a beginning?"""
    return "from_at" not in wanted and bool(WORDS & wanted.keys())


def filtered(wanted: Wanted, *, now: datetime) -> QuerySet[Entry]:
    """The entries that every filter in ``wanted`` leaves, the latest first."""
    narrowed = Q()
    for name, value in wanted.items():
        narrowed &= NARROW[name](value)
    if looks_back(wanted):
        narrowed &= Q(at__gte=now - LOOKED_BACK)
    return Entry.objects.filter(narrowed).order_by("-seq")


@dataclass(frozen=True)
class Page:
    """Some rows, the latest first; ``older`` and ``newer`` are the numbers to go on from, None at an end."""

    rows: list[Entry]
    older: int | None
    newer: int | None


def page_of(entries: QuerySet[Entry], *, before: int | None = None, after: int | None = None) -> Page:
    """The rows before the entry ``before``, or those just after ``after``; no count, no offset."""
    if after is not None:
        found = list(entries.filter(seq__gt=after).order_by("seq")[: PAGE + 1])
        more, rows = len(found) > PAGE, found[:PAGE][::-1]
        return Page(rows, rows[-1].seq if rows else None, rows[0].seq if more else None)
    narrowed = entries if before is None else entries.filter(seq__lt=before)
    found = list(narrowed[: PAGE + 1])
    more, rows = len(found) > PAGE, found[:PAGE]
    return Page(rows, rows[-1].seq if more else None, rows[0].seq if rows and before is not None else None)


@dataclass(frozen=True)
class Neighbours:
    """Entries about the same thing: by object, by person, by request. The entry itself is not among them."""

    of_object: list[Entry]
    of_person: list[Entry]
    of_request: list[Entry]
    older: int | None
    newer: int | None


def neighbours_of(entry: Entry) -> Neighbours:
    """The latest few of each kind, and the entries before and after in the chain."""
    others = Entry.objects.exclude(pk=entry.pk).order_by("-seq")
    same = others.filter(object_type=entry.object_type, object_id=entry.object_id)
    return Neighbours(
        list(same[:RELATED]) if entry.object_id else [],
        list(others.filter(actor=entry.actor)[:RELATED]) if entry.actor else [],
        list(others.filter(request=entry.request)[:RELATED]) if entry.request else [],
        others.filter(seq__lt=entry.seq).values_list("seq", flat=True).first(),
        others.filter(seq__gt=entry.seq).order_by("seq").values_list("seq", flat=True).first(),
    )


@dataclass(frozen=True)
class State:
    """How the chain stands. ``check``: the last one; ``sealed``: the last checkpoint, None when there is none."""

    head: Head | None
    check: Check | None
    sealed: checkpoints.Checkpoint | None
    is_late: bool
    retention_days: int

    @property
    def length(self) -> int:
        """Entries that are kept."""
        return self.head.seq - self.head.purged_to if self.head else 0

    @property
    def is_good(self) -> bool:
        """Checked lately, and nothing found?"""
        return self.head is not None and self.check is not None and self.check.is_good and not self.is_late


def state(now: datetime) -> State:
    """Head, last check, last checkpoint."""
    check = latest_check()
    late = check is None or check.at < now - LATE
    return State(one_or_none(Head.objects.filter(pk=1)), check, _sealed(), late, settings.AUDIT_RETENTION_DAYS)


def latest_check() -> Check | None:
    """The last walk along the chain."""
    return Check.objects.order_by("-at", "-id").first()


def _sealed() -> checkpoints.Checkpoint | None:
    """A file that cannot be read holds no checkpoint that anybody could show; the check says why."""
    try:
        return checkpoints.latest()
    except OSError:
        return None


@dataclass(frozen=True)
class Alarm:
    """What the audit administrators must be told. ``key`` is the same as long as it is the same trouble."""

    key: str
    at: datetime
    sentences: list[str]


def alarm(now: datetime) -> Alarm | None:
    """Findings of the last check, or that there was none for seventy minutes; None when all is well."""
    check = latest_check()
    if check is None:
        return None
    if check.amiss:
        places = sorted({f"{finding['code']} {finding['seq']}" for finding in check.findings})
        return Alarm(_key(places), check.at, [finding["sentence"] for finding in check.findings])
    if check.at < now - LATE:
        said = "审计链已超过一小时没有核对，后台任务可能没有运行，请联系系统管理员。"
        return Alarm("late", check.at + LATE, [said])
    return None


def _key(places: list[str]) -> str:
    return hashlib.sha256("\n".join(places).encode()).hexdigest()[:16]
