"""The record of a visit 核查记录: locked when it is handed in; whatever comes later is an addition."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from projects.ledger.models import Evidence
from projects.people.models import Officer
from workflow.spotchecks.kinds import AdditionKind, Finding
from workflow.spotchecks.models.visits import Visit
from workflow.steps.models import Claim


class Record(models.Model):
    """What was found. ``checklist``: [{name, label, claimed, seen, note}]; position in degrees WGS 84, ± metres.

    One a visit (its key), so of two submitters one wins. Append-only (``triggers``).
    """

    visit = models.OneToOneField(
        Visit, models.PROTECT, related_name="record", verbose_name="核查对象", primary_key=True
    )
    visited_at = models.DateTimeField("到场时间")
    met = models.CharField("接待人员", max_length=200)
    place = models.CharField("核查地点", max_length=200, blank=True)
    latitude = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True, blank=True)
    accuracy_m = models.PositiveIntegerField("定位精度（米）", null=True, blank=True)
    checklist = models.JSONField("逐项核对", default=list)
    finding = models.CharField("核查结论", max_length=8, choices=Finding.choices)
    text = models.TextField("核查情况", max_length=2000)
    mend_by = models.DateField("整改期限", null=True, blank=True)
    recorded_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="提交人")
    recorded_at = models.DateTimeField("提交时间")

    class Meta:
        verbose_name = verbose_name_plural = "核查记录"
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(finding__in=Finding.values), name="spotchecks_finding_known"),
            models.CheckConstraint(condition=~Q(text="") & ~Q(met=""), name="spotchecks_record_told"),
            models.CheckConstraint(
                condition=Q(finding="mend", mend_by__isnull=False) | (~Q(finding="mend") & Q(mend_by__isnull=True)),
                name="spotchecks_mend_deadline",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="spotchecks_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visit}（{self.get_finding_display()}）"


class Addition(models.Model):
    """One more entry of a locked record. ``is_mended``: the answer of a re-check, nothing otherwise."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="additions", verbose_name="核查记录")
    kind = models.CharField("类别", max_length=12, choices=AdditionKind.choices)
    text = models.TextField("内容", max_length=2000)
    is_mended = models.BooleanField("整改到位", null=True, blank=True)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="补充人")
    at = models.DateTimeField("补充时间")

    class Meta:
        verbose_name = verbose_name_plural = "核查记录补充"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="spotchecks_added_told"),
            models.CheckConstraint(
                condition=Q(kind="recheck", is_mended__isnull=False) | Q(kind="correction", is_mended__isnull=True),
                name="spotchecks_recheck_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record}（{self.get_kind_display()}）"


class Paper(models.Model):
    """A photo or document of a record or of an addition. ``camera``: what the picture itself says, nothing checked."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="papers", verbose_name="核查记录")
    addition = models.ForeignKey(
        Addition, models.PROTECT, related_name="papers", verbose_name="补充", null=True, blank=True
    )
    evidence = models.OneToOneField(Evidence, models.PROTECT, related_name="check_paper", verbose_name="文件")
    camera = models.CharField("照片自带信息", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "核查材料"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.evidence.title


class Proposal(models.Model):
    """The claim that asks a second person to revoke what a visit found false."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="proposals", verbose_name="核查记录")
    claim = models.OneToOneField(Claim, models.PROTECT, related_name="check_proposal", verbose_name="撤销申报")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="提出人")
    at = models.DateTimeField("提出时间")

    class Meta:
        verbose_name = verbose_name_plural = "撤销建议"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.claim)
