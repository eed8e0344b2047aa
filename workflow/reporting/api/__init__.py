"""API doors of the room: requests with their form, rounds, returns."""

from workflow.reporting.api.requests import RequestDoor
from workflow.reporting.api.returns import ReturnDoor
from workflow.reporting.api.rounds import RoundDoor

__all__ = ["RequestDoor", "ReturnDoor", "RoundDoor"]
