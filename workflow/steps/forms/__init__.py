"""Forms of claims, of the verdict on them, of the steps taken without one, and of who verifies."""

from workflow.steps.forms.claims import NOTE_LABELS, ClaimForm, DirectForm, VerdictForm, upload_name
from workflow.steps.forms.division import CaseForm, ConfirmationForm, DelegationForm, WhyForm

__all__ = [
    "NOTE_LABELS",
    "CaseForm",
    "ClaimForm",
    "ConfirmationForm",
    "DelegationForm",
    "DirectForm",
    "VerdictForm",
    "WhyForm",
    "upload_name",
]
