"""Every write of the room."""

from projects.progress.services.problems import check_open, edit_problem, raise_problem
from projects.progress.services.reports import correct_report, send_report, withdraw_report
from projects.progress.services.thread import (
    answer_problem,
    lift_problem,
    note_problem,
    reopen_problem,
    solve_problem,
    withdraw_problem,
)

__all__ = [
    "answer_problem",
    "check_open",
    "correct_report",
    "edit_problem",
    "lift_problem",
    "note_problem",
    "raise_problem",
    "reopen_problem",
    "send_report",
    "solve_problem",
    "withdraw_problem",
    "withdraw_report",
]
