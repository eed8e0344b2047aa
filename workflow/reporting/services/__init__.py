"""Every write of this room."""

from workflow.reporting.services.closing import close_round, record_export
from workflow.reporting.services.filling import correct_return, save_draft, submit_return, withdraw_return
from workflow.reporting.services.opening import open_extra, open_rounds
from workflow.reporting.services.overseeing import exempt_return, require_return, send_back, urge_units
from workflow.reporting.services.requests import create_request, save_form, update_request

__all__ = [
    "close_round",
    "correct_return",
    "create_request",
    "exempt_return",
    "open_extra",
    "open_rounds",
    "record_export",
    "require_return",
    "save_draft",
    "save_form",
    "send_back",
    "submit_return",
    "update_request",
    "urge_units",
    "withdraw_return",
]
