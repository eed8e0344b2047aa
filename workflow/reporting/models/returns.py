"""The return 报送 of one unit in one round: a working copy, versions that stay, what happened, and each 催报."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q

from projects.people.models import Officer, Organisation
from projects.people.roles import Permission
from workflow.reporting.kinds import OWED, EventKind, ReturnState, RoundState, VersionKind
from workflow.reporting.models.requests import sees_reports
from workflow.reporting.models.rounds import ReportRound


class ReportReturnQuerySet(models.QuerySet["ReportReturn"]):
    """Reads of returns."""

    def visible_to(self, officer: Officer) -> ReportReturnQuerySet:
        """A unit sees its own; the office and those above see all of their subtree."""
        root = officer.scope_root
        if root is None or not sees_reports(officer):
            return self.none()
        return self.filter(unit__path__startswith=root.path)

    def owed(self) -> ReportReturnQuerySet:
        """Not in yet, or sent back, of rounds that are not closed."""
        return self.filter(state__in=OWED, round__state=RoundState.OPEN)

    def to_fill_by(self, officer: Officer) -> ReportReturnQuerySet:
        """Owed by the officer's own unit or one below it. The office's own desk does not fill in for its units."""
        own = officer.organisation
        if own is None or not officer.may(Permission.PROJECT_WRITE):
            return self.none()
        return self.visible_to(officer).owed().filter(unit__path__startswith=own.path)


class ReportReturn(models.Model):
    """What one unit owes in one round. ``draft``: the working copy, rows of texts as typed, never a statement.

    ``reported_at``: when the standing return first came in; ``late_days``: calendar days after the deadline then, 0 on
    the day itself, nothing when in time. ``current``: number of the standing version, 0 while there is none.
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(ReportRound, models.PROTECT, related_name="returns", verbose_name="期次")
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="报送单位")
    state = models.CharField("状态", max_length=10, choices=ReturnState.choices, default=ReturnState.PENDING)
    draft = models.JSONField("草稿", default=list, blank=True)
    current = models.PositiveSmallIntegerField("现行版次", default=0)
    is_nil = models.BooleanField("零报送", default=False)
    rows_count = models.PositiveSmallIntegerField("行数", default=0)
    reported_at = models.DateTimeField("报送时间", null=True, blank=True)
    late_days = models.PositiveSmallIntegerField("迟报天数", null=True, blank=True)
    reason = models.CharField("退回或免报理由", max_length=300, blank=True)
    updated_at = models.DateTimeField("更新时间")
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = ReportReturnQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报送"
        ordering = ["round", "unit__path"]
        constraints = [
            models.UniqueConstraint(fields=["round", "unit"], name="reporting_return_once"),
            models.CheckConstraint(condition=Q(state__in=ReturnState.values), name="reporting_return_state"),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "exempt"], current=0, reported_at__isnull=True)
                & Q(late_days__isnull=True)
                | Q(state__in=["submitted", "returned"], current__gte=1, reported_at__isnull=False),
                name="reporting_return_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "exempt"]) | ~Q(reason=""), name="reporting_reason_given"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.unit}"

    @property
    def is_late(self) -> bool:
        """Did it come in after the deadline?"""
        return self.late_days is not None

    @property
    def late_text(self) -> str:
        """迟报2天, 迟报（当日）, or nothing."""
        if self.late_days is None:
            return ""
        return f"迟报{self.late_days}天" if self.late_days else "迟报（当日）"

    def is_missing_at(self, now: datetime) -> bool:
        """Past the deadline without any return?"""
        return self.state == ReturnState.PENDING and self.round.is_over_at(now)

    def standing_at(self, now: datetime) -> str:
        """on_time, late, missing, owed, exempt: what it counts as."""
        if self.state == ReturnState.EXEMPT:
            return "exempt"
        if self.current:
            return "late" if self.is_late else "on_time"
        return "missing" if self.round.is_over_at(now) else "owed"


class ReturnVersion(models.Model):
    """What was said, whole. ``rows``: values as kept, by the name of the column. Append-only (``triggers``)."""

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(ReportReturn, models.PROTECT, related_name="versions", verbose_name="报送")
    number = models.PositiveSmallIntegerField("版次")
    kind = models.CharField("类别", max_length=10, choices=VersionKind.choices)
    rows = models.JSONField("内容", default=list)
    is_nil = models.BooleanField("零报送", default=False)
    note = models.CharField("更正说明", max_length=300, blank=True)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="报送人")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "报送版本"
        ordering = ["report", "number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="reporting_version_once"),
            models.CheckConstraint(condition=Q(kind__in=VersionKind.values), name="reporting_version_kind"),
            models.CheckConstraint(condition=~Q(kind="correction") | ~Q(note=""), name="reporting_correction_told"),
        ]

    def __str__(self) -> str:
        return f"{self.report}（第{self.number}版）"


class ReturnEvent(models.Model):
    """One thing that happened to a return, with its reason. Append-only (``triggers``)."""

    report = models.ForeignKey(ReportReturn, models.PROTECT, related_name="events", verbose_name="报送")
    kind = models.CharField("事件", max_length=10, choices=EventKind.choices)
    number = models.PositiveSmallIntegerField("版次", null=True, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="办理人")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "报送经过"
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["kind", "at"], name="reporting_event_at")]

    def __str__(self) -> str:
        return f"{self.report} {self.get_kind_display()}"


class Urge(models.Model):
    """催报: once a unit a day (constraint). Append-only (``triggers``)."""

    report = models.ForeignKey(ReportReturn, models.PROTECT, related_name="urges", verbose_name="报送")
    on = models.DateField("日期")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="催报人")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "催报"
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["report", "on"], name="reporting_urge_once")]

    def __str__(self) -> str:
        return f"{self.report} {self.on}"
