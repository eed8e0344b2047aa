"""Handovers, clashes and problems that wait for an answer."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from projects.ledger import queries_clashes as clashes
from projects.people.models import Officer
from projects.people.roles import Permission
from projects.progress import queries as progress
from projects.progress.models import Problem
from workflow.desk.queries.tasks.lines import NOTHING, Part, Task
from workflow.handover import queries as handovers

PROBLEMS_SHOWN = 5


def to_hand_over(officer: Officer, on: date) -> Part:
    """Handovers to confirm for the office, to acknowledge for the successor."""
    found = handovers.waiting_for(officer, on=on)
    lines = [Task(one.icon, one.verb, one.name, one.url, one.due, one.is_late) for one in found]
    return Part(lines, len(lines), f"{len(lines)} 项责任交接待您办理" if lines else "")


def to_settle(officer: Officer, on: date) -> Part:
    """Clashes to rule on for the office; projects to take over for the unit that is to land them."""
    lines = [
        Task(one.icon, one.verb, one.name, reverse(one.url[0], args=[one.url[1]]), one.due, one.is_late)
        for one in clashes.waiting_for(officer, on=on)
    ]
    return Part(lines, len(lines), f"{len(lines)} 项撞单或移交待您办理" if lines else "")


def to_coordinate(officer: Officer, on: date) -> Part:
    """Problems asked of the officer's level that nobody has answered, the oldest first."""
    if not officer.may(Permission.DISPATCH_WRITE):
        return NOTHING
    found = progress.waiting_for(officer)
    first = list(found[:PROBLEMS_SHOWN])
    count = found.count() if len(first) == PROBLEMS_SHOWN else len(first)
    lines = [_coordinate(one, on) for one in first]
    if count > len(first):
        url = f"{reverse('progress:problems')}?mine=1&state=waiting"
        lines.append(Task("alert-triangle", "", f"另有 {count - len(first)} 个问题待协调", url, "全部"))
    return Part(lines, count, f"{count} 个问题待协调" if count else "")


def _coordinate(problem: Problem, on: date) -> Task:
    name = f"{problem.project.name}　{problem.get_kind_display()}：{problem.title}"
    due = f"已等 {problem.days_open(on)} 天"
    return Task("alert-triangle", "协调", name, reverse("progress:problem", args=[problem.pk]), due)
