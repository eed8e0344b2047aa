"""汇报材料: what the own units still owe before a dispatch meeting."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from projects.people.models import Officer
from workflow.desk.queries.tasks.lines import FIRST, NOTHING, Part, Task, clocks_to, told
from workflow.dispatch.queries.materials import waiting_for


def to_prepare(officer: Officer, on: date) -> Part:
    """Material that is asked and not sent, the nearest deadline first."""
    waiting = waiting_for(officer)
    count = waiting.count()
    if not count:
        return NOTHING
    first = list(waiting[:FIRST])
    clocks = clocks_to([one.due_on for one in first], on=on)
    lines = []
    for one in first:
        due, is_late = told(clocks.get(one.due_on))
        name, url = one.entry.project.name, reverse("dispatch:material", args=[one.pk])
        lines.append(Task("file-text", "报送汇报材料", name, url, due, is_late, one.entry.meeting.title))
    return Part(lines, count, f"{count} 份汇报材料待报送")
