"""Classes in which units are ranked against one another (mechanisms.md, row 6): editable, with presets."""

from __future__ import annotations

from django.db import models

PRESETS = ("县（市、区）", "开发区", "市直部门")
"""What most cities use; migration 0004 enters them."""


class UnitClass(models.Model):  # type: ignore[django-manager-missing] # Organisation's manager is treebeard's
    """One class: districts compete with districts, parks with parks."""

    name = models.CharField("分类名称", max_length=40, unique=True)
    position = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "考核分类"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name
