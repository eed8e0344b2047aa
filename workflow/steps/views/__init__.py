"""Pages of claims and steps: 申报, 认定, 分工与委托, 统计确认, and the steps taken without a claim."""

from workflow.steps.views.claiming import checklist, claim
from workflow.steps.views.confirming import confirm, withdraw_confirmation
from workflow.steps.views.deciding import claim_detail
from workflow.steps.views.direct import direct
from workflow.steps.views.dividing import delegate, division, end_delegation
from workflow.steps.views.queue import queue

__all__ = [
    "checklist",
    "claim",
    "claim_detail",
    "confirm",
    "delegate",
    "direct",
    "division",
    "end_delegation",
    "queue",
    "withdraw_confirmation",
]
