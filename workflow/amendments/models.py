"""Requests to change the amounts of a project that has been verified (domain.md 3; practice.md 1.7)."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from projects.ledger.models import Evidence, Project
from projects.people.models import Officer, Organisation
from projects.people.roles import Permission
from workflow.steps.models import spoken_for


class AmendmentKind(models.TextChoices):
    """Why an amount changes. Statistics treat them apart: of an increase only the increment counts as new."""

    CORRECTION = "correction", "更正"
    INCREASE = "increase", "增资"
    REDUCTION = "reduction", "减资／缩减规模"


class AmendmentState(models.TextChoices):
    """Life of a request. All but the first are final: a returned one is asked for again by a new request."""

    SUBMITTED = "submitted", "待审定"
    APPROVED = "approved", "已同意"
    RETURNED = "returned", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"


DECIDED_STATES = (AmendmentState.APPROVED, AmendmentState.RETURNED)


class AmendmentQuerySet(models.QuerySet["Amendment"]):
    """Reads of requests."""

    def visible_to(self, officer: Officer) -> AmendmentQuerySet:
        """Those on projects the officer sees."""
        return self.filter(project__in=Project.objects.visible_to(officer))

    def waiting(self) -> AmendmentQuerySet:
        """Not yet answered."""
        return self.filter(state=AmendmentState.SUBMITTED)

    def answerable_by(self, officer: Officer) -> AmendmentQuerySet:
        """Waiting ones this officer may decide: ``policies.check_may_decide``, told to the database."""
        own = officer.organisation
        if own is None or not officer.may(Permission.CLAIM_VERIFY):
            return self.none()
        unit = Q(deciding_unit__path__in=spoken_for(own)) | Q(deciding_unit__path__startswith=own.path)
        if officer.kind == Officer.Kind.SERVICE:
            unit |= Q(project__landing_organisation__path__startswith=own.path)
        return self.visible_to(officer).waiting().filter(unit).exclude(requested_by=officer)

    def to_mend_by(self, officer: Officer) -> AmendmentQuerySet:
        """Returned to this officer and neither asked for again nor overtaken by another request on the project."""
        later = Amendment.objects.filter(
            project=models.OuterRef("project"), requested_at__gt=models.OuterRef("requested_at")
        )
        mine = self.visible_to(officer).filter(state=AmendmentState.RETURNED, requested_by=officer)
        return mine.filter(~models.Exists(later))


class Amendment(models.Model):
    """One request: ``amounts`` holds field → [before, after] as stored texts; ``increment_wan`` in 万元, exact.

    ``base_version``: the version of the project that the writer saw. Append-only once decided (``triggers``).
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="amendments", verbose_name="项目")
    kind = models.CharField("变更类型", max_length=12, choices=AmendmentKind.choices)
    effective_on = models.DateField("生效日期")
    amounts = models.JSONField("变更内容", default=dict)
    increment_wan = models.DecimalField("新增总投资（万元）", max_digits=16, decimal_places=4, null=True, blank=True)
    phase = models.CharField("对应分期", max_length=60, blank=True)
    reason = models.CharField("理由", max_length=500)
    basis = models.ManyToManyField(Evidence, related_name="amendments", verbose_name="依据材料", blank=True)
    base_version = models.PositiveIntegerField("提出时的项目版本")
    deciding_unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="审定单位")
    due_on = models.DateField("审定期限", null=True, blank=True)
    follows = models.OneToOneField(
        "self", models.PROTECT, related_name="followed_by", verbose_name="承接的申请", null=True, blank=True
    )
    requested_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="申请人")
    requested_at = models.DateTimeField("申请时间")
    state = models.CharField("状态", max_length=10, choices=AmendmentState.choices, default=AmendmentState.SUBMITTED)
    decided_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="审定人", null=True, blank=True
    )
    decided_at = models.DateTimeField("审定时间", null=True, blank=True)
    answer = models.CharField("审定意见", max_length=500, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    updated_at = models.DateTimeField("更新时间")

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "金额变更申请"
        ordering = ["-requested_at", "-id"]
        indexes = [
            models.Index(fields=["state", "due_on"], name="amend_queue"),
            models.Index(fields=["project", "-requested_at"], name="amend_of_project"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["project"], condition=Q(state="submitted"), name="amend_one_open"),
            models.CheckConstraint(condition=Q(state__in=AmendmentState.values), name="amend_state_known"),
            models.CheckConstraint(condition=Q(kind__in=AmendmentKind.values), name="amend_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="increase", increment_wan__gt=0) | Q(~Q(kind="increase"), increment_wan__isnull=True),
                name="amend_increment_only_up",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["submitted", "withdrawn"])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="amend_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("requested_by")),
                name="amend_second_person",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="amend_reason_given"),
            models.CheckConstraint(condition=~Q(state="returned") | ~Q(answer=""), name="amend_return_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.project}（{self.get_kind_display()}）"

    @property
    def is_open(self) -> bool:
        """Still waiting for an answer."""
        return self.state == AmendmentState.SUBMITTED
