"""What the audit log calls what people decide in this room."""

from django.db import models


class Act(models.TextChoices):
    """Acts of this room."""

    SET_ASIDE = "scan.set_aside", "搁置扫描失败的对象"
    TAKE_BACK = "scan.take_back", "重新扫描搁置的对象"
