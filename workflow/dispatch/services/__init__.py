"""Every write of dispatch: series, sittings, agenda."""

from workflow.dispatch.services.agenda import add_entry, refresh_agenda, remove_entry
from workflow.dispatch.services.locks import check_called
from workflow.dispatch.services.meetings import cancel_meeting, hold_meeting, move_meeting
from workflow.dispatch.services.planning import plan_meetings
from workflow.dispatch.services.series import create_series, update_series

__all__ = [
    "add_entry",
    "cancel_meeting",
    "check_called",
    "create_series",
    "hold_meeting",
    "move_meeting",
    "plan_meetings",
    "refresh_agenda",
    "remove_entry",
    "update_series",
]
