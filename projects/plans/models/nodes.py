"""Nodes 方案节点 of a plan and what became of their dates."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Coalesce

from projects.ledger.models import Project
from projects.ledger.stages import Stage, Standing, date_field_of
from projects.people.models import Officer, Organisation
from projects.plans.kinds import DayCount, OwnerRole, State
from projects.plans.models.plans import Plan


def _of_stage() -> Case:
    """The project's own day of the stage a node belongs to."""
    return Case(*(When(stage=stage, then=F(f"plan__project__{date_field_of(stage)}")) for stage in Stage.values))


class NodeQuerySet(models.QuerySet["Node"]):
    """Reads of nodes."""

    def visible_to(self, officer: Officer) -> NodeQuerySet:
        """Nodes of projects the officer sees."""
        return self.filter(plan__project__in=Project.objects.visible_to(officer))

    def standing(self) -> NodeQuerySet:
        """Not cancelled."""
        return self.exclude(state=State.CANCELLED)

    def reached(self) -> NodeQuerySet:
        """With ``reached_on``: the actual day; of a milestone the day on which the project's stage was verified."""
        return self.annotate(
            reached_on=Case(
                When(is_milestone=True, then=_of_stage()), default=F("actual_on"), output_field=models.DateField()
            )
        )

    def unreached(self) -> NodeQuerySet:
        """Still ahead, in projects that are being pursued."""
        active = self.standing().filter(plan__project__standing=Standing.ACTIVE)
        return active.reached().filter(Q(reached_on__isnull=True))

    def late(self, on: date) -> NodeQuerySet:
        """Promised for a day before ``on`` and not reached."""
        return self.unreached().filter(committed_on__lt=on)

    def due_between(self, first: date, last: date) -> NodeQuerySet:
        """Not reached and promised (else planned) for a day from ``first`` to ``last``, both included."""
        return self.unreached().annotate(due_on=Coalesce("committed_on", "planned_on")).filter(
            due_on__range=(first, last)
        )  # fmt: skip


class Node(models.Model):
    """One step of the plan. ``plan_id`` is the project's id.

    ``planned_on`` is the present plan, ``committed_on`` the first promise: written once, by ``confirm_plan`` or, for
    a node added later, on entry. A milestone carries no actual day of its own: it is reached with the stage.
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="nodes", verbose_name="方案")
    position = models.PositiveSmallIntegerField("顺序")
    code = models.CharField("编号", max_length=8)
    name = models.CharField("节点", max_length=40)
    stage = models.CharField("所属阶段", max_length=12, choices=Stage.choices)
    is_milestone = models.BooleanField("阶段里程碑", default=False)
    days = models.PositiveSmallIntegerField("工期（天）", default=1)
    day_count = models.CharField("计日", max_length=8, choices=DayCount.choices, default=DayCount.CALENDAR)
    owner_role = models.CharField("责任方", max_length=12, choices=OwnerRole.choices, blank=True)
    owner_organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="责任单位", null=True, blank=True
    )
    owner = models.ForeignKey(
        Officer, models.PROTECT, related_name="plan_nodes", verbose_name="责任人", null=True, blank=True
    )
    planned_start_on = models.DateField("计划开始")
    planned_on = models.DateField("计划完成")
    committed_on = models.DateField("承诺完成", null=True, blank=True, editable=False)
    actual_start_on = models.DateField("实际开始", null=True, blank=True)
    actual_on = models.DateField("实际完成", null=True, blank=True)
    depends_on = models.ManyToManyField(
        "self", symmetrical=False, related_name="followers", verbose_name="前置节点", blank=True,
        db_table="plans_node_after",
    )  # fmt: skip
    progress_percent = models.PositiveSmallIntegerField("进度（%）", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.PLANNED)
    cancel_reason = models.CharField("取消理由", max_length=200, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    created_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="登记人")
    created_at = models.DateTimeField("登记时间")
    updated_at = models.DateTimeField("更新时间")

    objects = NodeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "方案节点"
        ordering = ["position", "created_at", "id"]
        indexes = [
            models.Index(fields=["plan", "position"], name="plans_node_order"),
            models.Index(fields=["committed_on"], name="plans_node_committed"),
            models.Index(fields=["owner", "committed_on"], name="plans_node_owner"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "code"], condition=~Q(state=State.CANCELLED), name="plans_node_code"
            ),
            models.UniqueConstraint(
                fields=["plan", "stage"],
                condition=Q(is_milestone=True) & ~Q(state=State.CANCELLED),
                name="plans_node_milestone",
            ),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="plans_node_stage"),
            models.CheckConstraint(condition=Q(planned_on__gte=F("planned_start_on")), name="plans_node_planned"),
            models.CheckConstraint(
                condition=Q(actual_on__isnull=True)
                | Q(actual_start_on__isnull=True)
                | Q(actual_on__gte=F("actual_start_on")),
                name="plans_node_actual",
            ),
            models.CheckConstraint(
                condition=Q(state=State.PLANNED, actual_start_on__isnull=True, actual_on__isnull=True)
                | Q(state=State.DOING, actual_start_on__isnull=False, actual_on__isnull=True)
                | Q(state=State.DONE, actual_on__isnull=False)
                | Q(state=State.CANCELLED) & ~Q(cancel_reason=""),
                name="plans_node_state",
            ),
            models.CheckConstraint(
                condition=Q(is_milestone=False) | Q(actual_on__isnull=True), name="plans_node_by_stage"
            ),
            models.CheckConstraint(
                condition=Q(progress_percent__isnull=True) | Q(progress_percent__range=(0, 100)),
                name="plans_node_percent",
            ),
            models.CheckConstraint(condition=Q(days__range=(1, 3650)), name="plans_node_days"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Neither finished nor cancelled, as far as the node itself says."""
        return self.state in (State.PLANNED, State.DOING)

    def reached(self, project: Project) -> date | None:
        """The actual day: of a milestone the project's own day of that stage."""
        return getattr(project, date_field_of(self.stage)) if self.is_milestone else self.actual_on


class Replan(models.Model):
    """One adjustment 调整计划 of a promised node: from which dates to which, why. ``cause``: the node it followed."""

    node = models.ForeignKey(Node, models.PROTECT, related_name="replans", verbose_name="节点")
    cause = models.ForeignKey(Node, models.PROTECT, related_name="+", verbose_name="随节点顺延", null=True, blank=True)
    old_start_on = models.DateField("原计划开始")
    old_on = models.DateField("原计划完成")
    new_start_on = models.DateField("新计划开始")
    new_on = models.DateField("新计划完成")
    reason = models.CharField("理由", max_length=200)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="调整人")
    at = models.DateTimeField("调整时间")

    class Meta:
        verbose_name = verbose_name_plural = "计划调整"
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="plans_replan_reason"),
            models.CheckConstraint(condition=Q(new_on__gte=F("new_start_on")), name="plans_replan_order"),
        ]

    def __str__(self) -> str:
        return f"{self.node}：{self.old_on} → {self.new_on}"
