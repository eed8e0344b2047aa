"""The project: one investment, from first talk to production."""

from __future__ import annotations

import uuid
from collections.abc import Hashable
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, FilteredRelation, Q
from django.utils import timezone

from projects.ledger.bounds import within
from projects.ledger.kinds import AgreementKind, Channel, ConstructionNature, LandKind, StartKind, SubStage
from projects.ledger.models.deputies import Deputy
from projects.ledger.models.enterprises import Enterprise
from projects.ledger.names import MOST_INITIALS, MOST_KEY, initials, project_key
from projects.ledger.stages import Stage, StagedModel, Standing
from projects.people.models import Officer, Organisation
from projects.people.roles import SIGHT


class Tag(models.Model):
    """A free mark on projects."""

    name = models.CharField("标签", max_length=20, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "标签"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ProjectQuerySet(models.QuerySet["Project"]):
    """Reads of projects."""

    def under(self, organisation: Organisation) -> ProjectQuerySet:
        """Projects that land in ``organisation`` or below it."""
        return self.filter(landing_organisation__path__startswith=organisation.path)

    def with_unit_under(self, organisation: Organisation) -> ProjectQuerySet:
        """Projects one of whose units is ``organisation`` or lies below it."""
        return self.filter(_unit_under(organisation))

    def visible_to(self, officer: Officer) -> ProjectQuerySet:
        """By subtree of the units of the project, and by own involvement (domain.md 5, issue of access).

        Whoever deputises today sees what the principal answers for. This reads the clock, which only doors do
        otherwise: sight ends with the last day of the deputy, whoever asks and through whatever door.
        """
        root = officer.scope_root
        if root is None or not any(officer.may(one) for one in SIGHT):
            return self.none()
        return self.filter(_unit_under(root) | _involved(officer, root, "pk"))

    def matching(self, text: str) -> ProjectQuerySet:
        """Every word of ``text`` occurs in the name (or its initials), the number, the reference, or in a firm."""
        found = self
        for word in text.replace("\x00", " ").split():
            firms = Enterprise.objects.all().matching(word)
            invested = self.model.investors.through.objects.filter(enterprise__in=firms).values("project")
            own = Q(name__icontains=word) | Q(number__icontains=word) | Q(external_ref__icontains=word)
            if word.isascii():
                own |= Q(initials__contains=word.lower())
            found = found.filter(own | Q(company__in=firms) | Q(pk__in=invested))
        return found

    def foreign_at_least(self, currency: str, amount_wan: Decimal) -> ProjectQuerySet:
        """Investments of at least ``amount_wan`` (万, the number itself included) in their original ``currency``.

        A threshold such as 5亿美元以上 is never tested on converted money (domain.md 3).
        """
        return self.filter(foreign_currency=currency, foreign_amount_wan__gte=amount_wan)

    def needing_chief(self) -> ProjectQuerySet:
        """Projects that need a chief responsible officer and are still being pursued."""
        return self.filter(needs_chief=True, standing=Standing.ACTIVE)

    def without_chief(self) -> ProjectQuerySet:
        """Projects with no current chief."""
        current = FilteredRelation(
            "responsibilities", condition=Q(responsibilities__role="chief", responsibilities__valid_to__isnull=True)
        )
        return self.annotate(current_chief=current).filter(current_chief__isnull=True)


def sight_of(officer: Officer, prefix: str = "") -> Q:
    """``visible_to`` as a condition on rows that reach the project by ``prefix`` (``"project__"``), for aggregates.

    The same projects, told by sets of units instead of four joins: of a million rows each asks a small hash.
    """
    root = officer.scope_root
    if root is None or not any(officer.may(one) for one in SIGHT):
        return Q(pk__in=())
    below = Organisation.objects.under(root).order_by().values("pk")
    seen = _involved(officer, root, f"{prefix}pk")
    for unit in Project.UNIT_FIELDS:
        seen |= Q(**{f"{prefix}{unit}__in": below})
    return seen


def _involved(officer: Officer, root: Organisation, key: str) -> Q:
    held = officer.responsibilities.filter(valid_to__isnull=True).values("project")
    asked = Project.verifying_organisations.through.objects.filter(organisation__path__startswith=root.path)
    stood_in_for = Deputy.objects.projects_for(officer, on=timezone.localdate())
    return Q(**{f"{key}__in": held}) | Q(**{f"{key}__in": asked.values("project")}) | Q(**{f"{key}__in": stood_in_for})


def shape_of_sight(officer: Officer) -> tuple[Hashable, ...]:
    """All that ``ProjectQuerySet.visible_to`` reads of the officer and the clock: the shape of what it builds."""
    root = officer.scope_root
    may_see = any(officer.may(one) for one in SIGHT)
    return (officer.pk, root.path if root else "", may_see, timezone.localdate())


def _unit_under(organisation: Organisation) -> Q:
    below = Q()
    for unit in Project.UNIT_FIELDS:
        below |= Q(**{f"{unit}__path__startswith": organisation.path})
    return below


def _in_order(earlier: str, later: str) -> Q:
    return Q(**{f"{later}__isnull": True}) | Q(**{f"{later}__gte": F(earlier)})


def _not_converted() -> Q:
    return Q(
        foreign_rate__isnull=True,
        foreign_rate_on__isnull=True,
        foreign_rate_source="",
        foreign_equivalent_wan__isnull=True,
    )


def _converted() -> Q:
    return Q(
        ~Q(foreign_currency=""),
        ~Q(foreign_rate_source=""),
        foreign_amount_wan__isnull=False,
        foreign_rate__gt=0,
        foreign_rate_on__isnull=False,
        foreign_equivalent_wan__isnull=False,
    )


class Project(StagedModel):
    """One investment. Money is in 万元 CNY (4 decimals) unless the name says otherwise; area in 亩."""

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField("项目编号", max_length=20, unique=True, editable=False)
    name = models.CharField("项目名称", max_length=80)
    name_key = models.CharField("名称（比对）", max_length=MOST_KEY, default="", editable=False)
    initials = models.CharField("名称首字母", max_length=MOST_INITIALS, default="", editable=False)
    external_ref = models.CharField("外部编号", max_length=64, blank=True)
    summary = models.TextField("建设内容", blank=True, max_length=4000)

    source_organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="录入单位", editable=False
    )
    landing_organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="landing_projects", verbose_name="落地单位"
    )
    lead_organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="led_projects", verbose_name="牵头单位", null=True, blank=True
    )
    first_contact_organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="首谈单位", null=True, blank=True
    )
    verifying_organisations = models.ManyToManyField(
        Organisation,
        related_name="+",
        verbose_name="认定单位",
        blank=True,
        editable=False,
        db_table="ledger_project_verifiers",
    )
    investors = models.ManyToManyField(Enterprise, related_name="investments", verbose_name="投资方", blank=True)
    company = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="projects", verbose_name="项目公司", null=True, blank=True
    )

    total_investment_wan = models.DecimalField("总投资（万元）", max_digits=16, decimal_places=4, null=True, blank=True)
    fixed_investment_wan = models.DecimalField(
        "固定资产投资（万元）", max_digits=16, decimal_places=4, null=True, blank=True
    )
    filed_investment_wan = models.DecimalField(
        "备案证金额（万元）", max_digits=16, decimal_places=4, null=True, blank=True
    )
    statistics_investment_wan = models.DecimalField(
        "纳统计划总投资（万元）", max_digits=16, decimal_places=4, null=True, blank=True
    )
    foreign_currency = models.CharField("外币币种", max_length=3, blank=True)
    foreign_amount_wan = models.DecimalField("外币金额（万）", max_digits=16, decimal_places=4, null=True, blank=True)
    foreign_rate = models.DecimalField(
        "折算汇率（每1单位外币合人民币元）", max_digits=14, decimal_places=6, null=True, blank=True
    )
    foreign_rate_on = models.DateField("汇率日期", null=True, blank=True)
    foreign_rate_source = models.CharField("汇率来源", max_length=60, blank=True, default="")
    foreign_equivalent_wan = models.DecimalField(
        "外币折合人民币（万元）", max_digits=16, decimal_places=4, null=True, blank=True, editable=False
    )
    registered_capital_wan = models.DecimalField(
        "注册资本（万元）", max_digits=16, decimal_places=4, null=True, blank=True
    )
    land_area_mu = models.DecimalField("用地（亩）", max_digits=12, decimal_places=2, null=True, blank=True)

    is_industrial = models.BooleanField("工业项目", default=True)
    industry = models.CharField("行业（GB/T 4754）", max_length=5, blank=True)
    chain = models.CharField("产业链", max_length=40, blank=True)
    construction_nature = models.CharField(
        "建设性质", max_length=12, choices=ConstructionNature.choices, blank=True, default=""
    )
    land_kind = models.CharField("用地情况", max_length=12, choices=LandKind.choices, blank=True, default="")
    expected_output_wan = models.DecimalField(
        "预计年产值（万元）", max_digits=16, decimal_places=4, null=True, blank=True
    )
    expected_tax_wan = models.DecimalField("预计年税收（万元）", max_digits=16, decimal_places=4, null=True, blank=True)
    expected_jobs = models.PositiveIntegerField(
        "预计用工（人）", null=True, blank=True, validators=within(0, 100_000_000)
    )
    channel = models.CharField("招商方式", max_length=12, choices=Channel.choices, blank=True)
    tags = models.ManyToManyField(Tag, related_name="projects", verbose_name="标签", blank=True)

    assigned_by_city = models.BooleanField("市委市政府直接交办", default=False)
    demonstration_reason = models.CharField("高新技术／示范／影响重大的理由", max_length=200, blank=True)
    needs_chief = models.BooleanField("需要首席责任人", default=False, editable=False)

    agreement_kind = models.CharField("协议类型", max_length=10, choices=AgreementKind.choices, blank=True, default="")
    fair_competition_reviewed_by = models.CharField("公平竞争审查人", max_length=40, blank=True)
    start_kind = models.CharField("开工类型", max_length=12, choices=StartKind.choices, blank=True)
    site = models.CharField("建设地点（地块或厂房）", max_length=120, blank=True)
    investment_code = models.CharField("投资项目代码", max_length=28, blank=True)
    registered_in_jurisdiction = models.BooleanField("注册地在本市", default=False)
    permanent_works = models.BooleanField("永久性工程已正式破土", default=False)
    approval_substitute_reason = models.CharField("无立项文件的理由", max_length=200, blank=True)
    production_sub_stage = models.CharField("投产阶段", max_length=12, choices=SubStage.choices, blank=True)

    negotiating_on = models.DateField("在谈日期")
    signed_on = models.DateField("签约日期", null=True, blank=True, editable=False)
    registered_on = models.DateField("注册日期", null=True, blank=True, editable=False)
    started_on = models.DateField("开工日期", null=True, blank=True, editable=False)
    producing_on = models.DateField("投产日期", null=True, blank=True, editable=False)
    planned_signed_on = models.DateField("计划签约", null=True, blank=True)
    planned_registered_on = models.DateField("计划注册", null=True, blank=True)
    planned_started_on = models.DateField("计划开工", null=True, blank=True)
    planned_producing_on = models.DateField("计划投产", null=True, blank=True)

    version = models.PositiveIntegerField("版本", default=1, editable=False)
    created_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="录入人", editable=False)
    created_at = models.DateTimeField("录入时间", editable=False)
    updated_at = models.DateTimeField("更新时间", editable=False)

    UNIT_FIELDS: ClassVar[tuple[str, ...]] = (
        "landing_organisation",
        "lead_organisation",
        "first_contact_organisation",
        "source_organisation",
    )

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "项目"
        ordering = ["-updated_at", "-id"]
        indexes = [
            models.Index(fields=["-updated_at", "-id"], name="ledger_project_recent"),
            models.Index(fields=["landing_organisation", "stage"], name="ledger_project_place"),
            models.Index(fields=["standing", "stage"], name="ledger_project_stage"),
            models.Index(fields=["name_key"], name="ledger_project_name"),
            models.Index(fields=["chain"], name="ledger_project_chain"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source_organisation", "external_ref"],
                condition=~Q(external_ref=""),
                name="ledger_external_ref_once",
            ),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="ledger_stage_known"),
            models.CheckConstraint(condition=Q(standing__in=Standing.values), name="ledger_standing_known"),
            models.CheckConstraint(condition=_in_order("negotiating_on", "signed_on"), name="ledger_signed_order"),
            models.CheckConstraint(condition=_in_order("signed_on", "registered_on"), name="ledger_registered_order"),
            models.CheckConstraint(condition=_in_order("registered_on", "started_on"), name="ledger_started_order"),
            models.CheckConstraint(condition=_in_order("started_on", "producing_on"), name="ledger_producing_order"),
            models.CheckConstraint(
                condition=Q(total_investment_wan__isnull=True) | Q(total_investment_wan__gte=0),
                name="ledger_total_positive",
            ),
            models.CheckConstraint(condition=_not_converted() | _converted(), name="ledger_rate_together"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Whatever saves a name saves what it is found and compared by."""
        self.note_name()
        named = kwargs.get("update_fields")
        if named is not None and "name" in named:
            kwargs["update_fields"] = {*named, "name_key", "initials"}
        super().save(*args, **kwargs)

    def note_name(self) -> None:
        """What the name is found and compared by: for whoever saves without ``save``."""
        self.name_key, self.initials = project_key(self.name), initials(self.name)

    def units(self) -> list[Organisation]:
        """The units of the project, each once: who lands it, leads it, met it first, entered it."""
        found = (getattr(self, name) for name in self.UNIT_FIELDS)
        return list(dict.fromkeys(unit for unit in found if unit is not None))

    @property
    def is_open(self) -> bool:
        """Still being pursued."""
        return self.standing == Standing.ACTIVE

    @property
    def date_of(self) -> dict[str, object]:
        """Stage → the day it was reached, or None."""
        return {stage: getattr(self, f"{stage}_on") for stage in Stage.values}
