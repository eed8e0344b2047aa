"""Writes of proposals: the nightly look at the facts, and what the office does about each."""

from workflow.proposals.services.deciding import accept_proposal, dismiss_proposal, note_proposal
from workflow.proposals.services.sweeping import sweep

__all__ = ["accept_proposal", "dismiss_proposal", "note_proposal", "sweep"]
