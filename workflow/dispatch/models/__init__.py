"""Dispatch meetings: a series 调度会 and its sittings, with agenda and attendees (domain.md, section 7)."""

from workflow.dispatch.models.agenda import AgendaEntry, AgendaReason, Attendee
from workflow.dispatch.models.events import DispatchEvent
from workflow.dispatch.models.meetings import Meeting, MeetingState
from workflow.dispatch.models.series import Series
from workflow.dispatch.series import HolidayPolicy, MonthlyRule, SeriesKind

__all__ = [
    "AgendaEntry",
    "AgendaReason",
    "Attendee",
    "DispatchEvent",
    "HolidayPolicy",
    "Meeting",
    "MeetingState",
    "MonthlyRule",
    "Series",
    "SeriesKind",
]
