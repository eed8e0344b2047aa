"""Rounds with their frame, and the visits that come of them."""

from workflow.spotchecks.models.records import Addition, Paper, Proposal, Record
from workflow.spotchecks.models.rounds import FrameRow, Round
from workflow.spotchecks.models.visits import Assignment, Visit

__all__ = ["Addition", "Assignment", "FrameRow", "Paper", "Proposal", "Record", "Round", "Visit"]
