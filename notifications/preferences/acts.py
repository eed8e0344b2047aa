"""What the audit log calls the writes of this room."""

from django.db import models


class Act(models.TextChoices):
    """Acts of this room."""

    SAVE_PRESET = "preference.preset", "设定单位提醒预设"
    DROP_PRESET = "preference.preset_drop", "撤销单位提醒预设"
    SAVE_OWN = "preference.own", "修改本人提醒设置"
