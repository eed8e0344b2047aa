"""What stands beside an item: co-operating units, the one extension, handovers, urges, what was passed up."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from projects.people.models import Officer, Organisation
from workflow.items.kinds import Answer, UpLevel
from workflow.items.models.items import Item


def _decided(decider: str, moment: str) -> Q:
    """An answer has a person and a moment, and none has neither."""
    open_ = Q(**{"answer": "", f"{decider}__isnull": True, f"{moment}__isnull": True})
    return open_ | (~Q(answer="") & Q(**{f"{decider}__isnull": False, f"{moment}__isnull": False}))


class JointUnit(models.Model):
    """A co-operating unit 配合单位: it replies to the lead unit, which answers for all."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="joint_units", verbose_name="交办事项")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="配合单位")
    replied_at = models.DateTimeField("最近回复时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "配合单位"
        ordering = ["item", "pk"]
        constraints = [models.UniqueConstraint(fields=["item", "organisation"], name="items_joint_once")]

    def __str__(self) -> str:
        return f"{self.organisation}配合{self.item}"


class Extension(models.Model):
    """The one extension 延期 of an item: asked for in time, decided by the issuer's office. A second cannot exist."""

    item = models.OneToOneField(
        Item, models.PROTECT, related_name="extension", verbose_name="交办事项", primary_key=True
    )
    due_before = models.DateField("原期限")
    wished_on = models.DateField("申请延至")
    reason = models.CharField("延期理由", max_length=500)
    asked_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="申请人")
    asked_at = models.DateTimeField("申请时间")
    asked_on = models.DateField("申请日期")
    answer = models.CharField("答复", max_length=4, choices=Answer.choices, blank=True)
    granted_on = models.DateField("延至", null=True, blank=True)
    decided_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="答复人", null=True, blank=True
    )
    decided_at = models.DateTimeField("答复时间", null=True, blank=True)
    note = models.CharField("答复意见", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "延期申请"
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="items_ext_reason"),
            models.CheckConstraint(condition=Q(asked_on__lte=F("due_before")), name="items_ext_in_time"),
            models.CheckConstraint(condition=Q(wished_on__gt=F("due_before")), name="items_ext_forward"),
            models.CheckConstraint(condition=_decided("decided_by", "decided_at"), name="items_ext_whole"),
            models.CheckConstraint(
                condition=Q(answer="yes", granted_on__gt=F("due_before"))
                | (~Q(answer="yes") & Q(granted_on__isnull=True)),
                name="items_ext_granted",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")), name="items_ext_other_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}延期至{self.wished_on}"


class Handover(models.Model):
    """A handover to another unit; until that one accepts, the first stays responsible (首问负责)."""

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="handovers", verbose_name="交办事项")
    from_unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="移交单位")
    to_unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="接收单位")
    reason = models.CharField("移交理由", max_length=500)
    asked_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="移交人")
    asked_at = models.DateTimeField("移交时间")
    answer = models.CharField("答复", max_length=4, choices=Answer.choices, blank=True)
    answered_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="答复人", null=True, blank=True
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    note = models.CharField("答复意见", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "事项移交"
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["item"], condition=Q(answer=""), name="items_one_handover"),
            models.CheckConstraint(condition=~Q(from_unit=F("to_unit")), name="items_handover_other_unit"),
            models.CheckConstraint(condition=~Q(reason=""), name="items_handover_reason"),
            models.CheckConstraint(condition=_decided("answered_by", "answered_at"), name="items_handover_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.item}移交{self.to_unit}"


class Urge(models.Model):
    """An urge 催办: once per item and day, whoever presses the button."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="urges", verbose_name="交办事项")
    on = models.DateField("日期")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="催办人")
    at = models.DateTimeField("时间")
    note = models.CharField("催办意见", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "催办"
        ordering = ["item", "on"]
        constraints = [models.UniqueConstraint(fields=["item", "on"], name="items_urged_once_a_day")]

    def __str__(self) -> str:
        return f"{self.on}催办{self.item}"


class Referral(models.Model):
    """An item passed up to the city or the province, and the reply. A body outside the system has no ``to_unit``."""

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="referrals", verbose_name="交办事项")
    level = models.CharField("协调层级", max_length=8, choices=UpLevel.choices)
    to_unit = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="请求协调单位", null=True, blank=True
    )
    to_name = models.CharField("系统外单位", max_length=80, blank=True)
    need = models.CharField("请求协调事项", max_length=1000)
    letter_no = models.CharField("上报文号", max_length=60, blank=True)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="上报人")
    at = models.DateTimeField("上报时间")
    reply = models.CharField("答复内容", max_length=1000, blank=True)
    reply_letter_no = models.CharField("答复文号", max_length=60, blank=True)
    replied_on = models.DateField("答复日期", null=True, blank=True)
    replied_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="登记人", null=True, blank=True
    )
    replied_at = models.DateTimeField("登记时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "上报协调"
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "level"], condition=Q(replied_at__isnull=True), name="items_one_referral"
            ),
            models.CheckConstraint(condition=~Q(need=""), name="items_referral_told"),
            models.CheckConstraint(
                condition=Q(to_unit__isnull=False, to_name="") | (Q(to_unit__isnull=True) & ~Q(to_name="")),
                name="items_referral_to_one",
            ),
            models.CheckConstraint(
                condition=Q(reply="", replied_on__isnull=True, replied_by__isnull=True, replied_at__isnull=True)
                | (Q(replied_on__isnull=False, replied_by__isnull=False, replied_at__isnull=False) & ~Q(reply="")),
                name="items_referral_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}报{self.to_label}"

    @property
    def to_label(self) -> str:
        """The unit, or the name of the body outside the system."""
        return self.to_unit.label if self.to_unit else self.to_name
