"""What the audit log calls the writes of this room; those of claims are named after their events."""

from django.db import models


class Act(models.TextChoices):
    """Acts of this room."""

    TAKE_STEP = "project.step", "节点推进"
    CONFIRM = "statistics.confirm", "登记统计确认"
    DELEGATE = "claim.delegate", "委托认定"
    END_DELEGATION = "claim.undelegate", "终止委托认定"
    WITHDRAW_CONFIRMATION = "statistics.withdraw", "撤回统计确认"
