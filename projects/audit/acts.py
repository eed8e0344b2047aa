"""What the audit log records about itself, and about requests that left no entry of their own."""

from django.db import models


class Act(models.TextChoices):
    """Acts of this room."""

    CHECK = "audit.check", "核对审计链"
    EXPORT = "audit.export", "导出审计记录"
    ROTATE = "audit.rotate_key", "更换审计密钥"
    PURGE = "audit.purge", "清除到期审计记录"
    READ = "request.read", "打开"
    WRITE = "request.write", "提交"
    FLOOD = "request.flood", "频繁访问被拒绝"
