"""What of this room is fed: amendments of amounts, told as a change of the project whose list it stands in."""

from __future__ import annotations

from projects.audit.hearing import Heard
from projects.feed.registry import Touch, on
from projects.ledger.feeding import changed
from workflow.amendments.models import Amendment


def of_amendment(act: Heard) -> list[Touch]:
    """By the name of the act."""
    assert isinstance(act.subject, Amendment)
    return changed([act.subject.project_id], act.action)


on(Amendment, of_amendment)
