"""Ladders with their rungs; letters with what happened to them; records of talks."""

from workflow.letters.models.answers import Answer, Attachment
from workflow.letters.models.ladders import Ladder, Rung
from workflow.letters.models.letters import Copy, Entry, Letter, Sweep
from workflow.letters.models.talks import Talk, TalkItem

__all__ = ["Answer", "Attachment", "Copy", "Entry", "Ladder", "Letter", "Rung", "Sweep", "Talk", "TalkItem"]
