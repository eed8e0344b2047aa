"""Returns to fill in for the clerk; for the office, rounds past their deadline with units that are missing."""

from __future__ import annotations

from datetime import date, datetime, time

from django.urls import reverse
from django.utils import timezone

from projects.people.models import Officer
from workflow.desk.queries.tasks.lines import FIRST, Part, Task, clocks_to, told
from workflow.reporting.kinds import ReturnState
from workflow.reporting.models import ReportReturn, ReportRound
from workflow.reporting.queries.listing import due_returns, rounds_to_chase
from workflow.steps.deadlines import Clock


def to_report(officer: Officer, on: date) -> Part:
    """Own returns by deadline, those sent back among them."""
    owed = due_returns(officer)
    soonest = list(owed[:FIRST])
    days = {one.pk: timezone.localdate(one.round.due_at) for one in soonest}
    clocks = clocks_to(list(days.values()), on=on)
    count = owed.count() if len(soonest) == FIRST else len(soonest)
    return Part(
        [_fill(one, clocks.get(days[one.pk])) for one in soonest], count, f"{count} 项报送待填" if count else ""
    )


def _fill(one: ReportReturn, clock: Clock | None) -> Task:
    returned = one.state == ReturnState.RETURNED
    name = f"{one.round.request.name}　{one.round.number}"
    icon, verb = ("arrow-back-up", "补正") if returned else ("file-pencil", "报送")
    return Task(icon, verb, name, reverse("reporting:fill", args=[one.pk]), *told(clock))


def to_chase(officer: Officer, on: date) -> Part:
    """Rounds due before today: to urge, or, once everybody is in, to close."""
    over = rounds_to_chase(officer, timezone.make_aware(datetime.combine(on, time())))
    lines = [_chase(one, missing) for one, missing in over[:FIRST]]
    count = len(over)
    return Part(lines, count, f"{count} 期报送已截止待办" if count else "")


def _chase(one: ReportRound, missing: int) -> Task:
    name = f"{one.request.name}　{one.number}"
    due = f"{missing} 个单位未报" if missing else "可以封存"
    return Task(
        "bell", "催报" if missing else "封存", name, reverse("reporting:round", args=[one.pk]), due, missing > 0
    )
