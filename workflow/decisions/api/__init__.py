"""API doors of the room: decisions with their turns, and fair-competition reviews."""

from workflow.decisions.api.decisions import DecisionDoor
from workflow.decisions.api.reviews import ReviewDoor

__all__ = ["DecisionDoor", "ReviewDoor"]
