"""Runs over many projects 批量办理: what was meant, what each row was to become, and what became of it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from projects.ledger.kinds import ResponsibilityRole
from projects.ledger.models import Project
from projects.people.models import Officer, Post


class BulkAction(models.TextChoices):
    """What is done to every row."""

    ADD_TAG = "add_tag", "加标签"
    REMOVE_TAG = "remove_tag", "去标签"
    ASSIGN = "assign", "指定责任人"


class Outcome(models.TextChoices):
    """What became of a row."""

    WAITING = "waiting", "待办理"
    DONE = "done", "已办理"
    UNCHANGED = "unchanged", "无需变动"
    REFUSED = "refused", "未办理"


class BulkRun(models.Model):
    """One run of one officer: a preview until ``confirmed_at``, over at ``finished_at``, never redone."""

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="bulk_runs", verbose_name="办理人")
    action = models.CharField("动作", max_length=12, choices=BulkAction.choices)
    tag = models.CharField("标签", max_length=20, blank=True)
    role = models.CharField("责任", max_length=10, choices=ResponsibilityRole.choices, blank=True)
    assignee = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="责任人", null=True, blank=True
    )
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="职务", null=True, blank=True)
    valid_from = models.DateField("起始日期", null=True, blank=True)
    basis = models.CharField("依据文件", max_length=120, blank=True)
    reason = models.CharField("理由", max_length=200, blank=True)
    filters = models.CharField("筛选条件", max_length=2000, blank=True)
    created_at = models.DateTimeField("预览时间")
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    finished_at = models.DateTimeField("办结时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "批量办理"
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["officer", "-created_at"], name="desk_run_mine")]
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(confirmed_at__isnull=False), name="desk_run_order"
            ),
        ]

    def __str__(self) -> str:
        return f"批量{self.get_action_display()}"


class BulkRow(models.Model):
    """One project of a run, as it stood at the preview (``seen_version``), and what became of it."""

    run = models.ForeignKey(BulkRun, models.PROTECT, related_name="rows", verbose_name="批量办理")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+", verbose_name="项目")
    position = models.PositiveIntegerField("顺序")
    seen_version = models.PositiveIntegerField("预览时版本")
    outcome = models.CharField("结果", max_length=10, choices=Outcome.choices, default=Outcome.WAITING)
    before = models.CharField("原为", max_length=400, blank=True)
    after = models.CharField("改为", max_length=400, blank=True)
    sentence = models.CharField("说明", max_length=400, blank=True)
    done_at = models.DateTimeField("办理时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "批量办理的行"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["run", "project"], name="desk_run_project_once"),
            models.UniqueConstraint(fields=["run", "position"], name="desk_run_position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.run}：{self.project}"
