"""Which unit verifies, and in whose name its people answer."""

from __future__ import annotations

from django.db import models

from projects.ledger.stages import Step
from projects.people.models import Kind, Organisation

OFFICES = (Kind.DEPARTMENT, Kind.TEAM, Kind.BODY)
"""Units that act for a government, and are none."""


def spoken_for(own: Organisation) -> list[str]:
    """Paths of the units in whose name people of ``own`` answer: itself, and the government whose office it is.

    Not the governments above that one: a district does not verify in the name of its city.
    """
    above = Organisation.objects.filter(path__in=own.lineage()).order_by("-depth").values_list("path", "kind")
    found: list[str] = []
    for path, kind in above:
        found.append(path)
        if kind not in OFFICES:
            break
    return found


class VerifyingUnit(models.Model):
    """Which unit verifies a step in a city (domain.md 2.4): configuration."""

    city = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="市")
    step = models.CharField("节点", max_length=10, choices=Step.choices)
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="认定单位")

    class Meta:
        verbose_name = verbose_name_plural = "认定分工"
        constraints = [models.UniqueConstraint(fields=["city", "step"], name="steps_unit_once")]

    def __str__(self) -> str:
        return f"{self.city}{self.get_step_display()}：{self.unit}"
