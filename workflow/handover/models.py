"""Handovers 交接 of what was held by post, their items, and what was done to them."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import Q

from projects.ledger.models import Deputy, Responsibility
from projects.people.models import Officer, Post
from projects.people.roles import Permission


class HandoverState(models.TextChoices):
    """Life of a handover."""

    PROPOSED = "proposed", "待确认"
    CONFIRMED = "confirmed", "待接收"
    ACKNOWLEDGED = "acknowledged", "已接收"
    SUPERSEDED = "superseded", "已被替代"
    VOID = "void", "已失效"


OPEN_STATES = (HandoverState.PROPOSED, HandoverState.CONFIRMED)


class Cause(models.TextChoices):
    """Why somebody can no longer answer."""

    LEFT_POST = "left_post", "任职变动"
    DISABLED = "disabled", "账号停用"


class HandoverQuerySet(models.QuerySet["Handover"]):
    """Reads of handovers."""

    def open(self) -> HandoverQuerySet:
        """Waiting for somebody."""
        return self.filter(state__in=OPEN_STATES)

    def visible_to(self, officer: Officer, *, on: date) -> HandoverQuerySet:
        """The office of the post's subtree; once confirmed also the successor and who deputises for them ``on``."""
        if not officer.may(Permission.PROJECT_READ):
            return self.none()
        return self.filter(_office(officer) | _receiving(officer, on))

    def confirmable_by(self, officer: Officer) -> HandoverQuerySet:
        """Those that wait for this officer's office."""
        return self.filter(_office(officer), state=HandoverState.PROPOSED)

    def acknowledgeable_by(self, officer: Officer, *, on: date) -> HandoverQuerySet:
        """Those that wait for this officer, as successor or as the successor's deputy."""
        return self.filter(_receiving(officer, on), state=HandoverState.CONFIRMED)


def _office(officer: Officer) -> Q:
    root = officer.scope_root
    if root is None or not officer.may(Permission.DISPATCH_WRITE):
        return Q(pk__isnull=True)
    return Q(post__organisation__path__startswith=root.path)


def _receiving(officer: Officer, on: date) -> Q:
    principals = Deputy.objects.running_on(on).filter(deputy=officer).values("principal")
    return Q(confirmed_at__isnull=False) & (Q(successor=officer) | Q(successor__in=principals))


class Handover(models.Model):
    """One for each post, leaving officer and sitter.

    ``sitter``: who sat on the post when it was proposed, empty where it was vacant. ``successor``: whom the office
    chose, empty until confirmed. ``effective_on``: the successor's first day; lateness up to the day before stays with
    ``predecessor``.
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    post = models.ForeignKey(Post, models.PROTECT, related_name="handovers", verbose_name="职务")
    predecessor = models.ForeignKey(Officer, models.PROTECT, related_name="handed_over", verbose_name="移交人")
    sitter = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="拟接收人", null=True, blank=True
    )
    successor = models.ForeignKey(
        Officer, models.PROTECT, related_name="taken_over", verbose_name="接收人", null=True, blank=True
    )
    cause = models.CharField("原因", max_length=12, choices=Cause.choices)
    state = models.CharField("状态", max_length=12, choices=HandoverState.choices, default=HandoverState.PROPOSED)
    proposed_at = models.DateTimeField("提出时间")
    effective_on = models.DateField("生效日期", null=True, blank=True)
    basis = models.CharField("依据文件", max_length=120, blank=True)
    reason = models.CharField("说明", max_length=200, blank=True)
    confirmed_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="确认人", null=True, blank=True
    )
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="接收登记人", null=True, blank=True
    )
    acknowledged_at = models.DateTimeField("接收时间", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    updated_at = models.DateTimeField("更新时间")

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "交接"
        ordering = ["-updated_at", "-id"]
        indexes = [models.Index(fields=["state", "proposed_at"], name="handover_queue")]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "predecessor"], condition=Q(state="proposed"), name="handover_one_proposed"
            ),
            models.CheckConstraint(condition=Q(state__in=HandoverState.values), name="handover_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "acknowledged"])
                | Q(
                    successor__isnull=False,
                    effective_on__isnull=False,
                    confirmed_by__isnull=False,
                    confirmed_at__isnull=False,
                ),
                name="handover_confirmed_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="acknowledged") | Q(acknowledged_by__isnull=False, acknowledged_at__isnull=False),
                name="handover_taken_whole",
            ),
        ]

    def __str__(self) -> str:
        to = self.successor or self.sitter or "空缺"
        return f"{self.post}：{self.predecessor} → {to}"


class ItemState(models.TextChoices):
    """What became of one responsibility."""

    OPEN = "open", "待移交"
    HANDED = "handed", "已移交"
    KEPT = "kept", "不移交"
    MOOT = "moot", "已另行处理"


class HandoverItem(models.Model):
    """One responsibility that is to pass on; ``given``: what the successor holds instead."""

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="items", verbose_name="交接")
    responsibility = models.ForeignKey(
        Responsibility, models.PROTECT, related_name="handover_items", verbose_name="责任"
    )
    state = models.CharField("状态", max_length=8, choices=ItemState.choices, default=ItemState.OPEN)
    given = models.ForeignKey(
        Responsibility, models.PROTECT, related_name="+", verbose_name="接续责任", null=True, blank=True
    )
    reason = models.CharField("不移交的理由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "交接事项"
        ordering = ["responsibility__role", "responsibility__project__number", "id"]
        constraints = [
            models.UniqueConstraint(fields=["handover", "responsibility"], name="handover_item_once"),
            models.UniqueConstraint(
                fields=["responsibility"], condition=Q(state="handed"), name="handover_item_handed"
            ),
            models.CheckConstraint(condition=~Q(state="kept") | ~Q(reason=""), name="handover_kept_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.responsibility}：{self.get_state_display()}"


class HandoverEvent(models.Model):
    """One entry of the history. ``by`` empty: found by the system in the facts."""

    class Kind(models.TextChoices):
        """What happened."""

        PROPOSED = "proposed", "提出交接"
        ADDED = "added", "补入事项"
        CONFIRMED = "confirmed", "确认交接"
        ACKNOWLEDGED = "acknowledged", "接收"
        SUPERSEDED = "superseded", "被替代"
        VOID = "void", "失效"

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="events", verbose_name="交接")
    kind = models.CharField("动作", max_length=12, choices=Kind.choices)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="经办人", null=True, blank=True)
    at = models.DateTimeField("时间")
    note = models.CharField("说明", max_length=400, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "交接经过"
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.note}"
