"""What the audit log calls the writes of this room."""

from django.db import models


class Act(models.TextChoices):
    """Acts of this room."""

    SAVE = "statistics.save", "保存统计"
    CHANGE = "statistics.change", "修改保存的统计"
    REMOVE = "statistics.remove", "删除保存的统计"
    FREEZE = "statistics.freeze", "定稿统计数"
    EXPORT = "statistics.export", "导出统计"
