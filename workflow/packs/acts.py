"""What the audit log calls the writes of this room."""

from django.db import models


class Act(models.TextChoices):
    """Acts of this room."""

    FREEZE = "pack.freeze", "会议材料定稿"
    PLAN = "pack.plan", "设置自动定稿"
    EXPORT = "pack.export", "下载会议材料"
