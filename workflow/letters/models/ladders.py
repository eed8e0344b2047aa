"""Ladders of escalation 督办规则 as data: an organisation's own, or that of the nearest one above it.

A ladder never changes: every change is a new version with a day on which it begins; letters that have been proposed
keep what they were proposed by.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import Q

from projects.people.models import Officer, Organisation
from projects.people.roles import SIGHT
from workflow.letters.kinds import Colour, Days, LetterKind, SignedBy, To, Trigger
from workflow.letters.rungs import MOST_BODY, MOST_TITLE, RungLine


class LadderQuerySet(models.QuerySet["Ladder"]):
    """Reads of ladders."""

    def visible_to(self, officer: Officer) -> LadderQuerySet:
        """Those of the own subtree and of the units above, for who sees projects."""
        root = officer.scope_root
        if root is None or not any(officer.may(one) for one in SIGHT):
            return self.none()
        return self.filter(Q(organisation__path__startswith=root.path) | Q(organisation__path__in=root.lineage()))

    def in_force_on(self, on: date) -> list[Ladder]:
        """Of every organisation that has one the latest version of that day, switched off ones included."""
        latest: dict[uuid.UUID, Ladder] = {}
        rows = self.filter(valid_from__lte=on).select_related("organisation")
        for ladder in rows.order_by("number"):
            latest[ladder.organisation_id] = ladder
        return list(latest.values())

    def in_force_for(self, organisation: Organisation, on: date) -> Ladder | None:
        """The version of the nearest organisation at or above this one that has a ladder in use on that day."""
        lineage = organisation.lineage()
        rows = self.filter(organisation__path__in=lineage).in_force_on(on)
        return nearest(rows, organisation.path)


def nearest(ladders: Iterable[Ladder], path: str) -> Ladder | None:
    """The one in use whose organisation stands closest above ``path``."""
    above = [one for one in ladders if one.is_active and path.startswith(one.organisation.path)]
    return max(above, key=lambda one: len(one.organisation.path), default=None)


class Ladder(models.Model):
    """A version. ``is_active`` false: from ``valid_from`` on the organisation uses the ladder above it."""

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="ladders", verbose_name="单位")
    number = models.PositiveIntegerField("版本")
    preset = models.CharField("预设", max_length=12)
    issuer = models.CharField("发文机关", max_length=60)
    valid_from = models.DateField("生效日期")
    is_active = models.BooleanField("启用", default=True)
    basis = models.CharField("依据", max_length=120, blank=True)
    created_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="发布人")
    created_at = models.DateTimeField("发布时间")

    objects = LadderQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "督办规则"
        ordering = ["organisation", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="letters_ladder_version"),
            models.CheckConstraint(condition=~Q(issuer=""), name="letters_ladder_issuer"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}督办规则第{self.number}版"

    def lines(self) -> list[RungLine]:
        """Its rungs in their order."""
        return [one.line for one in self.rungs.all()]


class Rung(models.Model):
    """One rung of a ladder: see ``rungs.RungLine``."""

    ladder = models.ForeignKey(Ladder, models.PROTECT, related_name="rungs", verbose_name="督办规则")
    position = models.PositiveSmallIntegerField("顺序")
    level = models.PositiveSmallIntegerField("级别")
    trigger = models.CharField("触发情形", max_length=16, choices=Trigger.choices)
    days = models.PositiveSmallIntegerField("天数", default=0)
    kind = models.CharField("文种", max_length=12, choices=LetterKind.choices)
    colour = models.CharField("颜色", max_length=6, choices=Colour.choices, blank=True)
    word = models.CharField("文号代字", max_length=20)
    recipient = models.CharField("发往", max_length=6, choices=To.choices)
    signer = models.CharField("签发人", max_length=6, choices=SignedBy.choices)
    reply_days = models.PositiveSmallIntegerField("回复时限")
    reply_count = models.CharField("时限单位", max_length=8, choices=Days.choices)
    title = models.CharField("标题模板", max_length=MOST_TITLE)
    body = models.TextField("正文模板", max_length=MOST_BODY)

    class Meta:
        verbose_name = verbose_name_plural = "督办规则条目"
        ordering = ["ladder", "position"]
        constraints = [
            models.UniqueConstraint(fields=["ladder", "position"], name="letters_rung_position"),
            models.UniqueConstraint(fields=["ladder", "trigger", "kind", "colour"], name="letters_rung_once"),
            models.CheckConstraint(condition=Q(level__gte=1), name="letters_rung_level"),
            models.CheckConstraint(condition=~Q(word="") & ~Q(title=""), name="letters_rung_told"),
        ]

    def __str__(self) -> str:
        return self.line.text

    @property
    def line(self) -> RungLine:
        """As it was laid down."""
        return RungLine(**{name: getattr(self, name) for name in RungLine.__dataclass_fields__})
