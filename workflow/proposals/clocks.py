"""Step clocks: how long a project took, or has been taking, from one stage to the next, against the city's limits.

The limits are those of the city's rules of lights: what is over time here is what lights up there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from projects.ledger.models import Project
from projects.ledger.stages import STAGES, Standing
from projects.workdays.days import DayKind, plain_kind
from projects.workdays.queries import Worked, worked_days
from workflow.lights.queries.books import Book, book_on
from workflow.lights.rules import StageClock


@dataclass(frozen=True)
class StepClock:
    """``days`` and ``workdays`` after the day of the stage before, up to the day of this one, or to today.

    ``limit``: calendar days allowed, 0: the city has set none. ``is_running``: not reached yet.
    """

    days: int
    workdays: int
    limit: int
    is_running: bool

    @property
    def over(self) -> int:
        """Days beyond the limit; 0 within it, and without one."""
        return max(self.days - self.limit, 0) if self.limit else 0


def stage_clocks(
    project: Project, *, on: date, book: Book | None = None, known: Worked | None = None
) -> dict[str, StepClock]:
    """Stage → its clock: those reached, and the next one while the project is pursued.

    Two queries; none where the rules of lights (``book``) and the days (``known``, for ``worked_days``) are read.
    """
    spans = {stage: span for stage, span in _spans(project, on).items() if span[0] <= span[1]}
    if not spans:
        return {}
    book = book_on(on) if book is None else book
    limits = book.of(project.landing_organisation.path).clocks
    first, last = min(start for start, _, _ in spans.values()), max(end for _, end, _ in spans.values())
    days = worked_days(first, last, known=known)
    worked = {day for day in _days(first, last) if days.get(day, plain_kind(day) == DayKind.WORKDAY)}
    return {stage: _clock(stage, span, worked, limits) for stage, span in spans.items()}


def _spans(project: Project, on: date) -> dict[str, tuple[date, date, bool]]:
    """Stage → from, to, still running."""
    found: dict[str, tuple[date, date, bool]] = {}
    reached = STAGES.index(project.stage)
    for position, (before, after) in enumerate(pairwise(STAGES)):
        start, end = project.date_of[before], project.date_of[after]
        if position < reached and isinstance(start, date) and isinstance(end, date):
            found[after] = (start, end, False)
        elif position == reached and isinstance(start, date) and project.standing == Standing.ACTIVE:
            found[after] = (start, on, True)
    return found


def _clock(stage: str, span: tuple[date, date, bool], worked: set[date], limits: StageClock) -> StepClock:
    start, end, is_running = span
    workdays = sum(day in worked for day in _days(start + timedelta(days=1), end))
    return StepClock((end - start).days, workdays, limits.limit_to(stage), is_running)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
