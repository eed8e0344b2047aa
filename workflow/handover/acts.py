"""What the audit log calls the writes of this room."""

from django.db import models


class Act(models.TextChoices):
    """Acts of this room."""

    PROPOSE = "handover.propose", "提出交接"
    CLOSE = "handover.close", "交接失效"
    CONFIRM = "handover.confirm", "确认交接"
    ACKNOWLEDGE = "handover.acknowledge", "接收交接"
    TAKE_PROJECT = "merger.take_project", "随单位撤并转入项目"
    TAKE_PART = "merger.take_part", "随单位撤并转移责任"
