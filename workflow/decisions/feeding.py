"""What of this room is fed: decisions, which may ask further units, told as a change of their project."""

from __future__ import annotations

from projects.audit.hearing import Heard
from projects.feed.registry import Touch, on
from projects.ledger.feeding import changed
from workflow.decisions.models import Decision


def of_decision(act: Heard) -> list[Touch]:
    """By the name of the act."""
    assert isinstance(act.subject, Decision)
    return changed([act.subject.project_id])


on(Decision, of_decision)
