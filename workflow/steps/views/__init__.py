"""Pages of claims and steps: 申报, 认定, and the steps taken without a claim."""

from workflow.steps.views.claiming import checklist, claim
from workflow.steps.views.deciding import claim_detail
from workflow.steps.views.direct import direct
from workflow.steps.views.queue import queue

__all__ = ["checklist", "claim", "claim_detail", "direct", "queue"]
