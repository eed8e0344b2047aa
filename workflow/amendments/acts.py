"""What the audit log calls the writes of this room."""

from django.db import models


class Act(models.TextChoices):
    """Acts of this room."""

    REQUEST = "amendment.request", "申请金额变更"
    APPROVE = "amendment.approve", "同意金额变更"
    RETURN = "amendment.return", "退回金额变更"
    WITHDRAW = "amendment.withdraw", "撤回金额变更"
