"""Every write of the room."""

from workflow.minutes.services.attendance import Attended, record_attendance
from workflow.minutes.services.circulating import acknowledge_minutes, remind_receivers, send_minutes
from workflow.minutes.services.confirming import confirm_minutes, correct_minutes, record_download
from workflow.minutes.services.deciding import Due, drop_decision, record_decision, reword_decision
from workflow.minutes.services.drafting import draft_minutes, edit_minutes, return_minutes, submit_minutes
from workflow.minutes.services.timing import agree_minutes, mark_discussed

__all__ = [
    "Attended",
    "Due",
    "acknowledge_minutes",
    "agree_minutes",
    "confirm_minutes",
    "correct_minutes",
    "draft_minutes",
    "drop_decision",
    "edit_minutes",
    "mark_discussed",
    "record_attendance",
    "record_decision",
    "record_download",
    "remind_receivers",
    "return_minutes",
    "reword_decision",
    "send_minutes",
    "submit_minutes",
]
