"""Tables of the workflow's core."""

from workflow.steps.models.claims import OPEN_STATES, Claim, ClaimEvent, ClaimQuerySet, ClaimState
from workflow.steps.models.confirmations import (
    STAGE_BEFORE,
    STEP_BEFORE,
    ConfirmationKind,
    ConfirmationQuerySet,
    StatisticsConfirmation,
)
from workflow.steps.models.delegations import Delegation, DelegationQuerySet
from workflow.steps.models.transitions import Transition, TransitionQuerySet
from workflow.steps.models.units import OFFICES, ProjectKind, Round, VerifyingUnit, spoken_for

__all__ = [
    "OFFICES",
    "OPEN_STATES",
    "STAGE_BEFORE",
    "STEP_BEFORE",
    "Claim",
    "ClaimEvent",
    "ClaimQuerySet",
    "ClaimState",
    "ConfirmationKind",
    "ConfirmationQuerySet",
    "Delegation",
    "DelegationQuerySet",
    "ProjectKind",
    "Round",
    "StatisticsConfirmation",
    "Transition",
    "TransitionQuerySet",
    "VerifyingUnit",
    "spoken_for",
]
