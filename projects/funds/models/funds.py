"""One arrival of money at a project, with its bank slip. No slip counts twice."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from projects.funds.kinds import FundState, Nature, Origin, Purpose, UsdBasis
from projects.ledger.models import Enterprise, Evidence, Project
from projects.people.models import Officer, Organisation


def _wan(label: str) -> models.DecimalField[Decimal | None, Decimal | None]:
    return models.DecimalField(label, max_digits=16, decimal_places=4, null=True, blank=True)


class FundQuerySet(models.QuerySet["Fund"]):
    """Reads of arrivals."""

    def visible_to(self, officer: Officer) -> FundQuerySet:
        """Arrivals at projects the officer sees."""
        return self.filter(project__in=Project.objects.visible_to(officer))

    def valid(self) -> FundQuerySet:
        """Those not withdrawn 作废."""
        return self.exclude(state=FundState.WITHDRAWN)

    def waiting(self) -> FundQuerySet:
        """Reported and not yet answered."""
        return self.filter(state=FundState.REPORTED)

    def landing_under(self, organisation: Organisation) -> FundQuerySet:
        """Arrivals at projects that land in ``organisation`` or below it."""
        return self.filter(project__landing_organisation__path__startswith=organisation.path)

    def known(self, *, as_of: date, known_at: datetime) -> FundQuerySet:
        """What had arrived by ``as_of`` as far as was confirmed, and not withdrawn, at ``known_at``."""
        stands = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=known_at)
        return self.filter(stands, arrived_on__lte=as_of, confirmed_at__lte=known_at)


class Fund(models.Model):
    """One arrival 到位. ``…_wan`` in 万元 CNY, ``foreign_amount_wan`` in 万 of its currency, ``usd_amount_wan`` 万美元.

    ``confirmed_amount_wan`` is what counts; a confirmed row never changes again but may be withdrawn, and then keeps
    who confirmed it and when, so that what was known on a day stays known.
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="funds", verbose_name="项目")
    state = models.CharField("状态", max_length=10, choices=FundState.choices, default=FundState.REPORTED)
    arrived_on = models.DateField("到账日期")
    amount_wan = models.DecimalField("到账金额（万元）", max_digits=16, decimal_places=4)
    origin = models.CharField("资金来源", max_length=20, choices=Origin.choices)
    nature = models.CharField("资金性质", max_length=10, choices=Nature.choices, blank=True)
    purpose = models.CharField("资金用途", max_length=10, choices=Purpose.choices, blank=True)
    payer = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="+", verbose_name="付款企业", null=True, blank=True
    )
    payer_name = models.CharField("付款方", max_length=120, blank=True)
    bank_name = models.CharField("开户银行", max_length=80)
    bank_key = models.CharField("银行（比对）", max_length=80, editable=False)
    slip_number = models.CharField("进账单号", max_length=60)
    slip_key = models.CharField("进账单号（比对）", max_length=60, editable=False)
    slip = models.ForeignKey(Evidence, models.PROTECT, related_name="funds", verbose_name="进账单")
    slip_sha256 = models.CharField("进账单 SHA-256", max_length=64, editable=False)

    foreign_currency = models.CharField("外币币种", max_length=3, blank=True)
    foreign_amount_wan = _wan("外币金额（万）")
    rate = models.DecimalField("汇率", max_digits=14, decimal_places=6, null=True, blank=True)
    rate_on = models.DateField("汇率日期", null=True, blank=True)
    rate_source = models.CharField("汇率来源", max_length=60, blank=True)
    usd_amount_wan = _wan("实际利用外资（万美元）")
    usd_basis = models.CharField("实际利用外资依据", max_length=10, choices=UsdBasis.choices, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    writers = models.ManyToManyField(Officer, related_name="+", verbose_name="经手填报人", editable=False)
    confirmed_amount_wan = _wan("核实金额（万元）")
    confirmed_reason = models.CharField("核减理由", max_length=200, blank=True)
    confirmed_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="核实人", null=True, blank=True
    )
    confirmed_at = models.DateTimeField("核实时间", null=True, blank=True)
    returned_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="退回人", null=True, blank=True
    )
    returned_at = models.DateTimeField("退回时间", null=True, blank=True)
    returned_reason = models.CharField("退回理由", max_length=200, blank=True)
    withdrawn_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="作废人", null=True, blank=True
    )
    withdrawn_at = models.DateTimeField("作废时间", null=True, blank=True)
    withdrawn_reason = models.CharField("作废理由", max_length=200, blank=True)

    version = models.PositiveIntegerField("版本", default=1, editable=False)
    created_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="填报人", editable=False)
    created_at = models.DateTimeField("填报时间", editable=False)
    updated_at = models.DateTimeField("更新时间", editable=False)

    objects = FundQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "到位资金"
        ordering = ["-arrived_on", "-created_at", "-id"]
        indexes = [
            models.Index(fields=["project", "-arrived_on"], name="funds_fund_project"),
            models.Index(fields=["state", "created_at"], name="funds_fund_queue"),
            models.Index(fields=["arrived_on", "confirmed_at"], name="funds_fund_known"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["bank_key", "slip_key"], condition=~Q(state="withdrawn"), name="funds_slip_once"
            ),
            models.UniqueConstraint(
                fields=["slip_sha256"], condition=~Q(state="withdrawn"), name="funds_slip_file_once"
            ),
            models.CheckConstraint(condition=Q(amount_wan__gt=0), name="funds_amount_positive"),
            models.CheckConstraint(condition=~Q(bank_key="") & ~Q(slip_key=""), name="funds_slip_given"),
            models.CheckConstraint(condition=Q(state__in=FundState.values), name="funds_state_known"),
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False, confirmed_amount_wan__isnull=False),
                name="funds_confirmed_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("created_by")), name="funds_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_amount_wan__isnull=True)
                | Q(confirmed_amount_wan__gt=0, confirmed_amount_wan__lte=F("amount_wan")),
                name="funds_confirmed_not_more",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False),
                name="funds_withdrawn_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.arrived_on} {self.amount_wan.normalize():f}万元"
