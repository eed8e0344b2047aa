"""A template laid over a project: which nodes, on which days, with which owners. Reads only; nothing is kept here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from projects.ledger.models import Project
from projects.ledger.stages import STAGES, Stage, date_field_of, planned_field_of
from projects.plans.outlines import Outline, check_outlines
from projects.plans.owners import Owner, owners_of
from projects.plans.scheduling import Span, Task, ahead, doubtful_year, schedule
from projects.workdays.days import Calendar
from projects.workdays.queries import calendar

_YEARS = 4
DOUBT = "{year}年及以后的放假安排尚未公布，其中的工作日按周一至周五推算，公布后请核对。"


@dataclass(frozen=True)
class Line:
    """One node to be: ``from_project``: its day was taken from the project's own (actual or planned) day."""

    outline: Outline
    span: Span
    owner: Owner
    from_project: bool
    is_early: bool


@dataclass(frozen=True)
class Draft:
    """The whole. ``passed``: nodes left out because the project is past them; ``doubt``: what is not certain."""

    lines: list[Line]
    passed: int
    doubt: str


def draft_of(project: Project, nodes: Sequence[Outline], starts_on: date) -> Draft:
    """Lay ``nodes`` over ``project``.

    Milestones take the project's own days; what lies before a reached one is left out.
    """
    check_outlines(nodes)
    kept = _ahead_of(project, nodes)
    tasks = [_task(project, node) for node in kept]
    year = calendar(starts_on, date(starts_on.year + _YEARS, 12, 31))
    spans = schedule(tasks, starts_on, year.day)
    return Draft(_lines(project, kept, tasks, spans), len(nodes) - len(kept), doubt_of(tasks, spans, year))


def doubt_of(tasks: Sequence[Task], spans: dict[str, Span], days: Calendar) -> str:
    """The sentence about years without an official calendar; empty when there is nothing to say."""
    first = doubtful_year(tasks, spans, days.day)
    return DOUBT.format(year=first) if first else ""


def day_of_project(project: Project, stage: str) -> date | None:
    """The day the stage was reached, else the day it is planned for."""
    reached: date | None = getattr(project, date_field_of(stage))
    planned: date | None = getattr(project, planned_field_of(stage), None) if stage != Stage.NEGOTIATING else None
    return reached or planned


def _ahead_of(project: Project, nodes: Sequence[Outline]) -> list[Outline]:
    """Without what lies before a milestone the project has reached; what waited for it waits no more."""
    after = {node.code: node.after for node in nodes}
    done = STAGES[: STAGES.index(project.stage) + 1]
    reached = [node.code for node in nodes if node.is_milestone and node.stage in done]
    gone = ahead(reached, after) - set(reached)
    return [
        replace(node, after=tuple(one for one in node.after if one not in gone))
        for node in nodes
        if node.code not in gone
    ]


def _task(project: Project, node: Outline) -> Task:
    fixed = day_of_project(project, node.stage) if node.is_milestone else None
    return Task(node.code, node.days, node.working, node.after, fixed)


def _lines(project: Project, nodes: list[Outline], tasks: list[Task], spans: dict[str, Span]) -> list[Line]:
    owners = owners_of(project)
    return [
        Line(
            outline=node,
            span=spans[node.code],
            owner=owners.get(node.owner_role, Owner()),
            from_project=task.fixed is not None,
            is_early=any(spans[one].end >= spans[node.code].start for one in node.after),
        )
        for node, task in zip(nodes, tasks, strict=True)
    ]
