"""What can be done about a problem, by whom, and how it is called: pages and API offer the same."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from projects.errors import Invalid
from projects.ledger.policies import may_write
from projects.people.models import Officer
from projects.progress import services
from projects.progress.levels import above, levels_from
from projects.progress.models import Problem
from projects.progress.policies import may_answer

_ASKS = {
    "answer": "答复内容",
    "solve": "解决结果",
    "note": "补充的情况",
    "lift": "提级理由",
    "withdraw": "撤回理由",
    "reopen": "重新打开的理由",
}


class Action(models.TextChoices):
    """One thing to do."""

    ANSWER = "answer", "答复"
    SOLVE = "solve", "办结"
    NOTE = "note", "补充情况"
    LIFT = "lift", "提级"
    WITHDRAW = "withdraw", "撤回"
    REOPEN = "reopen", "重新打开"

    @classmethod
    def of(cls, name: str) -> Action:
        """The action of that name, or ``Invalid``."""
        if name not in cls.values:
            raise Invalid("没有这种办理方式，请从页面上的按钮选择。", "action")
        return cls(name)

    @property
    def asks(self) -> str:
        """What the words are about."""
        return _ASKS[self.value]

    @staticmethod
    def next_level(problem: Problem) -> str:
        """The level that a problem is passed up to; ``Invalid`` at the top."""
        return above(problem.level)


def actions_for(problem: Problem, by: Officer) -> list[Action]:
    """What ``by`` may do now, the likeliest first."""
    owns, answers = may_write(problem.project, by), may_answer(problem.asked_organisation, by)
    if not problem.is_open:
        return [Action.REOPEN] if owns or answers else []
    found = [Action.ANSWER, Action.SOLVE] if answers else []
    found += [Action.NOTE] if owns or answers else []
    found += [Action.LIFT] if (owns or answers) and len(levels_from(problem.level)) > 1 else []
    return found + ([Action.WITHDRAW] if owns else [])


def perform(
    action: Action, problem_id: UUID, values: Mapping[str, Any], *, by: Officer, now: datetime, version: int | None
) -> Problem:
    """Call the service. ``values``: ``text``; ``resolved_on`` when solved, ``asked`` (a unit) when passed up."""
    text = values["text"]
    common: dict[str, Any] = {"by": by, "now": now, "expected_version": version}
    match action:
        case Action.ANSWER:
            return services.answer_problem(problem_id, text=text, **common)
        case Action.SOLVE:
            return services.solve_problem(problem_id, text=text, resolved_on=values.get("resolved_on"), **common)
        case Action.NOTE:
            return services.note_problem(problem_id, text=text, **common)
        case Action.LIFT:
            if values.get("asked") is None:
                raise Invalid("请选择上一级的请求协调单位。", "asked", "required")
            return services.lift_problem(problem_id, asked=values["asked"], why=text, **common)
        case Action.WITHDRAW:
            return services.withdraw_problem(problem_id, why=text, **common)
        case Action.REOPEN:
            return services.reopen_problem(problem_id, why=text, **common)
