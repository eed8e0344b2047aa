"""What the audit log calls the writes of this room."""

from django.db import models


class Act(models.TextChoices):
    """Acts of this room."""

    CLEAR = "anomaly.clear", "异常线索核实无问题"
    REOPEN = "anomaly.reopen", "撤销异常线索核实"
