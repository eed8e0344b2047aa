"""Dispatch meetings: a series 调度会 and its sittings, with agenda and attendees (domain.md, section 7)."""

from workflow.dispatch.models.agenda import BY_HAND, AgendaEntry, AgendaReason, Attendee, EntryState
from workflow.dispatch.models.events import DispatchEvent
from workflow.dispatch.models.feeds import CalendarFeed
from workflow.dispatch.models.materials import MaterialAnswer, MaterialFile, MaterialRequest
from workflow.dispatch.models.meetings import Meeting, MeetingState
from workflow.dispatch.models.series import Series
from workflow.dispatch.series import HolidayPolicy, MonthlyRule, Rhythm, SeriesKind

__all__ = [
    "BY_HAND",
    "AgendaEntry",
    "AgendaReason",
    "Attendee",
    "CalendarFeed",
    "DispatchEvent",
    "EntryState",
    "HolidayPolicy",
    "MaterialAnswer",
    "MaterialFile",
    "MaterialRequest",
    "Meeting",
    "MeetingState",
    "MonthlyRule",
    "Rhythm",
    "Series",
    "SeriesKind",
]
