"""产业链: the industrial chains a city has named, who heads each, and who keeps it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from projects.ledger.models.enterprises import Enterprise
from projects.people.models import Officer, Organisation
from projects.people.roles import SIGHT


class ChainQuerySet(models.QuerySet["Chain"]):
    """Reads of chains."""

    def visible_to(self, officer: Officer) -> ChainQuerySet:
        """Those of the cities at, above and below one's own unit."""
        root = officer.scope_root
        if root is None or not any(officer.may(one) for one in SIGHT):
            return self.none()
        return self.filter(Q(city__path__in=root.lineage()) | Q(city__path__startswith=root.path))

    def of_city(self, city: Organisation) -> ChainQuerySet:
        """Those of this city."""
        return self.filter(city=city)


class Chain(models.Model):
    """One chain of one city. ``Project.chain`` names it; a name that no chain bears is unregistered 未登记."""

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    city = models.ForeignKey(Organisation, models.PROTECT, related_name="chains", verbose_name="市")
    name = models.CharField("产业链", max_length=40)
    leader = models.ForeignKey(
        Officer, models.PROTECT, related_name="chains", verbose_name="链长", null=True, blank=True
    )
    lead_organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="led_chains", verbose_name="牵头单位", null=True, blank=True
    )
    anchors = models.ManyToManyField(
        Enterprise, related_name="anchored_chains", verbose_name="链主企业", blank=True, db_table="ledger_chain_anchors"
    )
    is_active = models.BooleanField("启用", default=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    created_at = models.DateTimeField("创建时间")
    updated_at = models.DateTimeField("更新时间")

    objects = ChainQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "产业链"
        ordering = ["city", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["city", "name"], name="ledger_chain_once"),
            models.CheckConstraint(condition=~Q(name=""), name="ledger_chain_named"),
        ]

    def __str__(self) -> str:
        return self.name
