"""Procedures as configured, decisions on projects with their turns, and fair-competition reviews."""

from workflow.decisions.models.procedures import Gate, Owner, Procedure, ProcedureStep
from workflow.decisions.models.processes import (
    OPEN_STATES,
    Decision,
    DecisionQuerySet,
    DecisionState,
    Holder,
    Outcome,
    Turn,
)
from workflow.decisions.models.reviews import Conclusion, Review

__all__ = [
    "OPEN_STATES",
    "Conclusion",
    "Decision",
    "DecisionQuerySet",
    "DecisionState",
    "Gate",
    "Holder",
    "Outcome",
    "Owner",
    "Procedure",
    "ProcedureStep",
    "Review",
    "Turn",
]
