"""The organisation tree: province, city, district, park, department, township, team, body."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

if TYPE_CHECKING:
    from projects.people.models.officers import Officer


class Kind(models.TextChoices):
    """Kind of an organisation (domain.md, section 1)."""

    PROVINCE = "province", "省"
    CITY = "city", "市"
    DISTRICT = "district", "县（市、区）"
    PARK = "park", "开发区／园区"
    DEPARTMENT = "department", "部门"
    TOWNSHIP = "township", "乡镇街道"
    TEAM = "team", "专班／小分队"
    BODY = "body", "领导小组／联席会议"


class OrganisationQuerySet(MP_NodeQuerySet):
    """Reads of the tree."""

    def under(self, organisation: Organisation) -> OrganisationQuerySet:
        """The organisation itself and everything below it."""
        return self.filter(path__startswith=organisation.path)

    def visible_to(self, officer: Officer) -> OrganisationQuerySet:
        """The own subtree, the organisations above it and their departments, which are public facts of a city."""
        root = officer.scope_root
        if root is None:
            return self.none()
        above = root.lineage()[:-1]
        departments = models.Q(pk__in=[])
        for path in above:
            departments |= models.Q(
                kind=Kind.DEPARTMENT, depth=len(path) // self.model.steplen + 1, path__startswith=path
            )
        return self.filter(models.Q(path__startswith=root.path) | models.Q(path__in=above) | departments)


class OrganisationManager(MP_NodeManager.from_queryset(OrganisationQuerySet)):  # type: ignore[misc]
    """treebeard's manager, answering with our QuerySet."""

    def get_queryset(self) -> OrganisationQuerySet:
        """Nodes in the order of the tree."""
        return OrganisationQuerySet(self.model, using=self._db).order_by("path")


class Organisation(MP_Node):
    """A node of the one tree. ``code``: region code (GB/T 2260), statistics code of a zone, or a stable own code."""

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField("单位代码", max_length=32, unique=True)
    name = models.CharField("单位名称", max_length=120)
    short_name = models.CharField("简称", max_length=40, blank=True)
    kind = models.CharField("类型", max_length=16, choices=Kind.choices)
    region_code = models.CharField("行政区划代码", max_length=6, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    created_at = models.DateTimeField("创建时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    node_order_by: list[str] = []

    objects = OrganisationManager()

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["path"]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.name

    def contains(self, other: Organisation) -> bool:
        """Is ``other`` this organisation or one below it?"""
        return other.path.startswith(self.path)

    def lineage(self) -> list[str]:
        """Paths from the root of the tree down to this organisation."""
        return [self.path[:end] for end in range(self.steplen, len(self.path) + 1, self.steplen)]

    def city(self) -> Organisation:
        """The city this organisation belongs to; itself when none stands above it."""
        return Organisation.objects.filter(path__in=self.lineage(), kind=Kind.CITY).order_by("-depth").first() or self
