"""What the audit log calls what people decide in this room."""

from django.db import models


class Act(models.TextChoices):
    """Acts of this room."""

    RESOLVE = "delivery.resolve", "处置发送结果"
    ADDRESSES = "channel.addresses", "登记接收账号"
    TRY_OUT = "channel.try_out", "测试消息渠道"
    RESEND = "delivery.resend", "重发提醒"
    EXPORT = "reminder.export", "导出提醒记录"
