"""A visit 核查对象: one drawn step, who goes and until when. Who may know of it is decided here and nowhere else."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from projects.ledger.models import Project
from projects.people.models import Officer
from projects.people.roles import SIGHT, Permission
from workflow.spotchecks.models.rounds import FrameRow, Round


class VisitQuerySet(models.QuerySet["Visit"]):
    """Reads of visits."""

    def visible_to(self, officer: Officer) -> VisitQuerySet:
        """The office of the round sees all of it; an inspector what he is sent to; a unit nothing until it is recorded.

        Nobody is warned: before the record a visit does not exist for who merely sees the project.
        """
        root = officer.scope_root
        if root is None or not any(officer.may(one) for one in SIGHT):
            return self.none()
        seen = Q(record__isnull=False, project__in=Project.objects.visible_to(officer))
        seen |= Q(pk__in=Assignment.objects.current().filter(officer=officer).values("visit"))
        if officer.may(Permission.DISPATCH_WRITE):
            seen |= Q(round__organisation__path__startswith=root.path)
        return self.filter(seen)

    def open(self) -> VisitQuerySet:
        """Not recorded yet."""
        return self.filter(record__isnull=True)

    def to_do_by(self, officer: Officer) -> VisitQuerySet:
        """Open visits the officer is sent to, the earliest deadline first."""
        mine = Assignment.objects.current().filter(officer=officer).values("visit")
        return self.visible_to(officer).open().filter(pk__in=mine).order_by("due_on", "round", "number")


def visible_rounds(officer: Officer) -> QuerySet[Round]:
    """Rounds the officer runs, and those with a visit he may know of."""
    root = officer.scope_root
    if root is None:
        return Round.objects.none()
    known = Exists(Visit.objects.visible_to(officer).filter(round=OuterRef("pk")))
    if officer.may(Permission.DISPATCH_WRITE):
        return Round.objects.filter(Q(organisation__path__startswith=root.path) | known)
    return Round.objects.filter(known)


class Visit(models.Model):
    """One drawn step. ``number``: in the round, from 1. Only ``due_on`` ever changes (``triggers``)."""

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, models.PROTECT, related_name="visits", verbose_name="轮次")
    row = models.OneToOneField(FrameRow, models.PROTECT, related_name="visit", verbose_name="抽样框")
    project = models.ForeignKey(Project, models.PROTECT, related_name="check_visits", verbose_name="项目")
    number = models.PositiveIntegerField("序号")
    due_on = models.DateField("核查期限", null=True, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "核查对象"
        ordering = ["round", "number"]
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="spotchecks_visit_number")]

    def __str__(self) -> str:
        return f"{self.round.number}第{self.number}项 {self.project}"

    @property
    def is_recorded(self) -> bool:
        """Has the record been handed in?"""
        return hasattr(self, "record")

    @property
    def sent(self) -> str:
        """Names of the present inspectors; ``assignments__officer`` is best prefetched."""
        return "、".join(one.officer.name for one in self.assignments.all() if one.ended_at is None)


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Reads of assignments."""

    def current(self) -> AssignmentQuerySet:
        """Those that have not ended."""
        return self.filter(ended_at__isnull=True)


class Assignment(models.Model):
    """An officer is sent to a visit; replaced ones stay with the reason."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="assignments", verbose_name="核查对象")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="核查人员")
    assigned_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="指派人")
    assigned_at = models.DateTimeField("指派时间")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    reason = models.CharField("改派理由", max_length=200, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "核查指派"
        ordering = ["visit", "assigned_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "officer"], condition=Q(ended_at__isnull=True), name="spotchecks_sent_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, reason="") | (Q(ended_at__isnull=False) & ~Q(reason="")),
                name="spotchecks_ended_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visit} {self.officer}"
