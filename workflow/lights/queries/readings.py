"""What the nightly readings answer: the light of a past day, how long it has been red, two reds running."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, QuerySet

from projects.ledger.models import Project
from workflow.lights.colours import LABELS, RED
from workflow.lights.models import LightReading
from workflow.lights.months import month_start

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Cell:
    """One day of the strip: its reading, or none. ``is_first``: the first of a month."""

    day: date
    colour: str
    reasons: str

    @property
    def label(self) -> str:
        """2026-11-18 红灯：理由."""
        said = LABELS.get(self.colour, "无记录")
        return f"{self.day} {said}{f'：{self.reasons}' if self.reasons else ''}"


@dataclass(frozen=True)
class Turn:
    """From a day on the light was this colour, for so many nights; ``reasons`` of its first night."""

    since: date
    nights: int
    colour: str
    reasons: list[str]

    @property
    def label(self) -> str:
        """绿灯 …"""
        return LABELS[self.colour]


def strip_of(project: Project, *, on: date, weeks: int) -> list[list[Cell]]:
    """So many weeks up to that of ``on``, Monday to Sunday; days to come are left out. One query."""
    first = on - timedelta(days=on.weekday() + 7 * (weeks - 1))
    rows = LightReading.objects.filter(project=project, day__range=(first, on))
    read = {row.day: row for row in rows}
    days = [first + timedelta(days=ahead) for ahead in range((on - first).days + 1)]
    cells = [_cell(day, read.get(day)) for day in days]
    return [cells[at : at + 7] for at in range(0, len(cells), 7)]


def _cell(day: date, reading: LightReading | None) -> Cell:
    return Cell(day, reading.colour, "；".join(reading.reasons)) if reading else Cell(day, "", "")


def turns_of(readings: Iterable[LightReading]) -> list[Turn]:
    """Runs of one colour, the latest first. ``readings`` come latest first; a night without a reading ends a run."""
    turns: list[Turn] = []
    for one in readings:
        last = turns[-1] if turns else None
        if last and last.colour == one.colour and last.since - one.day == _ONE_DAY:
            turns[-1] = Turn(one.day, last.nights + 1, one.colour, one.reasons)
        else:
            turns.append(Turn(one.day, 1, one.colour, one.reasons))
    return turns


def two_reds_running(projects: QuerySet[Project], *, on: date) -> QuerySet[Project]:
    """Red at the ends of both of the last two whole months: what a 约谈 follows from (practice.md 3.4, default ladder).

    A month is the period of dispatch; nights alone would make every second red night two reds running.
    """
    last, before = month_start(on) - _ONE_DAY, month_start(on, 1) - _ONE_DAY
    reds = LightReading.objects.filter(project=OuterRef("pk"), colour=RED)
    return projects.filter(Exists(reds.filter(day=last)), Exists(reds.filter(day=before)))


def red_longer_than(projects: QuerySet[Project], nights: int, *, on: date) -> QuerySet[Project]:
    """Red on each of the last so many nights and the one before them; a night without a reading is no red one."""
    count = nights + 1
    since = on - timedelta(days=count)
    reds = LightReading.objects.filter(colour=RED, day__gte=since, day__lt=on).order_by().values("project")
    return projects.filter(pk__in=reds.annotate(nights=Count("pk")).filter(nights=count).values("project"))
