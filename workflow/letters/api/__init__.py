"""API doors of the room: letters with their files, rules, records of talks."""

from workflow.letters.api.ladders import LadderDoor
from workflow.letters.api.letters import LetterDoor
from workflow.letters.api.talks import TalkDoor

__all__ = ["LadderDoor", "LetterDoor", "TalkDoor"]
