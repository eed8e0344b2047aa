"""Reading ``on`` and ``known_at`` from an address, the same for page and API."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from projects.days import is_plausible
from projects.errors import Invalid

ON = "请在“on”中给出日期，写作 2026-03-05，且不晚于今天。"
KNOWN = "请在“known_at”中给出带时区的时间，写作 2026-03-05T18:00:00+08:00；不给则按现在所知。"


def moment_of(query: Mapping[str, str], *, now: datetime) -> tuple[date, datetime]:
    """The day (today when none is given) and the instant of knowledge (now when none is given); else ``Invalid``."""
    on = _day(query.get("on", ""), today=timezone.localdate(now))
    return on, min(_instant(query.get("known_at", ""), now=now), now)


def _day(text: str, *, today: date) -> date:
    try:
        on = parse_date(text) if text else today
    except ValueError:
        on = None
    if on is None or not is_plausible(on) or on > today:
        raise Invalid(ON, "on")
    return on


def _instant(text: str, *, now: datetime) -> datetime:
    try:
        known_at = parse_datetime(text.replace(" ", "+")) if text else now
    except ValueError:
        known_at = None
    if known_at is None or known_at.tzinfo is None or not is_plausible(known_at.date()):
        raise Invalid(KNOWN, "known_at")
    return known_at
