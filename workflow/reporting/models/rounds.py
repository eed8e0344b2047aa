"""A round 一期 of a request: numbered by sequence, due once, closed once."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from projects.people.models import Officer
from workflow.reporting.kinds import RoundState
from workflow.reporting.models.requests import ReportForm, ReportRequest, sees_reports


class ReportRoundQuerySet(models.QuerySet["ReportRound"]):
    """Reads of rounds."""

    def visible_to(self, officer: Officer) -> ReportRoundQuerySet:
        """Those of requests of the own subtree, and those that ask a unit of it."""
        root = officer.scope_root
        if root is None or not sees_reports(officer):
            return self.none()
        returns = apps.get_model("reporting", "ReportReturn")
        asked = returns._default_manager.filter(round=OuterRef("pk"), unit__path__startswith=root.path)
        return self.filter(Q(request__organisation__path__startswith=root.path) | Exists(asked))

    def open(self) -> ReportRoundQuerySet:
        """Not closed yet."""
        return self.filter(state=RoundState.OPEN)


class ReportRound(models.Model):
    """Opened by the tick, once for each nominal day (constraint), or by hand (加报), which is its own nominal day.

    ``reason``: why the deadline moved, or what was added, in words.

    Closed for good with a hash over all that was reported; no column changes after that (``triggers``).
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(ReportRequest, models.PROTECT, related_name="rounds", verbose_name="报送要求")
    form = models.ForeignKey(ReportForm, models.PROTECT, related_name="rounds", verbose_name="表式")
    sequence = models.PositiveIntegerField("期次")
    nominal_on = models.DateField("按规则的日期")
    due_at = models.DateTimeField("截止时间")
    reason = models.CharField("调整原因", max_length=300, blank=True)
    state = models.CharField("状态", max_length=6, choices=RoundState.choices, default=RoundState.OPEN)
    opened_at = models.DateTimeField("开始时间")
    closed_at = models.DateTimeField("封存时间", null=True, blank=True)
    closed_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="封存人", null=True, blank=True
    )
    frozen_sha256 = models.CharField("封存 SHA-256", max_length=64, blank=True)
    updated_at = models.DateTimeField("更新时间")
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = ReportRoundQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报送期次"
        ordering = ["-due_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["request", "sequence"], name="reporting_sequence_once"),
            models.UniqueConstraint(fields=["request", "nominal_on"], name="reporting_round_once"),
            models.CheckConstraint(condition=Q(state__in=RoundState.values), name="reporting_round_state"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True)
                | (Q(state="closed", closed_at__isnull=False, closed_by__isnull=False) & ~Q(frozen_sha256="")),
                name="reporting_closed_whole",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="reporting_round_due")]

    def __str__(self) -> str:
        return f"{self.request} {self.number}"

    @property
    def number(self) -> str:
        """第12期."""
        return f"第{self.sequence}期"

    @property
    def is_open(self) -> bool:
        """May anything still be reported?"""
        return self.state == RoundState.OPEN

    @property
    def due_text(self) -> str:
        """2026-03-04 17:30, local time."""
        return f"{timezone.localtime(self.due_at):%Y-%m-%d %H:%M}"

    def is_over_at(self, now: datetime) -> bool:
        """Has the deadline passed?"""
        return now > self.due_at
