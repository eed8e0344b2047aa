"""What people decided over the rules of lights: 人工调整 and 不可抗力豁免, each with a reason and an end."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q

from projects.ledger.models import Evidence, Project
from projects.people.models import Officer
from projects.people.roles import Permission
from workflow.lights.colours import GREEN, LABELS, RED, YELLOW
from workflow.lights.facts import Decree
from workflow.lights.ruleset import DECREES

COLOURS = [(colour, LABELS[colour]) for colour in (GREEN, YELLOW, RED)]


class DecreeKind(models.TextChoices):
    """Why the rules do not speak."""

    MANUAL = "manual", DECREES["manual"]
    EXEMPT = "exempt", DECREES["exempt"]


class DecreeState(models.TextChoices):
    """How far it is. Only what is in force changes a light."""

    WAITING = "waiting", "待审定"
    REFUSED = "refused", "未同意"
    IN_FORCE = "in_force", "执行中"
    ENDED = "ended", "已解除"
    EXPIRED = "expired", "已到期"


class LightDecreeQuerySet(models.QuerySet["LightDecree"]):
    """Reads of decrees."""

    def visible_to(self, officer: Officer) -> LightDecreeQuerySet:
        """Those of projects the officer sees."""
        return self.filter(project__in=Project.objects.visible_to(officer))

    def waiting(self) -> LightDecreeQuerySet:
        """Asked for and not answered."""
        return self.filter(in_force_at__isnull=True, closed_at__isnull=True)

    def answerable_by(self, officer: Officer) -> LightDecreeQuerySet:
        """Waiting for the office of that officer and not asked by the officer, the oldest first."""
        root = officer.scope_root
        if root is None or not officer.may(Permission.DISPATCH_WRITE):
            return self.none()
        here = self.visible_to(officer).filter(project__landing_organisation__path__startswith=root.path)
        return here.waiting().exclude(asked_by=officer).order_by("asked_at", "pk")

    def running(self, on: date) -> LightDecreeQuerySet:
        """In force now and on that day, the latest first."""
        open_ones = self.filter(in_force_at__isnull=False, closed_at__isnull=True, until_on__gte=on)
        return open_ones.order_by("-in_force_at", "-pk")


class LightDecree(models.Model):
    """One decree over one project. ``in_force_at``: of an exemption when a second person approved it.

    ``closed_at``: refused, or lifted before its end. Nothing is deleted.
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="light_decrees", verbose_name="项目")
    kind = models.CharField("类型", max_length=8, choices=DecreeKind.choices)
    colour = models.CharField("亮灯", max_length=6, choices=COLOURS)
    reason = models.CharField("理由", max_length=200)
    basis = models.ForeignKey(
        Evidence, models.PROTECT, related_name="light_decrees", verbose_name="依据文件", null=True, blank=True
    )
    until_on = models.DateField("有效期至")
    asked_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="提出人")
    asked_at = models.DateTimeField("提出时间")
    decided_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="审定人", null=True, blank=True
    )
    in_force_at = models.DateTimeField("生效时间", null=True, blank=True)
    closed_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="解除人", null=True, blank=True
    )
    closed_at = models.DateTimeField("解除时间", null=True, blank=True)
    closed_why = models.CharField("解除理由", max_length=200, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = LightDecreeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "亮灯调整"
        ordering = ["-asked_at", "-id"]
        indexes = [models.Index(fields=["project", "until_on"], name="lights_decree_running")]
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(in_force_at__isnull=True, closed_at__isnull=True),
                name="lights_decree_one_waits",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="lights_decree_reason"),
            models.CheckConstraint(
                condition=~Q(kind="exempt") | Q(basis__isnull=False, colour=GREEN), name="lights_exempt_basis"
            ),
            models.CheckConstraint(
                condition=~Q(kind="exempt") | Q(in_force_at__isnull=True) | Q(decided_by__isnull=False),
                name="lights_exempt_decided",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")), name="lights_exempt_second"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(closed_why="")),
                name="lights_decree_closed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}{self.get_kind_display()}"

    def state_on(self, on: date) -> DecreeState:
        """How far it is on that day."""
        if self.in_force_at is None:
            return DecreeState.WAITING if self.closed_at is None else DecreeState.REFUSED
        if self.closed_at is not None:
            return DecreeState.ENDED
        return DecreeState.IN_FORCE if self.until_on >= on else DecreeState.EXPIRED

    @property
    def said(self) -> Decree:
        """As the rules read it."""
        return Decree(self.colour, self.kind, self.reason, self.until_on)
