"""What happened at a sitting: who was there, what was decided, and the minutes with what came after them."""

from workflow.minutes.models.attendance import Presence
from workflow.minutes.models.circulation import Receipt
from workflow.minutes.models.decisions import Decision
from workflow.minutes.models.minutes import Correction, Edition, Minutes
from workflow.minutes.models.times import AgreedTime

__all__ = ["AgreedTime", "Correction", "Decision", "Edition", "Minutes", "Presence", "Receipt"]
