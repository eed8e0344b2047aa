"""Every write of this room."""

from workflow.decisions.services.answering import pass_step, reject_decision, return_decision
from workflow.decisions.services.asking import resubmit_decision, start_decision, withdraw_decision
from workflow.decisions.services.exports import record_export
from workflow.decisions.services.procedures import save_procedure, set_gate
from workflow.decisions.services.reviews import record_review, withdraw_review

__all__ = [
    "pass_step",
    "record_export",
    "record_review",
    "reject_decision",
    "resubmit_decision",
    "return_decision",
    "save_procedure",
    "set_gate",
    "start_decision",
    "withdraw_decision",
    "withdraw_review",
]
