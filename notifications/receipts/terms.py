"""What a rule may ask of those it tells: to say within so many working days that they know, or else who is told.

Pure, but for ``deadline`` and ``cutoff``, which read the calendar of working days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models

from projects.errors import DomainError
from projects.workdays.queries import add_workdays

AT = time(17)
"""An answer is in time until this hour of its last day."""
_FARTHEST = 60


class Rung(models.TextChoices):
    """To whom it goes up, each by what is on record about the one who did not answer."""

    DEPUTY = "deputy", "代理人"
    HEAD = "head", "本单位主要负责人"
    ABOVE = "above", "上级单位主要负责人"
    OFFICE = "office", "市级调度办公室"


LADDER = (Rung.DEPUTY, Rung.HEAD, Rung.ABOVE, Rung.OFFICE)


@dataclass(frozen=True)
class Acknowledge:
    """``within``: working days after the day it was told. ``ladder``: the first rung on which somebody stands hears
    of it. ``reading_suffices``: having opened it on the page counts as an answer.
    """

    within: int
    ladder: tuple[Rung, ...] = LADDER
    reading_suffices: bool = False


def deadline(told_at: datetime, terms: Acknowledge) -> datetime:
    """Until when an answer is in time. Beyond the official calendar: as many calendar days."""
    return datetime.combine(_last_day(_local(told_at), terms.within), AT, tzinfo=_zone())


def cutoff(now: datetime, terms: Acknowledge) -> datetime:
    """What was told before this instant has its deadline at or before ``now``."""
    on = _local(now)
    for _ in range(_FARTHEST):
        if datetime.combine(_last_day(on, terms.within), AT, tzinfo=_zone()) <= now:
            return datetime.combine(on + timedelta(days=1), time(), tzinfo=_zone())
        on -= timedelta(days=1)
    return datetime.combine(on, time(), tzinfo=_zone())


def _last_day(on: date, within: int) -> date:
    try:
        return add_workdays(on, within)
    except DomainError:
        return on + timedelta(days=within)


def _local(at: datetime) -> date:
    return at.astimezone(_zone()).date()


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)
