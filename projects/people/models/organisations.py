"""The organisation tree: province, city, district, park, department, township, team, body."""

from __future__ import annotations

import uuid
from collections.abc import Hashable
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from projects.people.models.classes import UnitClass
from projects.people.roles import Permission
from projects.statements import Slot, Statement

if TYPE_CHECKING:
    from projects.people.models.names import OrganisationName
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


class Level(models.TextChoices):
    """Level of a team or body: 三级联动 (mechanisms.md, row 47)."""

    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    DISTRICT = "district", "县（市、区）级"
    PARK = "park", "园区级"


GROUPS = frozenset({Kind.BODY, Kind.TEAM})
"""Kinds that have members instead of posts alone: 领导小组／联席会议, 专班／小分队."""


class OrganisationQuerySet(MP_NodeQuerySet):
    """Reads of the tree."""

    def current_on(self, on: date) -> OrganisationQuerySet:
        """Units that exist on ``on``, both ends included."""
        return self.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=on)).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=on)
        )

    def with_names(self) -> OrganisationQuerySet:
        """With their former names at hand, so that ``name_on`` asks nothing more."""
        return self.prefetch_related("former_names")

    def under(self, organisation: Organisation) -> OrganisationQuerySet:
        """The organisation itself and everything below it."""
        return self.filter(path__startswith=organisation.path)

    def visible_to(self, officer: Officer) -> OrganisationQuerySet:
        """What this officer may know to exist.

        The own subtree (units that were merged into it hang below it), the organisations above it and their
        departments, which are public facts of a city; the bodies and teams one sits in, and the teams that one's own
        unit backs or is represented in. Who keeps the tree and belongs to no unit sees all of it.
        """
        root = officer.scope_root
        if not officer.is_active:
            return self.none()
        if root is None:
            return self.all() if officer.may(Permission.PEOPLE_WRITE) else self.none()
        return self.filter(Q(path__startswith=root.path) | self._above(root) | self._joined(officer, root))

    def _above(self, root: Organisation) -> Q:
        above = root.lineage()[:-1]
        seen = Q(path__in=above)
        for path in above:
            seen |= Q(kind=Kind.DEPARTMENT, depth=len(path) // self.model.steplen + 1, path__startswith=path)
        return seen

    def _joined(self, officer: Officer, root: Organisation) -> Q:
        members = self.model._meta.get_field("memberships").related_model.objects.current()
        backings = self.model._meta.get_field("backings").related_model.objects.current()
        own = members.filter(Q(officer=officer) | Q(organisation__path__startswith=root.path))
        backed = backings.filter(unit__path__startswith=root.path)
        return Q(pk__in=own.values("body")) | Q(pk__in=backed.values("team"))


def shape_of_view(officer: Officer) -> tuple[Hashable, ...]:
    """All that ``OrganisationQuerySet.visible_to`` reads of the officer: the shape of what it builds."""
    root = officer.scope_root
    return (officer.pk, root.path if root else "", officer.is_active, officer.may(Permission.PEOPLE_WRITE))


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
    unit_class = models.ForeignKey(
        UnitClass, models.PROTECT, related_name="organisations", verbose_name="考核分类", null=True, blank=True
    )
    valid_from = models.DateField("起始日期", null=True, blank=True)
    valid_to = models.DateField("终止日期", null=True, blank=True, editable=False)
    successor = models.ForeignKey(
        "self", models.PROTECT, related_name="predecessors", verbose_name="承接单位", null=True, blank=True,
        editable=False,
    )  # fmt: skip
    office = models.ForeignKey(
        "self", models.PROTECT, related_name="offices_of", verbose_name="办公室设在", null=True, blank=True,
        editable=False,
    )  # fmt: skip
    level = models.CharField("级别", max_length=8, choices=Level.choices, blank=True, editable=False)
    station = models.CharField("驻点城市", max_length=40, blank=True, editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    created_at = models.DateTimeField("创建时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    node_order_by: list[str] = []

    objects = OrganisationManager()

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="people_unit_dates_order",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("id")), name="people_unit_not_its_heir"
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | Q(valid_to__isnull=False), name="people_unit_heir_after_end"
            ),
            models.CheckConstraint(
                condition=Q(region_code="") | Q(region_code__regex=r"^[0-9]{6}$"), name="people_unit_region_digits"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.name

    @property
    def is_group(self) -> bool:
        """Is it a body or a team, which has members?"""
        return self.kind in GROUPS

    def is_ended_on(self, on: date) -> bool:
        """Has it come to its end before ``on``?"""
        return self.valid_to is not None and self.valid_to < on

    def name_on(self, on: date) -> str:
        """The name it bore on ``on``, for whatever is dated; the present one where none ended later."""
        borne = self._borne_on(on)
        return borne.name if borne else self.name

    def label_on(self, on: date) -> str:
        """The short name of that day where there was one, else the name of that day."""
        borne = self._borne_on(on)
        return borne.short_name or borne.name if borne else self.label

    def _borne_on(self, on: date) -> OrganisationName | None:
        borne = [one for one in self.former_names.all() if one.valid_to >= on]
        return min(borne, key=lambda one: one.valid_to) if borne else None

    def contains(self, other: Organisation) -> bool:
        """Is ``other`` this organisation or one below it?"""
        return other.path.startswith(self.path)

    def lineage(self) -> list[str]:
        """Paths from the root of the tree down to this organisation."""
        return [self.path[:end] for end in range(self.steplen, len(self.path) + 1, self.steplen)]

    def city(self) -> Organisation:
        """The city this organisation belongs to; itself when none stands above it."""
        return Statement(_city_above, lineage=self.lineage()).first() or self


def _city_above() -> models.QuerySet[Organisation]:
    above = Organisation.objects.filter(path__among=Slot("lineage", models.CharField()), kind=Kind.CITY)
    return above.order_by("-depth")[:1]
