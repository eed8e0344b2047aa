"""Every change of a field, and the counters behind numbers."""

from __future__ import annotations

from django.db import models

from projects.ledger.kinds import RowKind
from projects.ledger.models.projects import Project
from projects.people.models import Officer, Organisation


class Change(models.Model):
    """Who changed which field of a project from what to what, when, and why.

    ``unit_before``: of a unit field the unit itself, for names change and are not unique; None where there was none.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="changes", verbose_name="项目")
    at = models.DateTimeField("时间")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="经办人")
    field = models.CharField("字段", max_length=40)
    label = models.CharField("名称", max_length=40)
    before = models.TextField("原值", blank=True)
    after = models.TextField("新值", blank=True)
    why = models.CharField("理由", max_length=200, blank=True)
    unit_before = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="原单位", null=True, blank=True, editable=False
    )

    class Meta:
        verbose_name = verbose_name_plural = "变更记录"
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["project", "-at"], name="ledger_change_recent"),
            models.Index(fields=["field", "at"], name="ledger_change_known"),
        ]

    def __str__(self) -> str:
        return f"{self.label}：{self.before} → {self.after}"


class RowChange(models.Model):
    """One row of the file (a phase, a payment, a node, a report …) entered, changed or withdrawn.

    ``before`` and ``after`` are the whole row as people read it, label → text; ``{}`` where there was or is none. The
    last one up to an instant therefore says what the file held then, whatever became of the row since.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="row_changes", verbose_name="项目")
    kind = models.CharField("类别", max_length=20, choices=RowKind.choices)
    row = models.UUIDField("条目")
    title = models.CharField("条目名称", max_length=120)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="经办人")
    before = models.JSONField("原内容", default=dict)
    after = models.JSONField("新内容", default=dict)
    why = models.CharField("理由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "条目变更"
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["project", "kind", "row", "-at"], name="ledger_row_recent")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.title}"


class Sequence(models.Model):
    """The last number given out under ``name``; locked while the next one is taken."""

    name = models.CharField("名称", max_length=40, primary_key=True)
    last = models.PositiveIntegerField("已用到", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "编号"

    def __str__(self) -> str:
        return f"{self.name} {self.last}"

    @classmethod
    def held(cls, name: str) -> Sequence:
        """That of ``name``, kept from all others until the transaction ends; made where there is none yet."""
        rows = cls.objects.select_for_update(no_key=True).filter(name=name)
        known = rows.first()
        if known is None:
            cls.objects.get_or_create(name=name)
            return rows.get()
        return known
