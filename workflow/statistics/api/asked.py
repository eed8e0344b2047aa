"""What the API may be asked: query strings of figures. A parameter that nobody knows is refused (400), not ignored."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from projects.errors import Invalid
from projects.funds.kinds import Origin
from projects.gateway.bodies import Strict, read_query
from projects.gateway.doors import requester
from projects.ledger.kinds import Channel
from projects.ledger.stages import STAGE_STEPS, STAGES, Stage, Standing, Step
from projects.people.api import organisation_of
from projects.people.models import Officer
from workflow.statistics.explorer.lines import USUAL_TIERS_WAN
from workflow.statistics.filters import Filters
from workflow.statistics.terms import By, Dimension, Measure, Moment, Period, Role

MOST_THRESHOLDS = 12
GROUPS = (
    ("organisation", "单位"), ("industry", "行业"), ("chain", "产业链"), ("tier", "投资规模"), ("channel", "招商方式"),
    ("origin", "来源地；到位资金为资金来源"), ("tag", "标签"), ("chief", "首席责任人"), ("month", "月份"),
)  # fmt: skip
STEPS = [(step, Step(step).label) for step in STAGE_STEPS]
ENTERED = [(stage, Stage(stage).label) for stage in STAGES[:-1]]
REACHED = [(stage, Stage(stage).label) for stage in STAGES[1:]]
AMOUNTS = [(one.value, one.label) for one in (Measure.TOTAL_WAN, Measure.FIXED_WAN)]
ARRIVALS = [(one.value, one.label) for one in (Measure.ARRIVED_WAN, Measure.FOREIGN_USD)]


def _wan(help_text: str) -> Any:
    return serializers.DecimalField(
        max_digits=16, decimal_places=4, min_value=Decimal(0), required=False, help_text=help_text
    )


def _pick(choices: Any, help_text: str, **kwargs: Any) -> Any:
    return serializers.ChoiceField(choices, required=False, help_text=help_text, **kwargs)


class Query(Strict, serializers.Serializer):
    """A query string."""


class MomentQuery(Query):
    """Both times."""

    as_of = serializers.DateField(required=False, help_text="截至日期：到这一天为止已经发生的；不给为今天")
    known_at = serializers.DateTimeField(
        required=False, help_text="按何时所知：只算这个时刻系统里已有的记录；不给为现在"
    )


class FigureQuery(MomentQuery):
    """Filters of every figure, joined by “and”."""

    organisation = serializers.CharField(required=False, max_length=32, help_text="单位代码（含下属）")
    role = _pick(Role.choices, "单位按落地、牵头还是首谈", default=Role.LANDING)
    min_total_investment_wan = _wan("总投资不低于（万元，含本数）")
    max_total_investment_wan = _wan("总投资不高于（万元，含本数）")
    below_total_investment_wan = _wan("总投资低于（万元，不含本数）")
    foreign_currency = serializers.CharField(required=False, max_length=3, help_text="外币币种（ISO 4217）")
    min_foreign_amount_wan = _wan("外币金额不低于（万，原币，含本数）")
    industrial = serializers.BooleanField(
        required=False, allow_null=True, default=None, help_text="只算工业（或非工业）"
    )
    industry = serializers.RegexField(r"^[A-T]\d{0,4}$", required=False, help_text="行业代码或其开头")
    chain = serializers.CharField(required=False, max_length=40, help_text="产业链")
    channel = _pick(Channel.choices, "招商方式")
    origin = serializers.CharField(required=False, max_length=60, help_text="来源地")
    tag = serializers.CharField(required=False, max_length=40, help_text="标签")
    chief = serializers.UUIDField(required=False, help_text="首席责任人标识")
    standing = _pick(Standing.choices, "状态")


class SplitQuery(FigureQuery):
    """Figures that can be split."""

    group_by = _pick(GROUPS, "分组")
    level = serializers.IntegerField(
        required=False, min_value=1, max_value=10,
        help_text="分组的层级：单位为树的层数（省 1，市 2，县区园区 3），行业为代码长度（门类 1，大类 3）；不给为最细",
    )  # fmt: skip
    thresholds = serializers.CharField(
        required=False, max_length=200, help_text="按规模分组的各档下限（万元，逗号分隔）"
    )


class FunnelQuery(SplitQuery):
    """Stocks."""

    measure = _pick(AMOUNTS, "金额口径", default=Measure.TOTAL_WAN)


class PeriodFields(serializers.Serializer):
    """``from`` and ``to``: words that Python keeps for itself."""

    def get_fields(self) -> dict[str, Any]:
        """Both ends, first."""
        both = {
            "from": serializers.DateField(help_text="起始日期（含）"),
            "to": serializers.DateField(help_text="截止日期（含）"),
        }
        return {**both, **super().get_fields()}


class FlowQuery(PeriodFields, SplitQuery):
    """Flows."""

    step = serializers.ChoiceField(STEPS, help_text="节点")
    measure = _pick(AMOUNTS, "金额口径", default=Measure.TOTAL_WAN)
    compare = _pick([("yoy", "去年同期")], "比较")


class CohortQuery(FigureQuery):
    """One list of projects: a tag's, or those that entered a stage in some days."""

    event = serializers.CharField(required=False, max_length=40, help_text="活动名称（以标签登记在项目上）")
    signed_from = serializers.DateField(required=False, help_text="签约日期起（含）")
    signed_to = serializers.DateField(required=False, help_text="签约日期止（含）")
    registered_from = serializers.DateField(required=False, help_text="注册日期起（含）")
    registered_to = serializers.DateField(required=False, help_text="注册日期止（含）")
    started_from = serializers.DateField(required=False, help_text="开工日期起（含）")
    started_to = serializers.DateField(required=False, help_text="开工日期止（含）")
    measure = _pick(AMOUNTS, "金额口径", default=Measure.TOTAL_WAN)


class TiersQuery(FigureQuery):
    """Sizes of a flow, or of what there is where no step is given."""

    thresholds = serializers.CharField(required=False, max_length=200, help_text="各档下限（万元，逗号分隔）")
    step = _pick(STEPS, "节点；不给为现有项目")
    measure = _pick(AMOUNTS, "金额口径", default=Measure.TOTAL_WAN)

    def get_fields(self) -> dict[str, Any]:
        """With both ends of the period of a flow."""
        return {
            **super().get_fields(),
            "from": serializers.DateField(required=False, help_text="起始日期（含），给了 step 时必填"),
            "to": serializers.DateField(required=False, help_text="截止日期（含），给了 step 时必填"),
        }


class EnteredQuery(FigureQuery):
    """Who entered a stage in some days."""

    from_stage = _pick(ENTERED, "起点阶段", default=Stage.SIGNED)
    entered_from = serializers.DateField(required=False, help_text="进入起点阶段的日期起（含）")
    entered_to = serializers.DateField(required=False, help_text="进入起点阶段的日期止（含）")


class DurationsQuery(EnteredQuery):
    """Waits."""

    to_stage = _pick(REACHED, "终点阶段", default=Stage.STARTED)


class ConversionsQuery(PeriodFields, FigureQuery):
    """Month by month."""

    from_stage = _pick(ENTERED, "起点阶段", default=Stage.SIGNED)


class ArrivedQuery(PeriodFields, SplitQuery):
    """Money that arrived."""

    fund_origin = _pick(Origin.choices, "资金来源")
    measure = _pick(ARRIVALS, "口径", default=Measure.ARRIVED_WAN)


class PlansQuery(SplitQuery):
    """Money that is planned."""

    year = serializers.IntegerField(min_value=1990, max_value=2100, help_text="年度")


class Asked:
    """A query string read: the filters, both times, the split."""

    def __init__(self, kind: type[Query], request: Request) -> None:
        self.given = read_query(kind, request)
        self.by: Officer = requester(request)
        self.now = timezone.now()

    def __getitem__(self, name: str) -> Any:
        """The value, or None."""
        return self.given.get(name)

    @property
    def moment(self) -> Moment:
        """Both times; ``Invalid`` for a day ahead."""
        return moment_of(self["as_of"], self["known_at"], now=self.now)

    @property
    def filters(self) -> Filters:
        """``Invalid`` for a unit that the caller may not see."""
        code = self["organisation"] or ""
        if code:
            organisation_of(code, self.by, "organisation")
        if self["min_foreign_amount_wan"] is not None and not self["foreign_currency"]:
            raise Invalid("按外币金额筛选须给出币种。", "foreign_currency", "required")
        return Filters(
            organisation=code,
            role=Role(self["role"]),
            min_total_wan=self["min_total_investment_wan"],
            max_total_wan=self["max_total_investment_wan"],
            below_total_wan=self["below_total_investment_wan"],
            foreign_currency=self["foreign_currency"] or "",
            min_foreign_wan=self["min_foreign_amount_wan"],
            is_industrial=self["industrial"],
            industry=self["industry"] or "",
            chain=self["chain"] or "",
            channel=self["channel"] or "",
            origin=self["origin"] or "",
            tag=self["event"] or self["tag"] or "",
            chief=self["chief"],
            standings=(self["standing"],) if self["standing"] else (),
        )

    @property
    def split(self) -> Dimension | None:
        """By what; None for no split."""
        if not self["group_by"]:
            return None
        by = By.UNIT if self["group_by"] == "organisation" else By(self["group_by"])
        thresholds = self.thresholds if by == By.TIER else ()
        level = self["level"] if by in (By.UNIT, By.INDUSTRY) else None
        return Dimension(by, level=level, role=Role(self["role"]), thresholds_wan=thresholds)

    @property
    def thresholds(self) -> tuple[Decimal, ...]:
        """Lower ends in 万元, ascending; 1, 10, 20, 50 and 100亿元 unless given."""
        return thresholds_in(self["thresholds"]) if self["thresholds"] else USUAL_TIERS_WAN

    @property
    def measure(self) -> Measure:
        """What is added up."""
        return Measure(self["measure"])

    def period(self, first: str = "from", last: str = "to") -> Period:
        """Both ends; ``Invalid`` where one is missing or they are in the wrong order."""
        for name in (first, last):
            if self[name] is None:
                raise Invalid(f"请给出“{name}”（日期，含当天）。", name, "required")
        return Period(self[first], self[last])

    def entered(self, first: str, last: str) -> Period | None:
        """The same, where neither end need be given."""
        return None if self[first] is None and self[last] is None else self.period(first, last)


def moment_of(as_of: date | None, known_at: datetime | None, *, now: datetime, name: str = "as_of") -> Moment:
    """Both times; ``Invalid`` for a day ahead."""
    if as_of is not None and as_of > timezone.localdate(now):
        raise Invalid("截至日期不能晚于今天。", name)
    return Moment.asked(now=now, as_of=as_of, known_at=known_at)


def thresholds_in(text: str) -> tuple[Decimal, ...]:
    """100000,200000 → two amounts in 万元."""
    words = [word.strip() for word in text.split(",") if word.strip()]
    try:
        found = tuple(sorted({Decimal(word) for word in words}))
    except InvalidOperation:
        found = ()
    fits = all(one.is_finite() and 0 < one < 10**12 and one == round(one, 4) for one in found)
    if not found or len(found) > MOST_THRESHOLDS or not fits:
        said = f"应为1至{MOST_THRESHOLDS}个大于0、最多4位小数的金额（万元），用逗号分隔，如 100000,200000。"
        raise ValidationError({"thresholds": [said]})
    return found
