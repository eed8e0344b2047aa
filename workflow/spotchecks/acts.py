"""What the audit log calls the writes of this room."""

from django.db import models


class Act(models.TextChoices):
    """Acts of this room."""

    PLAN = "spotcheck.plan", "拟定核查轮次"
    EDIT = "spotcheck.edit", "修改核查轮次"
    FIX = "spotcheck.fix", "固定抽样名单"
    ASSIGN = "spotcheck.assign", "指派核查人员"
    RECORD = "spotcheck.record", "提交核查记录"
    ADD = "spotcheck.add", "补充核查记录"
    PROPOSE = "spotcheck.propose", "提出撤销认定"
    EXPORT = "spotcheck.export", "导出核查报告"
