"""API of plan nodes."""

from projects.plans.api.nodes import PlanNodeDoor

__all__ = ["PlanNodeDoor"]
