"""Every write of this room."""

from workflow.letters.services.answering import (
    accept_answer,
    answer_letter,
    file_letter,
    receive_letter,
    return_answer,
)
from workflow.letters.services.drafting import draft_letter, drop_letter, edit_letter
from workflow.letters.services.exporting import record_export
from workflow.letters.services.ladders import save_ladder
from workflow.letters.services.proposing import propose_now, sweep
from workflow.letters.services.signing import recall_letter, refuse_letter, sign_letter, submit_letter
from workflow.letters.services.talking import FollowUp, record_talk

__all__ = [
    "FollowUp",
    "accept_answer",
    "answer_letter",
    "draft_letter",
    "drop_letter",
    "edit_letter",
    "file_letter",
    "propose_now",
    "recall_letter",
    "receive_letter",
    "record_export",
    "record_talk",
    "refuse_letter",
    "return_answer",
    "save_ladder",
    "sign_letter",
    "submit_letter",
    "sweep",
]
