"""Action items that wait for the officer: to sign, to work on, to answer, to check, to review."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from projects.people.models import Officer
from workflow.desk.queries.tasks.lines import NOTHING, Part, Task
from workflow.items.kinds import Asks
from workflow.items.models import Item
from workflow.items.queries import Line, all_asking, asking, lines_of

SHOWN = 6
VERBS = {
    Asks.SIGN: "签收",
    Asks.TAKE_OVER: "接收移交",
    Asks.WORK: "办理",
    Asks.JOIN: "配合回复",
    Asks.CHECK: "核销",
    Asks.EXTENSION: "答复延期",
    Asks.ANSWER: "答复上报",
    Asks.REVIEW: "长期复核",
    Asks.RESULT: "跟踪问效",
}


def items_waiting(officer: Officer, on: date) -> Part:
    """Each item once, under the first thing it asks; the earliest deadline first."""
    waiting = all_asking(officer, on=on)
    found = list(waiting.with_units().order_by("due_on", "issued_at", "pk")[: SHOWN + 1])
    if not found:
        return NOTHING
    first, count = found[:SHOWN], len(found) if len(found) <= SHOWN else waiting.count()
    verbs = _verbs(first, officer, on)
    lines = [_task(line, verbs.get(line.item.pk, "")) for line in lines_of(first, on=on)]
    if count > len(first):
        url = f"{reverse('items:list')}?state=all&mine=todo"
        lines.append(Task("clipboard-list", "", f"另有 {count - len(first)} 件交办事项待办", url, "全部"))
    return Part(lines, count, f"{count} 件交办事项待您办理")


def _verbs(items: list[Item], officer: Officer, on: date) -> dict[object, str]:
    """One query for each thing an item may ask."""
    found: dict[object, str] = {}
    own = [one.pk for one in items]
    for ask, verb in reversed(VERBS.items()):
        for key in asking(officer, ask, on=on).filter(pk__in=own).order_by().values_list("pk", flat=True):
            found[key] = verb
    return found


def _task(line: Line, verb: str) -> Task:
    one = line.item
    return Task(
        icon="clipboard-list",
        verb=verb,
        name=one.matter,
        url=reverse("items:item", args=[one.pk]),
        due=line.clock.words if line.clock else str(one.get_state_display()),
        is_late=bool(line.clock and line.clock.is_overdue),
        note=f"{one.number}　{one.project.name}" if one.project else one.number,
    )
