"""今天要办: what waits for this officer, most pressing first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from projects.people.models import Officer
from workflow.desk.queries.tasks.claims import to_mend, to_verify, to_visit
from workflow.desk.queries.tasks.decisions import to_amend, to_decide, to_part_with
from workflow.desk.queries.tasks.exemptions import to_exempt
from workflow.desk.queries.tasks.items import items_waiting
from workflow.desk.queries.tasks.letters import (
    to_answer_letters,
    to_draft_letters,
    to_judge_letters,
    to_sign_letters,
)
from workflow.desk.queries.tasks.lines import Part, Task, Tasks
from workflow.desk.queries.tasks.materials import to_prepare
from workflow.desk.queries.tasks.matters import to_coordinate, to_hand_over, to_settle
from workflow.desk.queries.tasks.minutes import to_keep_minutes
from workflow.desk.queries.tasks.nodes import nodes_due, without_chief
from workflow.desk.queries.tasks.reports import to_chase, to_report

SOURCES: tuple[Callable[[Officer, date], Part], ...] = (
    to_sign_letters,
    to_answer_letters,
    to_verify,
    to_visit,
    to_mend,
    to_prepare,
    to_amend,
    to_decide,
    to_keep_minutes,
    items_waiting,
    to_hand_over,
    to_settle,
    to_report,
    to_coordinate,
    to_exempt,
    to_chase,
    to_judge_letters,
    to_draft_letters,
    without_chief,
    to_part_with,
    nodes_due,
)
"""In the order of the page."""
MOST_TOLD = 5

__all__ = ["Task", "Tasks", "tasks_of"]


def tasks_of(officer: Officer, *, on: date) -> Tasks:
    """Everything that waits for the officer, in lines and in one sentence; counts are of everything."""
    parts = [source(officer, on) for source in SOURCES]
    return Tasks(
        _in_a_sentence([part.words for part in parts if part.words]),
        [line for part in parts for line in part.lines],
        sum(part.count for part in parts),
    )


def _in_a_sentence(words: list[str]) -> str:
    """The most pressing kinds in words, so that the sentence stays one; the list below has them all."""
    told = "；".join(words[:MOST_TOLD]) or "今天没有待办"
    return f"{told}；另有 {len(words) - MOST_TOLD} 类事项" if len(words) > MOST_TOLD else told
