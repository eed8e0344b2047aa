"""会前征询: units are asked for material on an entry before the sitting, and what they answered."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone

from projects.ledger.models import Project
from projects.people.models import Officer, Organisation
from projects.people.roles import Permission
from workflow.dispatch.models.agenda import AgendaEntry
from workflow.dispatch.models.meetings import Meeting, MeetingState

ANSWERS = (Permission.PROJECT_WRITE, Permission.CLAIM_WRITE, Permission.CLAIM_VERIFY, Permission.DISPATCH_WRITE)
"""Who holds one of these may speak for the unit."""
FILES_PER_ANSWER = 10


class MaterialRequestQuerySet(models.QuerySet["MaterialRequest"]):
    """Reads of requests."""

    def visible_to(self, officer: Officer) -> MaterialRequestQuerySet:
        """Those put to units of the own subtree, those of sittings that the officer organises, and those on projects
        in sight of sittings in sight.

        Who is asked sees what is asked, and of the project no more than its name and number.
        """
        root = officer.scope_root
        if root is None or not any(officer.may(one) for one in (*ANSWERS, Permission.PROJECT_READ)):
            return self.none()
        own = Q(organisation__path__startswith=root.path)
        if officer.may(Permission.DISPATCH_WRITE):
            own |= Q(entry__meeting__series__organisation__path__startswith=root.path)
        own |= Q(
            entry__project__in=Project.objects.visible_to(officer),
            entry__meeting__in=Meeting.objects.visible_to(officer),
        )
        return self.filter(own)

    def asked_of(self, officer: Officer) -> MaterialRequestQuerySet:
        """Those that the officer may answer: put to the own unit or one below it."""
        root = officer.scope_root
        if root is None or not any(officer.may(one) for one in ANSWERS):
            return self.none()
        return self.filter(organisation__path__startswith=root.path)

    def standing(self) -> MaterialRequestQuerySet:
        """Not withdrawn, of entries still on the agenda of a sitting that was not called off."""
        return self.filter(withdrawn_at__isnull=True, entry__removed_at__isnull=True).exclude(
            entry__meeting__state=MeetingState.CANCELLED
        )

    def open(self) -> MaterialRequestQuerySet:
        """Standing, before the sitting is over, and not answered."""
        return self.standing().filter(answered_at__isnull=True, entry__meeting__state=MeetingState.CALLED)


class MaterialRequest(models.Model):
    """One unit, asked about one entry. ``due_on``: that day included. ``asked_by`` empty: by the rule of the series.

    ``answered_at``: of the first answer, by which it is in time or late; the words stand in ``answers``.
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(AgendaEntry, models.CASCADE, related_name="requests", verbose_name="议题")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="报送单位")
    wanted = models.CharField("要求", max_length=200, blank=True)
    due_on = models.DateField("报送期限")
    asked_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="征询人", null=True, blank=True
    )
    asked_at = models.DateTimeField("征询时间")
    answered_at = models.DateTimeField("首次报送时间", null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="撤回人", null=True, blank=True
    )
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    updated_at = models.DateTimeField("更新时间")

    objects = MaterialRequestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会前征询"
        ordering = ["due_on", "asked_at", "id"]
        indexes = [models.Index(fields=["organisation", "due_on"], name="dispatch_request_due")]
        constraints = [models.UniqueConstraint(fields=["entry", "organisation"], name="dispatch_request_once")]

    def __str__(self) -> str:
        return f"{self.organisation}：{self.entry.project}"

    def is_late(self, on: date) -> bool:
        """Answered after the day it was due, or still unanswered when that day is over."""
        answered_on = timezone.localdate(self.answered_at) if self.answered_at else on
        return answered_on > self.due_on

    @property
    def is_answered(self) -> bool:
        """Did the unit send anything?"""
        return self.answered_at is not None


class MaterialAnswer(models.Model):
    """One answer of the unit; a later one completes it. Append-only (``triggers``)."""

    request = models.ForeignKey(MaterialRequest, models.PROTECT, related_name="answers", verbose_name="会前征询")
    progress = models.TextField("进展情况", max_length=2000)
    problem = models.TextField("存在问题", max_length=2000, blank=True)
    asked_for = models.TextField("需要协调事项", max_length=1000, blank=True)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="报送人")
    at = models.DateTimeField("报送时间")

    class Meta:
        verbose_name = verbose_name_plural = "汇报材料"
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(progress=""), name="dispatch_answer_says")]

    def __str__(self) -> str:
        return self.progress[:40]


def stored_name(kept: MaterialFile, filename: str) -> str:
    """A random name, one folder deeper than evidence: the sweep of the evidence store does not reach it."""
    return f"materials/{kept.answer.request_id}/{uuid.uuid4().hex}"


class MaterialFile(models.Model):
    """A file that came with an answer. ``size`` in bytes, ``sha256`` in hexadecimal. Append-only (``triggers``)."""

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    answer = models.ForeignKey(MaterialAnswer, models.PROTECT, related_name="files", verbose_name="汇报材料")
    file = models.FileField("文件", upload_to=stored_name, max_length=200)
    filename = models.CharField("原文件名", max_length=200)
    content_type = models.CharField("内容类型", max_length=80)
    size = models.PositiveBigIntegerField("大小（字节）")
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "汇报材料文件"
        ordering = ["filename", "id"]

    def __str__(self) -> str:
        return self.filename
