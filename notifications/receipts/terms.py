"""What a rule may ask of those it tells: to say within so many working days that they know, or else who is told.

Pure: the calendar of working days is handed in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models

from projects.workdays.days import ONE_DAY, Calendar

AT = time(17)
"""An answer is in time until this hour of its last day."""
REACH = timedelta(days=60)
"""Wider than any deadline, whatever the holidays."""


class Rung(models.TextChoices):
    """To whom it goes up, each by what is on record about the one who did not answer."""

    DEPUTY = "deputy", "代理人"
    HEAD = "head", "本单位主要负责人"
    ABOVE = "above", "上级单位主要负责人"
    OFFICE = "office", "市级调度办公室"


LADDER = (Rung.DEPUTY, Rung.HEAD, Rung.ABOVE, Rung.OFFICE)
TO_OFFICE = (Rung.DEPUTY, Rung.HEAD, Rung.OFFICE)
"""Of what the office can clear up by telephone: no leader of the city hears that a district's did not say 收到."""


@dataclass(frozen=True)
class Acknowledge:
    """``within``: working days after the day it was told. ``ladder``: the first rung on which somebody stands hears
    of it. ``reading_suffices``: having opened it on the page counts as an answer.
    """

    within: int
    ladder: tuple[Rung, ...] = LADDER
    reading_suffices: bool = False


def deadline(told_at: datetime, terms: Acknowledge, calendar: Calendar) -> datetime:
    """Until when an answer is in time. ``calendar`` reaches ``REACH`` beyond the day; past it weekdays are worked."""
    return datetime.combine(_last_day(local_day(told_at), terms.within, calendar), AT, tzinfo=zone())


def cutoff(now: datetime, terms: Acknowledge, calendar: Calendar) -> datetime:
    """What was told before this instant has its deadline at or before ``now``. ``calendar`` reaches ``REACH`` back."""
    on = local_day(now)
    while datetime.combine(_last_day(on, terms.within, calendar), AT, tzinfo=zone()) > now:
        on -= ONE_DAY
    return datetime.combine(on + ONE_DAY, time(), tzinfo=zone())


def _last_day(on: date, within: int, calendar: Calendar) -> date:
    for _ in range(within):
        on = calendar.next_workday(on + ONE_DAY)
    return on


def local_day(at: datetime) -> date:
    """The business day of an instant."""
    return at.astimezone(zone()).date()


def zone() -> ZoneInfo:
    """The zone all business days are thought in."""
    return ZoneInfo(settings.TIME_ZONE)
