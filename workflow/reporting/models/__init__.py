"""Requests with their forms, rounds, and what the units return."""

from workflow.reporting.models.requests import ReportForm, ReportRequest
from workflow.reporting.models.returns import ReportReturn, ReturnEvent, ReturnVersion, Urge
from workflow.reporting.models.rounds import ReportRound

__all__ = ["ReportForm", "ReportRequest", "ReportReturn", "ReportRound", "ReturnEvent", "ReturnVersion", "Urge"]
