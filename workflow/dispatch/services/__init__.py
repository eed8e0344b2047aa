"""Every write of dispatch: series, sittings, agenda, material, calendars."""

from workflow.dispatch.services.agenda import refresh_agenda
from workflow.dispatch.services.answering import answer_request
from workflow.dispatch.services.asking import ask_unit, withdraw_request
from workflow.dispatch.services.entries import add_entry, mark_entry, order_agenda, place_entry, remove_entry
from workflow.dispatch.services.extra import add_meeting
from workflow.dispatch.services.feeds import MOST_FEEDS, create_feed, digest_of, mark_read, revoke_feed
from workflow.dispatch.services.locks import check_called
from workflow.dispatch.services.meetings import cancel_meeting, hold_meeting, move_meeting
from workflow.dispatch.services.merging import merge_meetings
from workflow.dispatch.services.planning import plan_meetings
from workflow.dispatch.services.series import create_series, update_series

__all__ = [
    "MOST_FEEDS",
    "add_entry",
    "add_meeting",
    "answer_request",
    "ask_unit",
    "cancel_meeting",
    "check_called",
    "create_feed",
    "create_series",
    "digest_of",
    "hold_meeting",
    "mark_entry",
    "mark_read",
    "merge_meetings",
    "move_meeting",
    "order_agenda",
    "place_entry",
    "plan_meetings",
    "refresh_agenda",
    "remove_entry",
    "revoke_feed",
    "update_series",
    "withdraw_request",
]
