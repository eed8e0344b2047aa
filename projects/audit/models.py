"""What anyone did, provable a year later: a chain of rows that nobody may change.

No foreign keys: an entry says by itself who, where from and what, and stays true when people leave and units merge.
"""

from __future__ import annotations

from django.db import models


class Channel(models.TextChoices):
    """Through which door."""

    WEB = "web", "网页"
    API = "api", "接口"
    BACKOFFICE = "backoffice", "后台"
    COMMAND = "command", "命令"
    SYSTEM = "system", "系统"


class Result(models.TextChoices):
    """How it ended."""

    DONE = "done", "成功"
    REFUSED = "refused", "拒绝"
    FAILED = "failed", "出错"


class Entry(models.Model):
    """One act: who, when, where from, on what, what changed, with what result. Append-only, linked by hashes.

    ``seq`` has no gaps. ``hash`` = digest(``previous`` ‖ canonical JSON of the rest): see ``chain``.
    """

    seq = models.BigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("时间")
    actor_id = models.CharField("人员标识", max_length=36, blank=True)
    actor = models.CharField("账号", max_length=64, blank=True)
    actor_name = models.CharField("姓名", max_length=40, blank=True)
    actor_unit = models.CharField("单位", max_length=120, blank=True)
    address = models.CharField("来源地址", max_length=45, blank=True)
    channel = models.CharField("途径", max_length=10, choices=Channel.choices)
    request = models.CharField("请求编号", max_length=32, blank=True)
    action = models.CharField("动作", max_length=40)
    action_label = models.CharField("动作名称", max_length=40)
    object_type = models.CharField("对象类型", max_length=40, blank=True)
    object_id = models.CharField("对象标识", max_length=64, blank=True)
    object_name = models.CharField("对象", max_length=200, blank=True)
    changes = models.TextField("变更内容", blank=True)
    result = models.CharField("结果", max_length=8, choices=Result.choices)
    detail = models.CharField("说明", max_length=400, blank=True)
    algorithm = models.CharField("摘要算法", max_length=16)
    previous = models.CharField("前一条摘要", max_length=64)
    hash = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "审计记录"
        ordering = ["-seq"]
        indexes = [
            models.Index(fields=["at"], name="audit_entry_at"),
            models.Index(fields=["actor", "at"], name="audit_entry_actor"),
            models.Index(fields=["object_id", "at"], name="audit_entry_object"),
            models.Index(fields=["action", "at"], name="audit_entry_action"),
            models.Index(fields=["request"], name="audit_entry_request"),
        ]
        constraints = [models.CheckConstraint(condition=models.Q(seq__gte=1), name="audit_seq_positive")]

    def __str__(self) -> str:
        return f"{self.seq} {self.action_label}"


class Head(models.Model):
    """The one row that says where the chain ends; locked while entries are appended.

    ``purged_to``: entries up to here were removed as a whole after the retention period; ``purged_hash`` is the hash
    of the last of them, to which the first one kept is linked.
    """

    id = models.PositiveSmallIntegerField("标识", primary_key=True, default=1)
    seq = models.BigIntegerField("末条序号", default=0)
    hash = models.CharField("末条摘要", max_length=64, blank=True)
    purged_to = models.BigIntegerField("已清除至", default=0)
    purged_hash = models.CharField("清除处摘要", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "审计链末端"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="audit_one_head")]

    def __str__(self) -> str:
        return f"{self.seq} {self.hash[:12]}"


class Check(models.Model):
    """One walk along the chain: what it covered and what it found.

    ``slot`` names the check of one hour, or one that was asked for: made exactly once, whoever else is at it.
    """

    at = models.DateTimeField("时间")
    slot = models.CharField("班次", max_length=32, null=True, blank=True, unique=True)
    rows = models.BigIntegerField("核对条数", default=0)
    seq = models.BigIntegerField("核对至", default=0)
    amiss = models.PositiveIntegerField("异常数", default=0)
    findings = models.JSONField("发现", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "审计核对"
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["at"], name="audit_check_at")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verdict}"

    @property
    def is_good(self) -> bool:
        """Nothing found?"""
        return not self.amiss

    @property
    def verdict(self) -> str:
        """What it found, in one sentence."""
        return f"发现 {self.amiss} 处异常" if self.amiss else f"完好，核对 {self.rows} 条，至第 {self.seq} 条"
