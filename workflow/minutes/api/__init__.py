"""API doors of the room: decisions of a sitting, its minutes, and what is done with them."""

from workflow.minutes.api.decisions import DecisionsDoor
from workflow.minutes.api.deeds import DeedsDoor
from workflow.minutes.api.minutes import MinutesDoor

__all__ = ["DecisionsDoor", "DeedsDoor", "MinutesDoor"]
