"""Sentences that say why a project is on the agenda. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from projects.ledger.stages import STAGE_STEPS
from projects.workdays.days import date_text
from workflow.steps.models import Transition

LONGEST_DETAIL = 200
CHIEF_WANTED = "应有首席责任人而未指定"
_STEPS_TOLD = 3


@dataclass(frozen=True)
class Proposal:
    """A project that the rules want on the agenda, and why."""

    project_id: UUID
    reason: str
    detail: str


def step_sentence(transition: Transition, recorded_on: date) -> str:
    """For example ``11月18日认定签约（11月10日签约）``; the bracket only when the two days differ."""
    step, happened = transition.get_step_display(), transition.effective_on
    if transition.step not in STAGE_STEPS:
        return f"{date_text(recorded_on)}{step}"
    bracket = f"（{date_text(happened, recorded_on)}{step}）" if happened != recorded_on else ""
    return f"{date_text(recorded_on)}认定{step}{bracket}"


def steps_sentence(sentences: Iterable[str]) -> str:
    """The newest few of what happened to one project, oldest first."""
    return "；".join(list(sentences)[-_STEPS_TOLD:])


def chief_sentence(reasons: list[str]) -> str:
    """For example ``市委市政府直接交办，应有首席责任人而未指定``. ``reasons``: see ``ledger.chiefs``."""
    room = LONGEST_DETAIL - len(CHIEF_WANTED) - 1
    return "，".join(filter(None, ["、".join(reasons)[:room], CHIEF_WANTED]))
