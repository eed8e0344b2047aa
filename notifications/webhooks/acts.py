"""What the audit log calls the writes of this room. No entry ever carries a secret."""

from django.db import models


class Act(models.TextChoices):
    """Acts of this room."""

    CREATE = "webhook.create", "登记推送地址"
    UPDATE = "webhook.update", "修改推送地址"
    REMOVE = "webhook.remove", "删除推送地址"
    ENABLE = "webhook.enable", "启用推送地址"
    DISABLE = "webhook.disable", "停用推送地址"
    ROTATE = "webhook.rotate", "更换推送密钥"
    TEST = "webhook.test", "发送推送测试"
    REPLAY = "webhook.replay", "重新推送"
    STOP = "webhook.stop", "系统停用推送地址"
    GIVE_UP = "webhook.give_up", "推送多次失败"
    ALLOW = "webhook.network_add", "允许推送到内网地址段"
    FORBID = "webhook.network_remove", "取消推送允许的地址段"
