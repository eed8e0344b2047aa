"""What of this room is fed: problems 问题, told as a change of the project whose list it stands in."""

from __future__ import annotations

from projects.audit.hearing import Heard
from projects.feed.registry import Touch, on
from projects.ledger.feeding import changed
from projects.progress.models import Problem


def of_problem(act: Heard) -> list[Touch]:
    """By the name of the act."""
    assert isinstance(act.subject, Problem)
    return changed([act.subject.project_id], act.action)


on(Problem, of_problem)
