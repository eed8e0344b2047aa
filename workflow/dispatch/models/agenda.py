"""What a sitting talks about, and who is called to it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from projects.ledger.models import Project
from projects.people.models import Officer
from workflow.dispatch.models.meetings import Meeting


class AgendaReason(models.TextChoices):
    """Why a project is on the agenda: the rules of ``agenda.registry``, and what dispatchers do."""

    CARRIED_OVER = "carried_over", "上次未议完"
    CHIEF_MISSING = "chief_missing", "应有未有首席责任人"
    RED_LIGHT = "red_light", "红灯"
    PROBLEM_OPEN = "problem_open", "问题待协调"
    ITEM_UNANSWERED = "item_unanswered", "交办未回复"
    NODE_DUE = "node_due", "节点临期"
    NEW_PROJECT = "new_project", "拟列重点调度"
    PROPOSAL_OPEN = "proposal_open", "进退建议待研究"
    YELLOW_LIGHT = "yellow_light", "黄灯"
    NO_NEWS = "no_news", "久无进展"
    STEP_TAKEN = "step_taken", "上次会后有推进"
    ADDED = "added", "调度员增加"
    MERGED = "merged", "合并会议转入"


BY_HAND = (AgendaReason.ADDED, AgendaReason.MERGED)
"""Entries that stay whatever the rules say."""


class EntryState(models.TextChoices):
    """What the sitting did with it."""

    PENDING = "pending", "待议"
    DISCUSSED = "discussed", "已议"
    UNFINISHED = "unfinished", "续议"


class AgendaEntryQuerySet(models.QuerySet["AgendaEntry"]):
    """Reads of agendas."""

    def current(self) -> AgendaEntryQuerySet:
        """Those not taken off."""
        return self.filter(removed_at__isnull=True)


class AgendaEntry(models.Model):
    """One project on the agenda of one sitting, with the sentence that says why.

    ``reasons``: every reason, ``reason`` being the leading one. A removed entry stays as a row with its reason: the
    rules do not put it back.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda", verbose_name="调度会")
    project = models.ForeignKey(Project, models.PROTECT, related_name="agenda_entries", verbose_name="项目")
    position = models.PositiveIntegerField("顺序")
    reason = models.CharField("理由", max_length=16, choices=AgendaReason.choices)
    reasons = models.JSONField("全部理由", default=list, blank=True)
    detail = models.CharField("说明", max_length=600, blank=True)
    state = models.CharField("议题状态", max_length=10, choices=EntryState.choices, default=EntryState.PENDING)
    marked_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="记录人", null=True, blank=True
    )
    marked_at = models.DateTimeField("记录时间", null=True, blank=True)
    added_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="增加人", null=True, blank=True
    )
    added_at = models.DateTimeField("列入时间")
    removed_at = models.DateTimeField("移出时间", null=True, blank=True)
    removed_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="移出人", null=True, blank=True
    )
    removal_reason = models.CharField("移出原因", max_length=200, blank=True)

    objects = AgendaEntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "议题"
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "project"], name="dispatch_project_once"),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True) | ~Q(removal_reason=""), name="dispatch_removal_explained"
            ),
            models.CheckConstraint(condition=Q(state__in=EntryState.values), name="dispatch_entry_state"),
        ]

    def __str__(self) -> str:
        return f"{self.project}：{self.get_reason_display()}"

    @property
    def reason_labels(self) -> list[tuple[str, str]]:
        """Code and words of every reason, the leading one first."""
        codes = self.reasons or [self.reason]
        return [(code, str(AgendaReason(code).label)) for code in codes if code in AgendaReason.values]


class AttendeeQuerySet(models.QuerySet["Attendee"]):
    """Reads of attendees."""

    def current(self) -> AttendeeQuerySet:
        """Those still called."""
        return self.filter(removed_at__isnull=True)


class Attendee(models.Model):
    """Somebody called to a sitting. ``removed_at``: no longer called, and to be told so (calendar CANCEL)."""

    class Why(models.TextChoices):
        """Why they are called."""

        CHAIR = "chair", "主持"
        STANDING = "standing", "固定参会"
        CHIEF = "chief", "议题项目首席责任人"
        MEMBER = "member", "成员"
        UNIT = "unit", "汇报单位"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendees", verbose_name="调度会")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="attendances", verbose_name="人员")
    why = models.CharField("身份", max_length=8, choices=Why.choices)
    called_at = models.DateTimeField("通知时间")
    removed_at = models.DateTimeField("不再参会时间", null=True, blank=True)

    objects = AttendeeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "参会人"
        ordering = ["why", "officer__name"]
        constraints = [models.UniqueConstraint(fields=["meeting", "officer"], name="dispatch_attendee_once")]

    def __str__(self) -> str:
        return f"{self.officer}（{self.get_why_display()}）"
