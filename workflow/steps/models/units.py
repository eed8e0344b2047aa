"""Which unit verifies, and in whose name its people answer."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q

from projects.ledger.kinds import StartKind
from projects.ledger.stages import Step
from projects.people.models import Kind, Organisation

OFFICES = (Kind.DEPARTMENT, Kind.TEAM, Kind.BODY)
"""Units that act for a government, and are none."""


def spoken_for(own: Organisation) -> list[str]:
    """Paths of the units in whose name people of ``own`` answer: itself, and the government whose office it is.

    Not the governments above that one: a district does not verify in the name of its city. Asked once for each object:
    a page asks it of its visitor for every kind of task.
    """
    kept: dict[str, list[str]] = own.__dict__.setdefault("luodi_spoken_for", {})
    if own.path not in kept:
        kept[own.path] = _spoken_for(own)
    return kept[own.path]


def _spoken_for(own: Organisation) -> list[str]:
    above = Organisation.objects.filter(path__in=own.lineage()).order_by("-depth").values_list("path", "kind")
    found: list[str] = []
    for path, kind in above:
        found.append(path)
        if kind not in OFFICES:
            break
    return found


class Round(models.IntegerChoices):
    """Some steps are verified twice: the second time by the city (市级认定), by another person."""

    FIRST = 1, "第一轮"
    SECOND = 2, "第二轮（市级认定）"


class ProjectKind(models.TextChoices):
    """Which projects a row of the division speaks of."""

    ANY = "", "不限"
    INDUSTRIAL = "industrial", "工业项目"
    OTHER = "other", "非工业项目"


START_KINDS = [("", "不限"), *StartKind.choices]


class VerifyingUnit(models.Model):
    """Which unit verifies which steps of which projects in a city (domain.md 2.4): configuration.

    Of the rows that fit a project the one of the nearest place wins, then the one that says more (``division``).
    A row of the second round makes that round necessary for the projects it fits.
    """

    city = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="适用范围（市、区或园区）")
    step = models.CharField("节点", max_length=10, choices=Step.choices)
    round = models.PositiveSmallIntegerField("轮次", choices=Round.choices, default=Round.FIRST)
    project_kind = models.CharField(
        "项目类型", max_length=10, choices=ProjectKind.choices, default=ProjectKind.ANY, blank=True
    )
    start_kind = models.CharField("开工类型", max_length=12, choices=START_KINDS, default="", blank=True)
    from_wan = models.DecimalField(
        "总投资下限（万元，含）", max_digits=16, decimal_places=4, default=Decimal(0), help_text="不限填 0"
    )
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="认定单位")
    days = models.PositiveSmallIntegerField(
        "本轮认定时限（工作日）", null=True, blank=True, help_text="不填按本市统一的认定时限"
    )

    class Meta:
        verbose_name = verbose_name_plural = "认定分工"
        constraints = [
            models.UniqueConstraint(
                fields=["city", "step", "round", "project_kind", "start_kind", "from_wan"],
                name="steps_unit_once",
                violation_error_message="同一范围、节点、轮次、项目类型、开工类型和下限已有一条分工，请修改那一条。",
            ),
            models.CheckConstraint(condition=Q(round__in=Round.values), name="steps_unit_round"),
            models.CheckConstraint(condition=Q(from_wan__gte=0), name="steps_unit_from"),
            models.CheckConstraint(condition=Q(days__isnull=True) | Q(days__gte=1), name="steps_unit_days"),
        ]

    def __str__(self) -> str:
        return f"{self.city}{self.get_step_display()}：{self.unit}"

    @property
    def words(self) -> str:
        """Which projects it speaks of, for example 工业项目、10亿元以上."""
        said = [
            ProjectKind(self.project_kind).label if self.project_kind else "",
            StartKind(self.start_kind).label if self.start_kind else "",
            f"总投资{(self.from_wan / 10000).normalize():f}亿元以上" if self.from_wan else "",
        ]
        return "、".join(str(one) for one in said if one) or "全部项目"
