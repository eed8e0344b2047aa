"""What of this room is fed: plans and their nodes, told as changes of the project whose lists they stand in."""

from __future__ import annotations

from projects.audit.hearing import Heard
from projects.feed.registry import Touch, on
from projects.ledger.feeding import changed
from projects.plans.models import Node, Plan


def of_plan(act: Heard) -> list[Touch]:
    """By the name of the act."""
    assert isinstance(act.subject, Plan | Node)
    plan = act.subject.plan if isinstance(act.subject, Node) else act.subject
    return changed([plan.project_id], act.action)


on(Plan, of_plan)
on(Node, of_plan)
