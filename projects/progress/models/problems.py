"""Problems 存在问题: what stands in a project's way, which level and unit must clear it, and what they answered."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q

from projects.ledger.models import Evidence, Project
from projects.people.models import Officer, Organisation
from projects.people.roles import SIGHT
from projects.progress.kinds import OPEN_STATES, EntryKind, ProblemKind, ProblemLevel, ProblemState


class ProblemQuerySet(models.QuerySet["Problem"]):
    """Reads of problems."""

    def visible_to(self, officer: Officer) -> ProblemQuerySet:
        """Problems of projects the officer sees, and those that ask a unit of the own subtree for help.

        Who is asked sees what is asked, and of the project no more than its name and number.
        """
        root = officer.scope_root
        if root is None or not any(officer.may(one) for one in SIGHT):
            return self.none()
        seen = Project.objects.visible_to(officer)
        return self.filter(Q(project__in=seen) | Q(asked_organisation__path__startswith=root.path))

    def open(self) -> ProblemQuerySet:
        """Waiting or being worked on."""
        return self.filter(state__in=OPEN_STATES)


class Problem(models.Model):
    """One obstacle. Raised by a unit of the project; answered and closed by who was asked or its office."""

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="problems", verbose_name="项目")
    kind = models.CharField("问题类型", max_length=10, choices=ProblemKind.choices)
    level = models.CharField("协调层级", max_length=10, choices=ProblemLevel.choices)
    title = models.CharField("问题", max_length=80)
    description = models.TextField("具体情况", max_length=2000, blank=True)
    need = models.TextField("请求协调事项", max_length=1000)
    asked_organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="asked_problems", verbose_name="请求协调单位"
    )
    state = models.CharField("状态", max_length=10, choices=ProblemState.choices, default=ProblemState.WAITING)
    raised_on = models.DateField("提出日期")
    resolved_on = models.DateField("解决日期", null=True, blank=True)
    resolution = models.CharField("解决结果", max_length=1000, blank=True)
    last_answer = models.CharField("最近答复", max_length=1000, blank=True, editable=False)
    closed_on = models.DateField("办结日期", null=True, blank=True, editable=False)
    evidence = models.ManyToManyField(
        Evidence, related_name="+", verbose_name="照片和材料", blank=True, db_table="progress_problem_evidence"
    )
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    created_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="提出人")
    created_at = models.DateTimeField("登记时间")
    updated_at = models.DateTimeField("更新时间")

    objects = ProblemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "存在问题"
        ordering = ["raised_on", "created_at"]
        indexes = [
            models.Index(fields=["project", "state"], name="progress_problem_project"),
            models.Index(fields=["asked_organisation", "state"], name="progress_problem_asked"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ProblemState.SOLVED, resolved_on__isnull=False)
                | (~Q(state=ProblemState.SOLVED) & Q(resolved_on__isnull=True)),
                name="progress_solved_has_day",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, state__in=OPEN_STATES)
                | (Q(closed_on__isnull=False) & ~Q(state__in=OPEN_STATES)),
                name="progress_closed_has_day",
            ),
            models.CheckConstraint(
                condition=Q(resolved_on__isnull=True) | Q(resolved_on__gte=F("raised_on")),
                name="progress_problem_order",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Waiting or being worked on."""
        return self.state in OPEN_STATES

    def days_open(self, on: date) -> int:
        """Calendar days from the day it was raised to the day it was closed, or to ``on``."""
        return max(((self.closed_on or on) - self.raised_on).days, 0)


class ProblemEntry(models.Model):
    """One entry of the thread: who did what when, in which words. Never changed and never deleted."""

    problem = models.ForeignKey(Problem, models.PROTECT, related_name="entries", verbose_name="问题")
    kind = models.CharField("动作", max_length=10, choices=EntryKind.choices)
    text = models.TextField("内容", max_length=1000, blank=True)
    detail = models.CharField("变化", max_length=200, blank=True)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="经办人")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "问题办理记录"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["problem", "at"], name="progress_entry_recent")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.text}"
