"""Procedures 决策流程 as an office lays them down: versions that replace one another and are never edited."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import Q

from projects.people.models import Officer, Organisation


class Owner(models.TextChoices):
    """Whose step it is: a named unit, or one that follows from the project."""

    UNIT = "unit", "指定单位"
    LANDING = "landing", "项目落地单位"
    LEAD = "lead", "项目牵头单位"
    CITY = "city", "项目所在市（县）"


class ProcedureQuerySet(models.QuerySet["Procedure"]):
    """Reads of procedures."""

    def visible_to(self, officer: Officer) -> ProcedureQuerySet:
        """Procedures of the officer's own subtree and of the units above it."""
        return self.filter(organisation__in=Organisation.objects.visible_to(officer))

    def in_force_for(self, unit: Organisation, on: date) -> Procedure | None:
        """The version in force on ``on`` of the nearest unit at or above ``unit`` that uses a procedure of its own."""
        begun = self.filter(organisation__path__in=unit.lineage(), valid_from__lte=on).select_related("organisation")
        latest: dict[object, Procedure] = {}
        for one in begun.order_by("valid_from", "number"):
            latest[one.organisation_id] = one
        used = [one for one in latest.values() if one.is_active]
        return max(used, key=lambda one: one.organisation.depth, default=None)


class Procedure(models.Model):
    """One version of a unit's procedure, in force from ``valid_from`` until a later one is. Append-only."""

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="适用单位")
    number = models.PositiveSmallIntegerField("版次")
    valid_from = models.DateField("生效日期")
    is_active = models.BooleanField("启用", default=True)
    basis = models.CharField("依据文件", max_length=120, blank=True)
    created_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="发布人")
    created_at = models.DateTimeField("发布时间")

    objects = ProcedureQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "决策流程"
        ordering = ["organisation__path", "-number"]
        constraints = [models.UniqueConstraint(fields=["organisation", "number"], name="decisions_procedure_number")]

    def __str__(self) -> str:
        return f"{self.organisation.label}决策流程（第{self.number}版）"


class ProcedureStep(models.Model):
    """One step of a version. ``threshold_wan``: total investment from which it applies, the number itself included."""

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="steps", verbose_name="决策流程")
    position = models.PositiveSmallIntegerField("顺序")
    name = models.CharField("步骤", max_length=20)
    owner = models.CharField("责任方", max_length=8, choices=Owner.choices)
    unit = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="责任单位", null=True, blank=True
    )
    limit_days = models.PositiveSmallIntegerField("时限（工作日）")
    threshold_wan = models.DecimalField(
        "适用门槛（万元，含本数）", max_digits=16, decimal_places=4, null=True, blank=True
    )
    needs_document = models.BooleanField("须附材料", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "决策步骤"
        ordering = ["procedure", "position"]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "position"], name="decisions_step_place"),
            models.CheckConstraint(condition=Q(limit_days__range=(1, 250)), name="decisions_step_limit"),
            models.CheckConstraint(
                condition=Q(owner="unit", unit__isnull=False)
                | Q(owner__in=["landing", "lead", "city"], unit__isnull=True),
                name="decisions_step_owner",
            ),
            models.CheckConstraint(
                condition=Q(threshold_wan__isnull=True) | Q(threshold_wan__gt=0), name="decisions_step_threshold"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def applies_to(self, total_wan: Decimal | None) -> bool:
        """To a project of this total (万元)?"""
        return self.threshold_wan is None or (total_wan is not None and total_wan >= self.threshold_wan)


class Gate(models.Model):
    """Does signing wait for a decision in favour? The nearest unit at or above the landing unit says; no row: no.

    It has no day of effect: a requirement of a step holds from now on, for whoever is not yet signed.
    """

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, related_name="+", primary_key=True, verbose_name="适用单位"
    )
    is_required = models.BooleanField("签约前须完成决策", default=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    updated_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="设置人")
    updated_at = models.DateTimeField("设置时间")

    class Meta:
        verbose_name = verbose_name_plural = "签约前决策要求"

    def __str__(self) -> str:
        return f"{self.organisation}：{'须完成决策' if self.is_required else '不要求'}"

    @classmethod
    def holding(cls, units: Iterable[Organisation]) -> set[str]:
        """Paths of those of ``units`` for which it does: of each the nearest at or above that says anything."""
        lineages = {unit.path: unit.lineage() for unit in units}
        asked = {path for lineage in lineages.values() for path in lineage}
        found = cls.objects.filter(organisation__path__in=asked)
        said = dict(found.values_list("organisation__path", "is_required"))
        return {
            own for own, above in lineages.items() if next((said[one] for one in reversed(above) if one in said), False)
        }
