"""Templates 节点模板 of a city or district; the presets every city starts from stand in ``presets``."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from projects.ledger.kinds import StartKind
from projects.ledger.models import Project
from projects.ledger.stages import Stage
from projects.people.models import Officer, Organisation
from projects.plans.kinds import DayCount, OwnerRole


class TemplateQuerySet(models.QuerySet["Template"]):
    """Reads of templates."""

    def visible_to(self, officer: Officer) -> TemplateQuerySet:
        """Templates of the officer's own subtree and of the organisations above it."""
        return self.filter(organisation__in=Organisation.objects.visible_to(officer))

    def offered_for(self, project: Project) -> TemplateQuerySet:
        """Those in use of the unit where the project lands and of the units above it."""
        return self.filter(is_active=True, organisation__path__in=project.landing_organisation.lineage())


class Template(models.Model):
    """A named list of nodes for one kind of start."""

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="所属单位")
    name = models.CharField("模板名称", max_length=60)
    start_kind = models.CharField("适用项目", max_length=12, choices=StartKind.choices)
    is_active = models.BooleanField("启用", default=True)
    version = models.PositiveIntegerField("版本", default=1)
    created_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="创建人")
    created_at = models.DateTimeField("创建时间")
    updated_at = models.DateTimeField("更新时间")

    objects = TemplateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "节点模板"
        ordering = ["organisation__path", "start_kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="plans_template_name"),
            models.CheckConstraint(condition=Q(start_kind__in=StartKind.values), name="plans_template_kind"),
        ]

    def __str__(self) -> str:
        return self.name


class TemplateNode(models.Model):
    """One node of a template. ``after``: codes of the nodes it waits for, separated by spaces, checked by the service.

    A template is configuration: its nodes are replaced as a whole, the audit log keeps what they were.
    """

    template = models.ForeignKey(Template, models.CASCADE, related_name="nodes", verbose_name="节点模板")
    position = models.PositiveSmallIntegerField("顺序")
    code = models.CharField("编号", max_length=8)
    name = models.CharField("节点", max_length=40)
    stage = models.CharField("所属阶段", max_length=12, choices=Stage.choices)
    is_milestone = models.BooleanField("阶段里程碑", default=False)
    days = models.PositiveSmallIntegerField("工期（天）")
    day_count = models.CharField("计日", max_length=8, choices=DayCount.choices, default=DayCount.CALENDAR)
    after = models.CharField("前置节点", max_length=120, blank=True)
    owner_role = models.CharField("责任方", max_length=12, choices=OwnerRole.choices, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "模板节点"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["template", "code"], name="plans_template_code"),
            models.UniqueConstraint(
                fields=["template", "stage"], condition=Q(is_milestone=True), name="plans_template_milestone"
            ),
            models.CheckConstraint(condition=Q(days__range=(1, 3650)), name="plans_template_days"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="plans_template_stage"),
            models.CheckConstraint(condition=Q(day_count__in=DayCount.values), name="plans_template_count"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
