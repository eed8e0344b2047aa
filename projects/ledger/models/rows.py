"""What every row kept beside a project's own fields has: versions, an author, and an end that is no deletion."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import Q

from projects.people.models import Officer

CURRENT = Q(withdrawn_at__isnull=True)


class FileRowQuerySet(models.QuerySet[Any]):
    """Reads of rows."""

    def current(self) -> FileRowQuerySet:
        """Those not withdrawn."""
        return self.filter(CURRENT)


class FileRow(models.Model):
    """A row of the file. Nothing is deleted: a row that was wrong is withdrawn 作废, with reason, by whom and when."""

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    created_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="登记人")
    created_at = models.DateTimeField("登记时间")
    updated_at = models.DateTimeField("更新时间")
    withdrawn_at = models.DateTimeField("作废时间", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="作废人", null=True, blank=True
    )
    withdrawn_why = models.CharField("作废理由", max_length=200, blank=True, default="")

    objects = FileRowQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_withdrawn(self) -> bool:
        """Was it withdrawn?"""
        return self.withdrawn_at is not None


def not_negative(*names: str) -> Q:
    """Each of these amounts is none, or zero and more."""
    found = Q()
    for name in names:
        found &= Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 0})
    return found
