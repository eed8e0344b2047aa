"""Every write of the workflow's core: claims and steps."""

from workflow.steps.services.claims import ask_for_step, draft_claim, edit_claim, submit_claim, withdraw_claim
from workflow.steps.services.confirming import confirm_statistics, withdraw_confirmation
from workflow.steps.services.delegating import delegate_verification, end_delegation
from workflow.steps.services.taking import take_step
from workflow.steps.services.verification import approve_claim, reject_claim, return_claim

__all__ = [
    "approve_claim",
    "ask_for_step",
    "confirm_statistics",
    "delegate_verification",
    "draft_claim",
    "edit_claim",
    "end_delegation",
    "reject_claim",
    "return_claim",
    "submit_claim",
    "take_step",
    "withdraw_claim",
    "withdraw_confirmation",
]
