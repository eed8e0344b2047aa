"""Every write of handovers: found in the facts, confirmed by the office, acknowledged; and units that merge."""

from workflow.handover.services.acknowledging import acknowledge_handover
from workflow.handover.services.confirming import confirm_handover
from workflow.handover.services.merging import merge_with_work
from workflow.handover.services.proposing import propose_handovers

__all__ = ["acknowledge_handover", "confirm_handover", "merge_with_work", "propose_handovers"]
