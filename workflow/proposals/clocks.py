"""Step clocks: how long a project took, or has been taking, from one stage to the next, against the city's limits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from projects.ledger.models import Project
from projects.ledger.stages import STAGES, Stage, Standing
from projects.workdays.queries import calendar
from workflow.proposals.models import ProposalRules
from workflow.proposals.rules import RuleBook

LIMIT_OF: dict[str, str] = {
    Stage.SIGNED: "sign_days",
    Stage.REGISTERED: "registration_days",
    Stage.STARTED: "start_days",
    Stage.PRODUCING: "production_days",
}
"""Stage → the limit for reaching it from the one before."""


@dataclass(frozen=True)
class StageClock:
    """``days`` and ``workdays`` after the day of the stage before, up to the day of this one, or to today.

    ``limit``: calendar days allowed. ``is_running``: not reached yet.
    """

    days: int
    workdays: int
    limit: int
    is_running: bool

    @property
    def over(self) -> int:
        """Days beyond the limit; 0 within it."""
        return max(self.days - self.limit, 0)


def stage_clocks(project: Project, *, on: date) -> dict[str, StageClock]:
    """Stage → its clock: those reached, and the next one while the project is pursued. Three queries."""
    spans = {stage: span for stage, span in _spans(project, on).items() if span[0] <= span[1]}
    if not spans:
        return {}
    rules = RuleBook.on_day(on).of(project.landing_organisation)
    first, last = min(start for start, _, _ in spans.values()), max(end for _, end, _ in spans.values())
    days = calendar(first, last)
    worked = {day for day in _days(first, last) if days.day(day).is_workday}
    return {stage: _clock(stage, span, worked, rules) for stage, span in spans.items()}


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


def _clock(stage: str, span: tuple[date, date, bool], worked: set[date], rules: ProposalRules) -> StageClock:
    start, end, is_running = span
    workdays = sum(day in worked for day in _days(start + timedelta(days=1), end))
    return StageClock((end - start).days, workdays, getattr(rules, LIMIT_OF[stage]), is_running)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
