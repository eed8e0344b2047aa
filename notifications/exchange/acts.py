"""What the audit log calls the acts of this room."""

from django.db import models


class Act(models.TextChoices):
    """Acts of this room."""

    MAKE = "exchange.make", "生成变更包"
    HAND_OUT = "exchange.hand_out", "下载变更包"
    TAKE_RECEIPT = "exchange.take_receipt", "收下变更包的回执"
    TAKE_IN = "exchange.take_in", "收下申报包"
    REFUSE_LINE = "exchange.refuse_line", "申报包中的一条被拒绝"
    FINISH = "exchange.finish", "申报包办理完毕"
    HAND_BACK = "exchange.hand_back", "下载申报包的回执"
