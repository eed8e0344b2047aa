"""What the audit log calls the acts of this room. No entry ever carries a key or a secret."""

from django.db import models


class Act(models.TextChoices):
    """Acts of this room."""

    CREATE_CLIENT = "client.create", "登记接入系统"
    UPDATE_CLIENT = "client.update", "修改接入系统"
    DISABLE_CLIENT = "client.disable", "停用接入系统"
    ENABLE_CLIENT = "client.enable", "启用接入系统"
    ISSUE_KEY = "key.issue", "签发接口密钥"
    REVOKE_KEY = "key.revoke", "吊销接口密钥"
    LIMIT_CLIENT = "client.limit", "接口调用超过限额"
    REFUSE_KEY = "key.refuse", "接口密钥被拒绝"
