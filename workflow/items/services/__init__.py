"""Every write of the room."""

from workflow.items.services.exporting import record_export
from workflow.items.services.extending import ask_extension, decide_extension
from workflow.items.services.handing import answer_handover, hand_over
from workflow.items.services.handling import change_officer, reply_item, sign_item, submit_item
from workflow.items.services.issuing import issue_item
from workflow.items.services.judging import (
    close_item,
    defer_item,
    reopen_item,
    resume_item,
    return_item,
    review_item,
    verify_item,
)
from workflow.items.services.passing import answer_up, pass_up
from workflow.items.services.urging import MOST_AT_ONCE, Urged, urge_item, urge_items
from workflow.items.services.voiding import void_item

__all__ = [
    "MOST_AT_ONCE",
    "Urged",
    "answer_handover",
    "answer_up",
    "ask_extension",
    "change_officer",
    "close_item",
    "decide_extension",
    "defer_item",
    "hand_over",
    "issue_item",
    "pass_up",
    "record_export",
    "reopen_item",
    "reply_item",
    "resume_item",
    "return_item",
    "review_item",
    "sign_item",
    "submit_item",
    "urge_item",
    "urge_items",
    "verify_item",
    "void_item",
]
