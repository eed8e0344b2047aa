"""The action item 交办事项: numbered per issuer and year, with one lead unit, until 销号; and who may see it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import F, Q

from projects.ledger.models import Project, Responsibility
from projects.people.models import Officer, Organisation
from projects.people.roles import Permission
from workflow.items.moves import OPEN_STATES, ItemState
from workflow.items.sources import MOST_KEY, MOST_LABEL, SourceKind
from workflow.steps.models import spoken_for

SIGHT = (Permission.DISPATCH_READ, Permission.DISPATCH_WRITE)
"""Who holds one of these sees items at all; which ones, says ``visible_to``."""


class ItemQuerySet(models.QuerySet["Item"]):
    """Reads of items."""

    def visible_to(self, officer: Officer) -> ItemQuerySet:
        """Items that the officer's territory issued, leads, joins, is asked to take over or to coordinate.

        So the issuer's office, the units that work at it and those above them; besides, the responsible officer and
        the present chief of the project. An item shows of its project no more than number and name.
        """
        root = officer.scope_root
        if root is None or not any(officer.may(one) for one in SIGHT):
            return self.none()
        units = spoken_for(officer.organisation) if officer.organisation else []
        seen = Q(officer=officer) | Q(issuer__path__startswith=root.path)
        for path in ("lead__path", "first_unit__path"):
            seen |= Q(**{f"{path}__startswith": root.path}) | Q(**{f"{path}__in": units})
        own = Q(organisation__path__startswith=root.path) | Q(organisation__path__in=units)
        asked = Q(to_unit__path__startswith=root.path) | Q(to_unit__path__in=units)
        seen |= Q(pk__in=self._beside("joint_units").filter(own).values("item"))
        seen |= Q(pk__in=self._beside("handovers").filter(asked).values("item"))
        seen |= Q(pk__in=self._beside("referrals").filter(asked).values("item"))
        chief = Responsibility.objects.current().chiefs().filter(officer=officer)
        return self.filter(seen | Q(project__in=chief.values("project")))

    def _beside(self, name: str) -> models.QuerySet:
        model: Any = self.model._meta.get_field(name).related_model  # rows of ``beside``, which imports this module
        return model._default_manager.all()

    def open(self) -> ItemQuerySet:
        """Not closed."""
        return self.filter(state__in=OPEN_STATES)

    def under(self, organisation: Organisation) -> ItemQuerySet:
        """Those whose lead unit is ``organisation`` or lies below it."""
        return self.filter(lead__path__startswith=organisation.path)

    def handled_by(self, officer: Officer) -> ItemQuerySet:
        """Those for whose lead unit the officer speaks, or that name him."""
        if officer.organisation is None:
            return self.none()
        return self.visible_to(officer).filter(Q(lead__path__in=spoken_for(officer.organisation)) | Q(officer=officer))

    def run_by(self, officer: Officer) -> ItemQuerySet:
        """Those that the officer's dispatch office issued, so that it checks and decides."""
        root = officer.scope_root
        if root is None or not officer.may(Permission.DISPATCH_WRITE):
            return self.none()
        return self.filter(issuer__path__startswith=root.path)

    def with_units(self) -> ItemQuerySet:
        """With what a line of a list shows."""
        joint = models.Prefetch("joint_units", queryset=self._beside("joint_units").select_related("organisation"))
        found = self.select_related("issuer", "lead", "first_unit", "officer", "project", "extension")
        return found.prefetch_related(joint)


class Item(models.Model):
    """One item. ``due_on``: the present deadline; ``original_due_on`` stays as it was issued; ``review_on``: of 转长期.

    ``lead`` answers for the whole; ``first_unit`` received it first. ``submitted_by`` asked for the closing, and never
    gives it; ``late_days``: how late he asked, for then the clock stops. Every item is closed, or has a deadline,
    or a review day.
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    issuer = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="交办单位")
    year = models.PositiveSmallIntegerField("年度")
    sequence = models.PositiveIntegerField("序号")
    matter = models.CharField("交办事项", max_length=300)
    requirement = models.TextField("办理要求", max_length=2000, blank=True)
    lead = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="牵头单位")
    first_unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="首接单位")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="责任人", null=True, blank=True)
    project = models.ForeignKey(
        Project, models.PROTECT, related_name="items", verbose_name="项目", null=True, blank=True
    )
    source_kind = models.CharField("来源", max_length=12, choices=SourceKind.choices)
    source_label = models.CharField("来源说明", max_length=MOST_LABEL, blank=True)
    source_key = models.CharField("来源标识", max_length=MOST_KEY, blank=True, editable=False)
    issued_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="交办人")
    issued_at = models.DateTimeField("交办时间")
    issued_on = models.DateField("交办日期")
    term = models.CharField("时限", max_length=20, blank=True)
    original_due_on = models.DateField("原定期限")
    due_on = models.DateField("办结期限")
    review_on = models.DateField("长期事项复核日", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=ItemState.choices, default=ItemState.TO_SIGN)
    signed_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="签收人", null=True, blank=True
    )
    signed_at = models.DateTimeField("签收时间", null=True, blank=True)
    submitted_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="报请人", null=True, blank=True
    )
    submitted_at = models.DateTimeField("报请时间", null=True, blank=True)
    late_days = models.PositiveSmallIntegerField("报请时逾期（工作日）", default=0)
    closed_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="销号人", null=True, blank=True
    )
    closed_at = models.DateTimeField("销号时间", null=True, blank=True)
    check_due_on = models.DateField("跟踪问效日", null=True, blank=True)
    verified_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="问效人", null=True, blank=True
    )
    verified_at = models.DateTimeField("问效时间", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    updated_at = models.DateTimeField("更新时间")

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "交办事项"
        ordering = ["-issued_at", "-id"]
        indexes = [
            models.Index(fields=["state", "due_on"], name="items_queue"),
            models.Index(fields=["project", "state"], name="items_of_project"),
            models.Index(fields=["-issued_at", "-id"], name="items_recent"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "year", "sequence"], name="items_number_once"),
            models.UniqueConstraint(fields=["source_key"], condition=~Q(source_key=""), name="items_source_once"),
            models.CheckConstraint(condition=Q(state__in=ItemState.values), name="items_state_known"),
            models.CheckConstraint(condition=~Q(matter=""), name="items_matter_told"),
            models.CheckConstraint(condition=Q(original_due_on__gte=F("issued_on")), name="items_due_after_issue"),
            models.CheckConstraint(
                condition=Q(state="long_term", review_on__isnull=False)
                | (~Q(state="long_term") & Q(review_on__isnull=True)),
                name="items_long_has_review",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["to_sign", "void"]) | Q(signed_by__isnull=False, signed_at__isnull=False),
                name="items_signed_first",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="closed",
                    closed_by__isnull=False,
                    closed_at__isnull=False,
                    submitted_by__isnull=False,
                    check_due_on__isnull=False,
                )
                | (
                    ~Q(state="closed")
                    & Q(closed_by__isnull=True, closed_at__isnull=True, check_due_on__isnull=True)
                    & Q(verified_by__isnull=True, verified_at__isnull=True)
                ),
                name="items_closed_whole",
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True) | ~Q(closed_by=F("submitted_by")), name="items_second_person"
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("submitted_by")),
                name="items_verified_by_other",
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True, verified_at__isnull=True)
                | Q(verified_by__isnull=False, verified_at__isnull=False),
                name="items_verified_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.matter}"

    @property
    def number(self) -> str:
        """交办〔2026〕12号."""
        return f"交办〔{self.year}〕{self.sequence}号"

    @property
    def is_open(self) -> bool:
        """Not closed."""
        return self.state in OPEN_STATES

    @property
    def is_handed_over(self) -> bool:
        """Did another unit take it over from the first?"""
        return self.lead_id != self.first_unit_id

    @property
    def source(self) -> str:
        """会议：芜湖市重大项目周调度第34次会议."""
        kind = str(self.get_source_kind_display())
        return f"{kind}：{self.source_label}" if self.source_label else kind

    @property
    def joint_label(self) -> str:
        """Names of the co-operating units; ``joint_units__organisation`` is best prefetched."""
        return joined(one.organisation for one in self.joint_units.all() if one.organisation_id != self.lead_id)

    @property
    def state_label(self) -> str:
        """The state, with 已延期 and 核实有效 where they hold; ``extension`` is best selected."""
        label = str(self.get_state_display())
        if self.state == ItemState.CLOSED:
            return f"{label}·核实有效" if self.verified_at else label
        return f"{label}（已延期）" if self.is_extended else label

    @property
    def is_extended(self) -> bool:
        """Was the one extension granted?"""
        extension = getattr(self, "extension", None)
        return extension is not None and extension.granted_on is not None


def joined(units: Iterable[Organisation]) -> str:
    """Short names in a row."""
    return "、".join(unit.label for unit in units)
