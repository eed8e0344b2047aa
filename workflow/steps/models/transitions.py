"""The record of steps taken."""

from __future__ import annotations

import uuid

from django.db import models

from projects.ledger.models import Project
from projects.ledger.stages import STAGE_STEPS, Stage, Standing, Step
from projects.people.models import Officer, Organisation
from workflow.steps.models.claims import Claim
from workflow.steps.models.edges import legal_edge


class TransitionQuerySet(models.QuerySet["Transition"]):
    """Reads of the record."""

    def visible_to(self, officer: Officer) -> TransitionQuerySet:
        """Transitions of projects the officer sees."""
        return self.filter(project__in=Project.objects.visible_to(officer))

    def counting(self) -> TransitionQuerySet:
        """Those not revoked."""
        return self.filter(revocation__isnull=True)

    def last_reached(self) -> Transition | None:
        """Of one project's: the step that carried it to its present stage, the only one that can be revoked now."""
        return self.counting().filter(step__in=STAGE_STEPS).order_by("-sequence").first()


class Transition(models.Model):
    """The append-only record of a step taken, with the snapshot that statistics need (domain.md 2.5)."""

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="transitions", verbose_name="项目")
    sequence = models.PositiveIntegerField("序号")
    step = models.CharField("节点", max_length=10, choices=Step.choices)
    source = models.CharField("原阶段", max_length=12, choices=Stage.choices)
    target = models.CharField("新阶段", max_length=12, choices=Stage.choices)
    source_standing = models.CharField("原状态", max_length=12, choices=Standing.choices)
    target_standing = models.CharField("新状态", max_length=12, choices=Standing.choices)
    effective_on = models.DateField("发生日期")
    recorded_at = models.DateTimeField("记录时间")
    is_back_dated = models.BooleanField("补录", default=False)
    claimed_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="申报人", null=True, blank=True
    )
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="认定人")
    verifying_unit = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="认定单位", null=True, blank=True
    )
    first_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="第一轮认定人", null=True, blank=True
    )
    first_unit = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="第一轮认定单位", null=True, blank=True
    )
    reason = models.CharField("事由", max_length=40, blank=True)
    note = models.TextField("说明", blank=True)
    claim = models.OneToOneField(
        Claim, models.PROTECT, related_name="transition", verbose_name="申报", null=True, blank=True
    )
    revokes = models.OneToOneField(
        "self", models.PROTECT, related_name="revocation", verbose_name="撤销的记录", null=True, blank=True
    )
    project_version = models.PositiveIntegerField("项目版本")

    landing_organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="落地单位")
    lead_organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="牵头单位", null=True
    )
    total_investment_wan = models.DecimalField("总投资（万元）", max_digits=16, decimal_places=4, null=True)
    fixed_investment_wan = models.DecimalField("固定资产投资（万元）", max_digits=16, decimal_places=4, null=True)
    foreign_currency = models.CharField("外币币种", max_length=3, blank=True)
    foreign_amount_wan = models.DecimalField("外币金额（万）", max_digits=16, decimal_places=4, null=True)
    filed_investment_wan = models.DecimalField("备案证金额（万元）", max_digits=16, decimal_places=4, null=True)
    statistics_investment_wan = models.DecimalField(
        "纳统计划总投资（万元）", max_digits=16, decimal_places=4, null=True
    )
    foreign_rate = models.DecimalField("折算汇率", max_digits=14, decimal_places=6, null=True)
    foreign_rate_on = models.DateField("汇率日期", null=True)
    foreign_rate_source = models.CharField("汇率来源", max_length=60, blank=True, default="")
    foreign_equivalent_wan = models.DecimalField("外币折合人民币（万元）", max_digits=16, decimal_places=4, null=True)
    is_industrial = models.BooleanField("工业项目")
    industry = models.CharField("行业", max_length=5, blank=True)
    chain = models.CharField("产业链", max_length=40, blank=True)
    assigned_by_city = models.BooleanField("市委市政府直接交办", default=False)
    needs_chief = models.BooleanField("需要首席责任人", default=False)

    objects = TransitionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "流转记录"
        ordering = ["project", "sequence"]
        indexes = [
            models.Index(fields=["step", "effective_on"], name="steps_transition_flow"),
            models.Index(fields=["recorded_at"], name="steps_transition_known"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["project", "sequence"], name="steps_sequence_once"),
            models.UniqueConstraint(fields=["project", "project_version"], name="steps_version_once"),
            models.CheckConstraint(
                condition=models.Q(first_by__isnull=True) | ~models.Q(first_by=models.F("by")),
                name="steps_two_verifiers",
            ),
            models.CheckConstraint(condition=legal_edge(), name="steps_legal_edge"),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.get_step_display()} {self.effective_on}"

    @property
    def is_revoked(self) -> bool:
        """Has a later step taken this one back?"""
        return hasattr(self, "revocation")
