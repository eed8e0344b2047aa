"""Doors of handovers, deputies and loads."""

from workflow.handover.views.deputies import deputies, end
from workflow.handover.views.handovers import detail, handovers
from workflow.handover.views.loads import loads
from workflow.handover.views.merging import merge

__all__ = ["deputies", "detail", "end", "handovers", "loads", "merge"]
