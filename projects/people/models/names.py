"""Names that organisations bore once: districts are renamed, what happened before keeps the old name."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from projects.people.models.organisations import Organisation


class OrganisationName(models.Model):
    """A former name, borne until ``valid_to`` (included). The present name stands in the organisation itself.

    ``valid_from`` is empty where nobody knows since when. The name on a day is that of the first row that ends on or
    after it, else the present one: there is never a gap.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="former_names", verbose_name="单位")
    name = models.CharField("曾用名称", max_length=120)
    short_name = models.CharField("曾用简称", max_length=40, blank=True)
    valid_from = models.DateField("使用起", null=True, blank=True)
    valid_to = models.DateField("使用止")
    basis = models.CharField("更名依据", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "曾用名称"
        ordering = ["valid_to"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "valid_to"], name="people_one_name_a_day"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")), name="people_name_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（至{self.valid_to}）"
