"""Writes of the room: packs are frozen, by hand or by plan; plans are set; files are handed out."""

from workflow.packs.services.freezing import freeze_pack
from workflow.packs.services.handing import Copy, hand_out
from workflow.packs.services.planning import freeze_due, set_plan

__all__ = ["Copy", "freeze_due", "freeze_pack", "hand_out", "set_plan"]
