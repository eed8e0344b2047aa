"""What the audit log calls the writes of this room."""

from django.db import models


class Act(models.TextChoices):
    """Acts of this room."""

    CHOOSE = "light.rules", "调整亮灯规则"
    ADJUST = "light.adjust", "人工调整亮灯"
    ASK = "light.exempt_ask", "申请不可抗力豁免"
    APPROVE = "light.exempt_approve", "同意不可抗力豁免"
    REFUSE = "light.exempt_refuse", "不同意不可抗力豁免"
    LIFT = "light.lift", "解除亮灯调整"
    READ = "light.read", "记录每日亮灯"
