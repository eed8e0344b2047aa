"""Enterprises: investors, their groups, and the companies of projects."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import F, Q

from projects.ledger.names import MOST_INITIALS, MOST_KEY, firm_key, folded, initials
from projects.people.models import Officer
from projects.people.roles import SIGHT

TOP_500 = ("world500", "china500", "private500")
"""The 三类500强: kinds of recognition that are places on a list of one year."""


class EnterpriseQuerySet(models.QuerySet["Enterprise"]):
    """Reads of enterprises."""

    def visible_to(self, officer: Officer) -> EnterpriseQuerySet:
        """Enterprises are public registry facts: whoever may see projects may see them. Contacts are not."""
        return self.all() if any(officer.may(one) for one in SIGHT) else self.none()

    def standing(self) -> EnterpriseQuerySet:
        """Without rows that were merged into another."""
        return self.filter(merged_into__isnull=True)

    def matching(self, text: str) -> EnterpriseQuerySet:
        """Every word of ``text`` occurs in the name, its key, its pinyin initials, or begins the code."""
        found = self
        for word in text.replace("\x00", " ").split():
            said = Q(name__icontains=word) | Q(uscc__startswith=word.upper())
            if key := folded(word):
                said |= Q(name_key__contains=key) | Q(initials__contains=key)
            found = found.filter(said)
        return found

    def top500(self, year: int | None = None) -> EnterpriseQuerySet:
        """Enterprises on one of the three lists of 500, of ``year`` or of any year."""
        of_year = {} if year is None else {"honours__list_year": year}
        listed = Enterprise.objects.filter(honours__kind__in=TOP_500, honours__withdrawn_at=None, **of_year)
        return self.filter(pk__in=listed.values("pk"))


class Enterprise(models.Model):
    """A legal person, by its 统一社会信用代码 when it has one. ``merged_into``: the row that stands for it now."""

    class Kind(models.TextChoices):
        """Where the money comes from."""

        DOMESTIC = "domestic", "内资"
        FOREIGN = "foreign", "外资"
        HMT = "hmt", "港澳台资"

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField("企业名称", max_length=120)
    name_key = models.CharField("名称检索键", max_length=MOST_KEY, blank=True, editable=False)
    initials = models.CharField("名称拼音首字母", max_length=MOST_INITIALS, blank=True, editable=False)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    former_registration_number = models.CharField("原工商注册号", max_length=15, blank=True)
    kind = models.CharField("类型", max_length=8, choices=Kind.choices, default=Kind.DOMESTIC)
    is_abroad = models.BooleanField("境外企业", default=False)
    origin_region = models.CharField("来源地", max_length=60, blank=True)
    legal_representative = models.CharField("法定代表人", max_length=60, blank=True)
    registered_on = models.DateField("成立日期", null=True, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, related_name="children", verbose_name="集团母公司", null=True, blank=True
    )
    recognitions = models.JSONField("荣誉资质", default=list, blank=True)  # written by the rows of ``honours`` alone
    merged_into = models.ForeignKey(
        "self", models.PROTECT, related_name="merged", verbose_name="并入", null=True, blank=True, editable=False
    )
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    created_at = models.DateTimeField("创建时间")
    updated_at = models.DateTimeField("更新时间")

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "企业"
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["name_key"], name="ledger_firm_key")]
        constraints = [
            models.UniqueConstraint(fields=["uscc"], condition=~Q(uscc=""), name="ledger_uscc_once"),
            models.CheckConstraint(condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="ledger_parent_other"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="ledger_merged_other"
            ),
            models.CheckConstraint(condition=Q(is_abroad=False) | Q(uscc=""), name="ledger_abroad_no_uscc"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """With the keys by which the name is compared and searched."""
        self.name_key, self.initials = firm_key(self.name), initials(self.name)
        if update_fields is not None:
            update_fields = {*update_fields, "name_key", "initials"}
        super().save(*args, update_fields=update_fields, **kwargs)

    @property
    def heir(self) -> Enterprise:
        """The row under which the firm is kept now. One step is enough: a merge moves earlier ones along."""
        return self.merged_into or self


class EnterpriseChange(models.Model):
    """Who changed what of an enterprise, from what to what, when, and why."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="changes", verbose_name="企业")
    at = models.DateTimeField("时间")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="经办人")
    field = models.CharField("字段", max_length=40)
    label = models.CharField("名称", max_length=40)
    before = models.TextField("原值", blank=True)
    after = models.TextField("新值", blank=True)
    why = models.CharField("理由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "企业变更记录"
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["enterprise", "-at"], name="ledger_firm_changes")]

    def __str__(self) -> str:
        return f"{self.label}：{self.before} → {self.after}"
