"""Who answers for a project. The chief is held by post (domain.md, section 5)."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q

from projects.ledger.kinds import ResponsibilityRole
from projects.ledger.models.projects import Project
from projects.people.models import Officer, Post


class ResponsibilityQuerySet(models.QuerySet["Responsibility"]):
    """Reads of responsibilities."""

    def visible_to(self, officer: Officer) -> ResponsibilityQuerySet:
        """Responsibilities in projects the officer sees."""
        return self.filter(project__in=Project.objects.visible_to(officer))

    def current(self) -> ResponsibilityQuerySet:
        """Those not ended."""
        return self.filter(valid_to__isnull=True)

    def chiefs(self) -> ResponsibilityQuerySet:
        """Those of chief responsible officers."""
        return self.filter(role=ResponsibilityRole.CHIEF)

    def covering(self, on: date) -> ResponsibilityQuerySet:
        """Those in force on ``on``, both ends included."""
        return self.filter(Q(valid_from__lte=on), Q(valid_to__isnull=True) | Q(valid_to__gte=on))

    def chief_on(self, project: Project, on: date) -> Responsibility | None:
        """Who answered for the project on that day; of several that day, whoever held it at its end."""
        held = self.chiefs().covering(on).filter(project=project).select_related("officer", "post__organisation")
        return held.order_by("-valid_from", F("valid_to").desc(nulls_first=True), "-created_at", "-pk").first()


class Responsibility(models.Model):
    """One officer's part in one project, from ``valid_from`` to ``valid_to``."""

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="responsibilities", verbose_name="项目")
    role = models.CharField("责任", max_length=10, choices=ResponsibilityRole.choices)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="responsibilities", verbose_name="人员")
    post = models.ForeignKey(
        Post, models.PROTECT, related_name="responsibilities", verbose_name="职务", null=True, blank=True
    )
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True, blank=True)
    basis = models.CharField("依据文件", max_length=120, blank=True)
    reason = models.CharField("非主要负责人担任的理由", max_length=200, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    created_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="登记人")
    created_at = models.DateTimeField("登记时间")
    updated_at = models.DateTimeField("更新时间")

    objects = ResponsibilityQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "责任"
        ordering = ["role", "-valid_from"]
        indexes = [models.Index(fields=["officer", "role", "valid_to"], name="ledger_resp_load")]
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=Q(role="chief", valid_to__isnull=True), name="ledger_one_chief"
            ),
            models.CheckConstraint(condition=~Q(role="chief") | Q(post__isnull=False), name="ledger_chief_by_post"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="ledger_resp_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.officer}"

    @property
    def post_name(self) -> str:
        """The post: of a part that is over with the name that its unit bore on the first day; nothing without one."""
        if self.post is None:
            return ""
        return self.post.name_on(self.valid_from) if self.valid_to else str(self.post)
