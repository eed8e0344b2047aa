"""Claims and their threads."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import models
from django.db.models import Q

from projects.ledger.models import Evidence, Project
from projects.ledger.stages import Step
from projects.people.models import Officer, Organisation
from projects.people.roles import Permission
from workflow.steps.models.delegations import Delegation
from workflow.steps.models.units import Round, spoken_for


class ClaimState(models.TextChoices):
    """Life of a claim."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待认定"
    RETURNED = "returned", "已退回"
    APPROVED = "approved", "已认定"
    REJECTED = "rejected", "不予认定"
    WITHDRAWN = "withdrawn", "已撤回"


OPEN_STATES = (ClaimState.DRAFT, ClaimState.SUBMITTED, ClaimState.RETURNED)


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Reads of claims."""

    def visible_to(self, officer: Officer) -> ClaimQuerySet:
        """Claims on projects the officer sees; a draft only inside the unit that writes it."""
        visible = self.filter(project__in=Project.objects.visible_to(officer))
        root = officer.scope_root
        own = Q(created_by__organisation__path__startswith=root.path) if root else Q(pk__isnull=True)
        return visible.filter(~Q(state=ClaimState.DRAFT) | own)

    def waiting(self) -> ClaimQuerySet:
        """Submitted and not yet answered."""
        return self.filter(state=ClaimState.SUBMITTED)

    def answerable_by(self, officer: Officer, *, on: date) -> ClaimQuerySet:
        """Waiting claims this officer may answer ``on``: ``policies.check_may_verify``, told to the database."""
        own = officer.organisation
        if own is None or not officer.may(Permission.CLAIM_VERIFY):
            return self.none()
        units = spoken_for(own)
        unit = Q(verifying_unit__path__in=units) | Q(verifying_unit__path__startswith=own.path)
        if officer.kind == Officer.Kind.SERVICE:
            unit |= Q(round=Round.FIRST, project__landing_organisation__path__startswith=own.path)
        for delegation in Delegation.objects.in_force(on).given_to(officer, units=units).select_related("officer"):
            unit |= _covered(delegation)
        waiting = self.visible_to(officer).waiting().filter(unit)
        return waiting.exclude(pk__in=_written_by(officer)).exclude(first_by=officer)


def _written_by(officer: Officer) -> models.QuerySet[ClaimEvent, uuid.UUID]:
    return ClaimEvent.objects.filter(by=officer, kind__in=ClaimEvent.WRITING).values_list("claim", flat=True)


def _covered(delegation: Delegation) -> Q:
    """``DelegationQuerySet.for_claim`` from the other side."""
    covered = Q(verifying_unit=delegation.unit_id)
    if delegation.step:
        covered &= Q(step=delegation.step)
    if delegation.below_wan is not None:
        covered &= Q(total_wan__lt=delegation.below_wan)
    if delegation.officer is not None:
        hand = Q(pk__in=_written_by(delegation.officer)) | Q(first_by__isnull=False, first_by=delegation.officer)
        covered &= ~hand
    return covered


class Claim(models.Model):
    """A unit's statement that a step happened on a date, with evidence; ``fields`` holds the values it claims.

    Where ``second_unit`` is set two units verify one after the other: ``round`` says which of them is asked now,
    ``verifying_unit`` and ``due_on`` speak of that round, ``first_*`` of who passed it on. ``total_wan``: the total
    investment (万元) that decided who verifies. ``revokes``: the one step that a 撤销认定 is about.
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="claims", verbose_name="项目")
    step = models.CharField("节点", max_length=10, choices=Step.choices)
    effective_on = models.DateField("发生日期")
    reason = models.CharField("事由", max_length=40, blank=True)
    note = models.TextField("说明", blank=True, max_length=2000)
    revokes = models.ForeignKey(
        "steps.Transition", models.PROTECT, related_name="+", verbose_name="要撤销的记录", null=True, blank=True
    )
    fields = models.JSONField("申报内容", default=dict, blank=True)
    evidence = models.ManyToManyField(Evidence, related_name="claims", verbose_name="佐证材料", blank=True)
    state = models.CharField("状态", max_length=10, choices=ClaimState.choices, default=ClaimState.DRAFT)
    verifying_unit = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="认定单位", null=True, blank=True
    )
    due_on = models.DateField("认定期限", null=True, blank=True)
    total_wan = models.DecimalField("分工所依总投资（万元）", max_digits=16, decimal_places=4, null=True, blank=True)
    round = models.PositiveSmallIntegerField("认定轮次", choices=Round.choices, default=Round.FIRST)
    second_unit = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="第二轮认定单位", null=True, blank=True
    )
    first_unit = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="第一轮认定单位", null=True, blank=True
    )
    first_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="第一轮认定人", null=True, blank=True
    )
    first_at = models.DateTimeField("第一轮认定时间", null=True, blank=True)
    created_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="申报人")
    submitted_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="提交人", null=True, blank=True
    )
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="认定人", null=True, blank=True
    )
    decided_at = models.DateTimeField("认定时间", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    created_at = models.DateTimeField("创建时间")
    updated_at = models.DateTimeField("更新时间")

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "申报"
        ordering = ["-updated_at", "-id"]
        indexes = [
            models.Index(fields=["state", "due_on"], name="steps_claim_queue"),
            models.Index(fields=["-updated_at", "-id"], name="steps_claim_recent"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(revokes__isnull=True) | Q(step=Step.REVOKE.value), name="steps_claim_revokes"
            ),
            models.UniqueConstraint(
                fields=["project", "step"],
                condition=Q(state__in=[state.value for state in OPEN_STATES]),
                name="steps_one_open_claim",
            ),
            models.CheckConstraint(
                condition=Q(round=Round.FIRST)
                | Q(round=Round.SECOND, second_unit__isnull=False, first_unit__isnull=False, first_at__isnull=False),
                name="steps_claim_round",
            ),
            models.CheckConstraint(
                condition=~Q(state=ClaimState.APPROVED, second_unit__isnull=False, first_by__isnull=True)
                & ~Q(state=ClaimState.APPROVED, first_by__isnull=False, first_by=models.F("decided_by")),
                name="steps_claim_two_verifiers",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.get_step_display()}"

    @property
    def rounds(self) -> int:
        """How many verifications it needs."""
        return 2 if self.second_unit_id else 1

    @property
    def waiting_since(self) -> datetime | None:
        """When the unit that is asked now was asked."""
        return self.first_at if self.round == Round.SECOND else self.submitted_at

    def hands(self) -> list[uuid.UUID]:
        """Whoever wrote it or passed it on: none of them answers it, nor does anybody on their behalf."""
        writers = self.events.filter(kind__in=ClaimEvent.WRITING).values_list("by", flat=True)
        passed = [self.first_by_id] if self.first_by_id else []
        return [self.created_by_id, *writers, *passed]


class ClaimEvent(models.Model):
    """One entry of a claim's thread: who did what, and what was said per requirement."""

    class Kind(models.TextChoices):
        """What happened."""

        CREATED = "created", "起草"
        EDITED = "edited", "修改"
        SUBMITTED = "submitted", "提交"
        PASSED = "passed", "第一轮认定"
        RETURNED = "returned", "退回"
        APPROVED = "approved", "认定"
        REJECTED = "rejected", "不予认定"
        WITHDRAWN = "withdrawn", "撤回"

    WRITING = (Kind.CREATED, Kind.EDITED, Kind.SUBMITTED)
    """Whoever did one of these has written the claim, and never verifies it."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="events", verbose_name="申报")
    kind = models.CharField("动作", max_length=10, choices=Kind.choices)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="经办人")
    at = models.DateTimeField("时间")
    round = models.PositiveSmallIntegerField("认定轮次", choices=Round.choices, default=Round.FIRST)
    delegation = models.ForeignKey(
        Delegation, models.PROTECT, related_name="+", verbose_name="所依委托", null=True, blank=True
    )
    note = models.TextField("意见", blank=True)
    reasons = models.JSONField("逐项意见", default=list, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "申报经过"
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.by}"
