"""Posts and tenures: a chair in an organisation, and who sat on it from when to when."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import Expression, F, Q

from projects.people.models.officers import Officer
from projects.people.models.organisations import Organisation


class Post(models.Model):
    """A chair. ``is_principal`` marks the 主要负责人 of the organisation."""

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="posts", verbose_name="单位")
    title = models.CharField("职务", max_length=60)
    is_principal = models.BooleanField("主要负责人", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "职务"
        ordering = ["organisation__path", "title"]
        constraints = [models.UniqueConstraint(fields=["organisation", "title"], name="people_post_once")]

    def __str__(self) -> str:
        return f"{self.organisation}{self.title}"

    def name_on(self, on: date) -> str:
        """The chair with the name that its unit bore on ``on``."""
        return f"{self.organisation.name_on(on)}{self.title}"

    def holder_on(self, on: date) -> Officer | None:
        """Who sits on this chair on ``on``."""
        tenure = self.tenures.current_on(on).select_related("officer").first()
        return tenure.officer if tenure else None


class TenureQuerySet(models.QuerySet["Tenure"]):
    """Reads of tenures."""

    def current_on(self, on: date | Expression) -> TenureQuerySet:
        """Tenures that cover ``on``, both ends included."""
        return self.filter(Q(valid_from__lte=on), Q(valid_to__isnull=True) | Q(valid_to__gte=on))


class Tenure(models.Model):
    """Who sat on a post from ``valid_from`` to ``valid_to`` (both included; empty: until today)."""

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    post = models.ForeignKey(Post, models.PROTECT, related_name="tenures", verbose_name="职务")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="tenures", verbose_name="人员")
    valid_from = models.DateField("任职起")
    valid_to = models.DateField("任职止", null=True, blank=True)
    basis = models.CharField("任职依据", max_length=120, blank=True)

    objects = TenureQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        ordering = ["-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["post"], condition=Q(valid_to__isnull=True), name="people_one_holder_a_post"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="people_tenure_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} {self.post}"
