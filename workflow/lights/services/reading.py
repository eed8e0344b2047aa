"""Nightly readings: the light of every project at the end of a day, kept for good.

A night follows from the record alone (``queries.past``): one that was missed is made good by a later tick, and is the
same as if it had been read in time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from projects.audit.services import audited, record
from projects.ledger.models import Project
from projects.ledger.stages import Standing
from workflow.lights.acts import Act
from workflow.lights.models import LightNight, LightReading
from workflow.lights.queries.past import History, midnight_after

GRACE = timedelta(minutes=10)
"""After midnight, so that what was begun before it has been written."""
NIGHTS_A_TICK = 7
PIECE = 500
_ONE_DAY = timedelta(days=1)
_READ = (Standing.ACTIVE, Standing.SUSPENDED)


def read_due_nights(now: datetime) -> int:
    """Read the nights that have ended and have no reading yet, the oldest first; how many. First ever: last night."""
    last_night = timezone.localdate(now - GRACE) - _ONE_DAY
    known = LightNight.objects.aggregate(last=Max("day"))["last"]
    first = known + _ONE_DAY if known else last_night
    days = [first + timedelta(days=ahead) for ahead in range((last_night - first).days + 1)][:NIGHTS_A_TICK]
    return read_nights(days, now=now) if days else 0


def read_nights(days: Sequence[date], *, now: datetime) -> int:
    """Read these nights, in order, those that have been read left out; how many were read now.

    Any number may run at once: a reading is unique, and the same night gives the same readings.
    """
    done = set(LightNight.objects.filter(day__in=days).values_list("day", flat=True))
    wanted = [day for day in sorted(days) if day not in done and midnight_after(day) <= now]
    readings: dict[date, list[LightReading]] = {day: [] for day in wanted}
    for keys in _pieces(wanted):
        for reading in _readings(keys, wanted):
            readings[reading.day].append(reading)
    for day in wanted:
        _keep(day, readings[day], now=now)
    return len(wanted)


def _pieces(days: Sequence[date]) -> Iterator[list[UUID]]:
    if not days:
        return
    born = Project.objects.filter(created_at__lt=midnight_after(days[-1]))
    keys = list(born.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), PIECE):
        yield keys[start : start + PIECE]


def _readings(keys: Iterable[UUID], days: Sequence[date]) -> Iterator[LightReading]:
    projects = Project.objects.filter(pk__in=keys).select_related("landing_organisation")
    history = History(projects)
    for key, record_ in history.records.items():
        for day in days:
            before = midnight_after(day)
            facts = record_.facts(day, before)
            if record_.project.created_at >= before or facts.standing not in _READ:
                continue
            rules = history.rules(key, day, before)
            light = rules.light(facts)
            history.remember(key, day, light)
            yield LightReading(
                project_id=key, day=day, colour=light.colour, reasons=light.reasons, rules_id=rules.version
            )


@audited()
def _keep(day: date, readings: Sequence[LightReading], *, now: datetime) -> None:
    LightReading.objects.bulk_create(readings, batch_size=PIECE, ignore_conflicts=True)
    night = LightNight(day=day, read_at=now, projects=len(readings))
    LightNight.objects.bulk_create([night], ignore_conflicts=True)
    record(Act.READ, by=None, now=now, name=f"{day}", detail=f"{len(readings)}个项目")
