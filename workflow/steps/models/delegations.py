"""Who verifies on behalf of another: one unit for another, or a deputy for a verifier, for a time."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from projects.ledger.stages import Step
from projects.people.models import Officer, Organisation
from workflow.steps.models.units import spoken_for

if TYPE_CHECKING:
    from workflow.steps.models.claims import Claim

EVERY_STEP = [("", "全部节点"), *Step.choices]


class DelegationQuerySet(models.QuerySet["Delegation"]):
    """Reads of delegations."""

    def in_force(self, on: date) -> DelegationQuerySet:
        """Begun, not ended, not run out: it ends by itself."""
        return self.not_over(on).filter(valid_from__lte=on)

    def not_over(self, on: date) -> DelegationQuerySet:
        """In force or still to come."""
        return self.filter(ended_at__isnull=True, valid_to__gte=on)

    def given_to(self, officer: Officer, *, units: list[str] | None = None) -> DelegationQuerySet:
        """To this person, or to a unit in whose name they answer; ``units``: ``spoken_for`` where it is known."""
        if units is None:
            units = spoken_for(officer.organisation) if officer.organisation else []
        return self.filter(Q(to_unit__path__in=units) | Q(deputy=officer))

    def for_claim(self, claim: Claim) -> DelegationQuerySet:
        """Those that cover this claim: unit, step, amount; never on behalf of somebody who had a hand in it."""
        small = Q(below_wan__isnull=True)
        if claim.total_wan is not None:
            small |= Q(below_wan__gt=claim.total_wan)
        found = self.filter(small, unit=claim.verifying_unit).filter(Q(step="") | Q(step=claim.step))
        return found.filter(Q(officer__isnull=True) | ~Q(officer__in=claim.hands()))

    def visible_to(self, officer: Officer) -> DelegationQuerySet:
        """Those of units in the officer's sight, and those given to them."""
        seen = Organisation.objects.visible_to(officer)
        return self.filter(Q(unit__in=seen) | Q(to_unit__in=seen) | Q(deputy=officer))


class Delegation(models.Model):
    """One delegation 委托认定. ``officer`` and ``deputy``: a verifier's own; else ``to_unit``. It runs out on a day.

    ``below_wan``: only projects with a smaller total, in 万元. It cannot be passed on: a delegate answers for the
    unit that is named here, and for none that this unit answers for.
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="委托单位")
    to_unit = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="受托单位", null=True, blank=True
    )
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="委托人", null=True, blank=True)
    deputy = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="代理人", null=True, blank=True)
    step = models.CharField("节点", max_length=10, choices=EVERY_STEP, default="", blank=True)
    below_wan = models.DecimalField("总投资上限（万元，不含）", max_digits=16, decimal_places=4, null=True, blank=True)
    valid_from = models.DateField("开始日期")
    valid_to = models.DateField("截止日期（含）")
    basis = models.CharField("依据", max_length=200)
    given_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="登记人")
    given_at = models.DateTimeField("登记时间")
    ended_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="终止人", null=True, blank=True
    )
    ended_at = models.DateTimeField("终止时间", null=True, blank=True)
    ended_why = models.CharField("终止理由", max_length=200, blank=True, default="")

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "委托认定"
        ordering = ["-given_at", "-id"]
        indexes = [models.Index(fields=["unit", "valid_to"], name="steps_delegation_unit")]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_unit__isnull=False, officer__isnull=True, deputy__isnull=True)
                | Q(to_unit__isnull=True, officer__isnull=False, deputy__isnull=False),
                name="steps_delegated_to_one",
            ),
            models.CheckConstraint(condition=Q(valid_to__gte=models.F("valid_from")), name="steps_delegated_days"),
            models.CheckConstraint(condition=~Q(basis=""), name="steps_delegated_basis"),
            models.CheckConstraint(
                condition=Q(officer__isnull=True) | ~Q(officer=models.F("deputy")), name="steps_delegated_other"
            ),
            models.CheckConstraint(
                condition=Q(to_unit__isnull=True) | ~Q(to_unit=models.F("unit")),
                name="steps_delegated_elsewhere",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | (Q(ended_by__isnull=False) & ~Q(ended_why="")),
                name="steps_delegated_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer or self.unit}委托{self.deputy or self.to_unit}（至{self.valid_to}）"

    @property
    def words(self) -> str:
        """What it covers, for example 开工、总投资10亿元以下."""
        step = Step(self.step).label if self.step else "全部节点"
        below = f"、总投资{(self.below_wan / 10000).normalize():f}亿元以下" if self.below_wan else ""
        return f"{step}{below}"
