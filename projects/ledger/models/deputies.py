"""Who stands in for whom while they are away (AB角, domain.md, section 5)."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q

from projects.people.models import Officer
from projects.people.roles import Permission


class DeputyQuerySet(models.QuerySet["Deputy"]):
    """Reads of deputies. A deputy of a deputy does not chain: each of these looks one step far."""

    def running_on(self, on: date) -> DeputyQuerySet:
        """Those in force on ``on``, both ends included."""
        return self.filter(ended_at__isnull=True, valid_from__lte=on, valid_to__gte=on)

    def overlapping(self, first: date, last: date) -> DeputyQuerySet:
        """Those in force on any day from ``first`` to ``last``."""
        return self.filter(ended_at__isnull=True, valid_from__lte=last, valid_to__gte=first)

    def projects_for(self, officer: Officer, *, on: date) -> models.QuerySet[Deputy, uuid.UUID]:
        """Keys of the projects in which ``officer`` stands in for somebody on ``on``."""
        held = self.running_on(on).filter(
            deputy=officer,
            principal__responsibilities__isnull=False,
            principal__responsibilities__valid_to__isnull=True,
        )
        return held.values_list("principal__responsibilities__project", flat=True)

    def visible_to(self, officer: Officer) -> DeputyQuerySet:
        """One's own, and those of the people in one's subtree; all for who keeps the posts of the whole tree."""
        root = officer.scope_root
        if root is None and officer.may(Permission.PEOPLE_WRITE):
            return self.all()
        within = Q(principal__organisation__path__startswith=root.path) if root else Q(pk__isnull=True)
        return self.filter(within | Q(principal=officer) | Q(deputy=officer))


class Deputy(models.Model):
    """``deputy`` stands in for ``principal`` from ``valid_from`` to ``valid_to``, both included; ends by itself.

    While it runs the deputy sees the principal's projects, gets copies of reminders and may take handovers over. The
    principal stays the chief, and lateness stays theirs. ``ended_at``: called off before its last day.
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    principal = models.ForeignKey(Officer, models.PROTECT, related_name="deputies", verbose_name="被代理人")
    deputy = models.ForeignKey(Officer, models.PROTECT, related_name="deputising", verbose_name="代理人")
    valid_from = models.DateField("起")
    valid_to = models.DateField("止")
    basis = models.CharField("事由或依据", max_length=120)
    ended_at = models.DateTimeField("提前结束时间", null=True, blank=True)
    ended_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="结束人", null=True, blank=True
    )
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    created_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="登记人")
    created_at = models.DateTimeField("登记时间")
    updated_at = models.DateTimeField("更新时间")

    objects = DeputyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "代理"
        ordering = ["-valid_from", "-created_at", "id"]
        indexes = [models.Index(fields=["deputy", "valid_to"], name="ledger_deputy_now")]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="ledger_deputy_order"),
            models.CheckConstraint(condition=~Q(principal=F("deputy")), name="ledger_deputy_other"),
        ]

    def __str__(self) -> str:
        return f"{self.deputy}代理{self.principal}（{self.valid_from}至{self.valid_to}）"

    def state_on(self, on: date) -> str:
        """running 代理中, ahead 未开始, over 已结束, ended 提前结束."""
        if self.ended_at is not None:
            return "ended"
        if on < self.valid_from:
            return "ahead"
        return "over" if on > self.valid_to else "running"
