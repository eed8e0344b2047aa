"""Schedulers that are wrong on purpose: the comparison must notice each of them, or it proves nothing.

``exact_day`` asks what is due today, as data-hub's job does; ``tick_only`` asks what came due since the last tick, as a
crontab does. Neither has a watermark. The others scan rightly with a wrong clock or a calendar without 调休.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from unittest import mock
from zoneinfo import ZoneInfo

from notifications.reminders import moments, services
from projects.workdays.models import Day, DayKind
from tests.notifications.oracle import almanac

TICK = timedelta(minutes=10)


def _look(since: datetime, now: datetime) -> None:
    for family in services.FAMILIES:
        for subject in list(family.subjects(since, now)):
            services._scan_subject(family, subject, since, now)


def exact_day(now: datetime) -> None:
    """Whatever is due on this very day."""
    _look(almanac.clock(almanac.day_of(now), 0), now)


def tick_only(now: datetime) -> None:
    """Whatever came due since the tick before."""
    _look(now - TICK, now)


@contextmanager
def zone_of_the_server() -> Iterator[None]:
    """Days and hours are thought in UTC."""
    with mock.patch.object(moments, "zone", lambda: ZoneInfo("UTC")):
        yield


@contextmanager
def calendar_without_shifts() -> Iterator[None]:
    """Monday to Friday, always."""
    worked = [one.pk for one in Day.objects.filter(kind=DayKind.MAKEUP)]
    free = [one.pk for one in Day.objects.filter(kind=DayKind.HOLIDAY) if one.date.isoweekday() < 6]
    Day.objects.filter(pk__in=worked).update(is_workday=False, kind=DayKind.WEEKEND)
    Day.objects.filter(pk__in=free).update(is_workday=True, kind=DayKind.WORKDAY)
    yield
