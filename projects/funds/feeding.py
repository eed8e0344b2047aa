"""What of this room is fed: money that arrived, told as a change of the project whose list it stands in."""

from __future__ import annotations

from projects.audit.hearing import Heard
from projects.feed.registry import Touch, on
from projects.funds.models import Fund
from projects.ledger.feeding import changed


def of_fund(act: Heard) -> list[Touch]:
    """By the name of the act."""
    assert isinstance(act.subject, Fund)
    return changed([act.subject.project_id], act.action)


on(Fund, of_fund)
