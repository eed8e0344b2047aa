"""Proposals that a project leave the library or be set a term, and the clocks behind them."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone

from projects.ledger.models import Project
from projects.people.models import Officer, Organisation
from workflow.proposals.kinds import EntryKind, ProposalKind, ProposalState


class ProposalRules(models.Model):
    """One city's terms from a day on. A city without a row uses the preset: Ganzi's (practice.md 1.6).

    When talks are stale and how long a stage may take stands in the city's rules of lights (``workflow.lights``).
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="proposal_rules", verbose_name="市（县）"
    )
    valid_from = models.DateField("自何日起")
    register_days = models.PositiveSmallIntegerField("约定注册日后多少天拟限期（天）", default=30)
    start_months = models.PositiveSmallIntegerField("约定开工日后多少个月拟限期（月）", default=6)
    term_days = models.PositiveSmallIntegerField("限期多少天（天）", default=60)

    class Meta:
        verbose_name = verbose_name_plural = "进退建议规则"
        ordering = ["organisation__path", "-valid_from"]
        constraints = [models.UniqueConstraint(fields=["organisation", "valid_from"], name="proposals_rules_once")]

    def __str__(self) -> str:
        return f"{self.organisation}进退建议规则（{self.valid_from}起）"


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Reads of proposals."""

    def visible_to(self, officer: Officer) -> ProposalQuerySet:
        """Those on projects the officer sees."""
        return self.filter(project__in=Project.objects.visible_to(officer))

    def open(self) -> ProposalQuerySet:
        """Waiting for the office."""
        return self.filter(state=ProposalState.OPEN)

    def running_notices(self) -> ProposalQuerySet:
        """Terms that were set."""
        return self.filter(state=ProposalState.ACCEPTED, deadline_on__isnull=False)


class Proposal(models.Model):
    """One proposal on one project. ``episode``: which stretch of facts it is about, so that each is proposed once.

    ``because``: the sentence that explains it. ``deadline_on`` and ``answer``: the term and the words of an accepted
    notice. ``again_on``: when a dismissed one may come back.
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="proposals", verbose_name="项目")
    kind = models.CharField("类型", max_length=10, choices=ProposalKind.choices)
    episode = models.CharField("事由时点", max_length=40)
    because = models.CharField("理由", max_length=200)
    state = models.CharField("状态", max_length=10, choices=ProposalState.choices, default=ProposalState.OPEN)
    proposed_at = models.DateTimeField("提出时间")
    follows = models.OneToOneField(
        "self", models.PROTECT, related_name="followed_by", verbose_name="承接的限期通知", null=True, blank=True
    )
    deadline_on = models.DateField("限期至", null=True, blank=True)
    again_on = models.DateField("何日再提", null=True, blank=True)
    answer = models.CharField("办理意见", max_length=500, blank=True)
    decided_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="办理人", null=True, blank=True
    )
    decided_at = models.DateTimeField("办理时间", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    updated_at = models.DateTimeField("更新时间")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "进退建议"
        ordering = ["-proposed_at", "-id"]
        indexes = [models.Index(fields=["state", "-proposed_at"], name="proposals_queue")]
        constraints = [
            models.UniqueConstraint(fields=["project", "kind", "episode"], name="proposals_once"),
            models.CheckConstraint(condition=Q(kind__in=ProposalKind.values), name="proposals_kind_known"),
            models.CheckConstraint(condition=Q(state__in=ProposalState.values), name="proposals_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "lapsed"])
                | Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(answer=""),
                name="proposals_decided_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="dismissed") | Q(again_on__isnull=False), name="proposals_again_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | ~Q(kind__in=["register", "start"]) | Q(deadline_on__isnull=False),
                name="proposals_notice_has_term",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}：{self.get_kind_display()}"

    @property
    def is_open(self) -> bool:
        """Still waiting for the office?"""
        return self.state == ProposalState.OPEN

    def days_open(self, on: date) -> int:
        """Calendar days since it was proposed."""
        return (on - timezone.localdate(self.proposed_at)).days


class ProposalEntry(models.Model):
    """One entry of the thread: who did what when, in which words. ``by`` empty: the system."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="entries", verbose_name="进退建议")
    kind = models.CharField("动作", max_length=10, choices=EntryKind.choices)
    text = models.TextField("内容", max_length=1000, blank=True)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="经办人", null=True, blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "进退建议经过"
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.text}"


class Sweep(models.Model):
    """One nightly look at all projects: its day is the key, so that it happens once."""

    on = models.DateField("日期", unique=True)
    at = models.DateTimeField("时间")
    proposed = models.PositiveIntegerField("新提出", default=0)
    lapsed = models.PositiveIntegerField("失效", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "每日核对"
        ordering = ["-on"]

    def __str__(self) -> str:
        return str(self.on)
