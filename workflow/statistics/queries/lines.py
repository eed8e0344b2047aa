"""The rows behind every figure: one queryset for each kind of row, with the same annotations.

``day``: business date. ``known``: when the system learned of it. ``money``: amount in the unit of the measure.
``cell``: raw key of the cell, when split. Figures add these rows up in the database, ``rows`` lists them,
``differences`` compares them; so no figure can say anything else than its rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import CharField, DateField, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.expressions import Case, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, NullIf

from projects.errors import Invalid
from projects.funds.models import Fund
from projects.ledger.kinds import RowKind
from projects.ledger.models import Project, RowChange, YearPlan
from projects.ledger.stages import STAGE_STEPS, STAGES, STEP_TO_STAGE, Stage, Standing, Step
from projects.people.models import Officer
from workflow.statistics.figures import Kind, Over, Question, SpanState
from workflow.statistics.queries.grounds import WAN, Expression, Ground, counting
from workflow.statistics.queries.money import (
    FIELD_OF,
    ZERO,
    event_amount,
    event_currency,
    increases,
    project_amount,
    step_of,
)
from workflow.statistics.queries.narrowing import Sieve, Worth, tag_names, tagged
from workflow.statistics.queries.splitting import cell_of, in_cell
from workflow.statistics.terms import By, Measure, Period
from workflow.steps.models import Transition

LOST = (Standing.TERMINATED, Standing.WITHDRAWN)
_TEXT = CharField()


@dataclass(frozen=True)
class Lines:
    """Rows of one kind. ``counts``: is each of them one in the number (an increase is none)?"""

    kind: Kind
    rows: Any
    ground: Ground
    worth: Worth
    counts: bool = True
    origin: str = ""

    def filtered(self, *conditions: Q) -> Lines:
        """Fewer of them."""
        return replace(self, rows=self.rows.filter(*conditions))


def lines_of(officer: Officer, question: Question) -> list[Lines]:
    """The rows of ``question`` that ``officer`` sees: of its cell, or of all of it with ``cell`` annotated."""
    found = _MAKERS[question.over](Sieve(officer, question.filters), question)
    if question.by is None:
        return found
    if question.cell is not None:
        return [_one_cell(one, question) for one in found]
    return [part for one in found for part in _split(one, question)]


def _split(lines: Lines, question: Question) -> list[Lines]:
    """With ``cell``. Of tags as they were once, which no table holds, one part for each tag."""
    by = question.by
    assert by is not None
    if by.by == By.TAG and not question.moment.is_latest:
        return [_tagged(lines, name) for name in ("", *tag_names())]
    cell = cell_of(by, lines.ground, worth=lines.worth.total, day="day", origin=lines.origin)
    return [replace(lines, rows=lines.rows.annotate(cell=cell))]


def _tagged(lines: Lines, name: str) -> Lines:
    cell = Value(name, output_field=_TEXT)
    return replace(lines, rows=lines.rows.filter(tagged(lines.ground, name)).annotate(cell=cell))


def _one_cell(lines: Lines, question: Question) -> Lines:
    by, cell = question.by, question.cell
    assert by is not None and cell is not None
    if by.by == By.TAG:
        return lines.filtered(tagged(lines.ground, cell))
    (split,) = _split(lines, question)
    return replace(split, rows=in_cell(split.rows, by, cell))


def field_of(measure: Measure) -> str:
    """The field of a project that holds ``measure``, or ``Invalid``."""
    if measure not in FIELD_OF:
        raise Invalid("这项统计只能按总投资或固定资产投资汇总，请重新选择指标。", "measure")
    return FIELD_OF[measure]


def _flow(sieve: Sieve, question: Question) -> list[Lines]:
    if question.step not in STAGE_STEPS or question.period is None:
        raise Invalid("请选择签约、注册、开工或投产，并给出起止日期。", "step", "required")
    events = _events(sieve, question, question.step, question.period)
    if question.step != Step.SIGN:
        return [events]
    return [events, _increases(sieve, question, question.period)]


def _within(period: Period | None, name: str) -> Q:
    return Q(**{f"{name}__range": (period.from_on, period.to_on)}) if period else Q()


def _events(sieve: Sieve, question: Question, step: str, period: Period | None) -> Lines:
    moment, ground = question.moment, Ground(question.moment, "project__")
    worth = Worth(
        total=event_amount(moment, "total_investment_wan"),
        foreign=event_amount(moment, "foreign_amount_wan"),
        currency=event_currency(moment),
    )
    taken = Transition.objects.filter(_within(period, "effective_on"), counting(moment), step=step)
    name = field_of(question.measure)
    rows = sieve.narrowed(taken.order_by(), ground, worth)
    rows = rows.annotate(day=F("effective_on"), known=F("recorded_at"), money=event_amount(moment, name))
    return Lines(Kind.STEP, rows, ground, worth)


def _increases(sieve: Sieve, question: Question, period: Period) -> Lines:
    moment, ground = question.moment, Ground(question.moment, "project__")
    worth = Worth(
        total=Coalesce(F("increment_wan"), ZERO),
        foreign=step_of("foreign_amount_wan"),
        currency=ground.text("foreign_currency"),
    )
    before = Q(recorded_at__lt=OuterRef("decided_at")) | Q(
        recorded_at=OuterRef("decided_at"), project_version__lte=OuterRef("base_version")
    )
    signed = Transition.objects.filter(before, counting(moment), project=OuterRef("project"), step=Step.SIGN)
    agreed = increases(moment).filter(_within(period, "effective_on"), Exists(signed))
    name = field_of(question.measure)
    rows = sieve.narrowed(agreed.order_by(), ground, worth)
    money = worth.total if question.measure == Measure.TOTAL_WAN else step_of(name)
    rows = rows.annotate(day=F("effective_on"), known=F("decided_at"), money=money)
    return Lines(Kind.INCREASE, rows, ground, worth, counts=False)


def _project_worth(ground: Ground) -> Worth:
    return Worth(
        total=project_amount(ground, "total_investment_wan"),
        foreign=project_amount(ground, "foreign_amount_wan"),
        currency=ground.text("foreign_currency"),
    )


def _projects(sieve: Sieve, question: Question, ground: Ground) -> tuple[Any, Worth]:
    """Projects in the ledger at the moment: in talk by ``as_of``, entered by ``known_at``."""
    moment, worth = question.moment, _project_worth(ground)
    there = Project.objects.order_by()
    if moment.is_latest:
        there = there.filter(negotiating_on__lte=moment.as_of)
    else:
        there = there.filter(created_at__lte=moment.known_at)
        there = there.alias(talk_on=ground.day("negotiating_on")).filter(talk_on__lte=moment.as_of)
    return sieve.narrowed(there, ground, worth), worth


def _stock(sieve: Sieve, question: Question) -> list[Lines]:
    ground = Ground(question.moment)
    rows, worth = _projects(sieve, question, ground)
    money = project_amount(ground, field_of(question.measure))
    rows = rows.annotate(stage_then=ground.stage(), day=ground.day("negotiating_on"), known=F("created_at"))
    rows = rows.annotate(money=money)
    if question.stages != STAGES:
        rows = rows.filter(stage_then__in=question.stages)
    return [Lines(Kind.PROJECT, rows, ground, worth)]


def members(sieve: Sieve, question: Question) -> Lines:
    """The projects that entered ``stages[0]`` in ``period``, each once; ``day`` is when."""
    stage = question.stages[0]
    if stage != Stage.NEGOTIATING:
        return _events(sieve, question, STEP_TO_STAGE[stage], question.period)
    ground = Ground(question.moment)
    rows, worth = _projects(sieve, question, ground)
    money = project_amount(ground, field_of(question.measure))
    rows = rows.annotate(day=ground.day("negotiating_on"), known=F("created_at"), money=money)
    return Lines(Kind.PROJECT, rows.filter(_within(question.period, "day")), ground, worth)


def has_left(ground: Ground) -> Q:
    """Terminated or withdrawn at the moment."""
    return Q(standing_then__in=LOST)


def _cohort(sieve: Sieve, question: Question) -> list[Lines]:
    found = members(sieve, question)
    if question.reached:
        found = found.filtered(found.ground.reached(question.reached))
    if question.state == SpanState.LEFT:
        found = replace(found, rows=found.rows.alias(standing_then=found.ground.standing())).filtered(
            has_left(found.ground)
        )
    return [found]


def spans(sieve: Sieve, question: Question) -> Lines:
    """``members`` with ``ended`` (arrived, left, or ``as_of``) and ``state`` (``SpanState``)."""
    found, moment = members(sieve, question), question.moment
    ground = found.ground
    rows = found.rows.annotate(reached_on=ground.reached_on(question.stages[1]), standing_then=ground.standing())
    gone = has_left(ground)
    left_on = Coalesce(_first(ground.last_standing(), "effective_on"), Value(moment.as_of), output_field=DateField())
    rows = rows.annotate(
        state=Case(
            When(reached_on__isnull=False, then=Value(str(SpanState.REACHED))),
            When(gone, then=Value(str(SpanState.LEFT))),
            default=Value(str(SpanState.WAITING)),
            output_field=_TEXT,
        ),
        ended=Case(
            When(reached_on__isnull=False, then=F("reached_on")),
            When(gone, then=left_on),
            default=Value(moment.as_of),
            output_field=DateField(),
        ),
    )
    found = replace(found, rows=rows)
    return found.filtered(Q(state=question.state)) if question.state else found


def _first(rows: Any, name: str) -> Expression:
    return Subquery(rows.values(name)[:1])


def _arrivals(sieve: Sieve, question: Question) -> list[Lines]:
    moment, ground = question.moment, Ground(question.moment, "project__")
    sums = {Measure.ARRIVED_WAN: "confirmed_amount_wan", Measure.FOREIGN_USD: "usd_amount_wan"}
    if question.measure not in sums or question.period is None:
        raise Invalid("到位资金须选择到位资金或实际利用外资，并给出起止日期。", "measure")
    worth = Worth(
        total=Coalesce(ground.number("total_investment_wan"), ZERO),
        foreign=Coalesce(ground.number("foreign_amount_wan"), ZERO),
        currency=ground.text("foreign_currency"),
    )
    came = Fund.objects.known(as_of=moment.as_of, known_at=moment.known_at) if not moment.is_latest else (
        Fund.objects.filter(arrived_on__lte=moment.as_of, confirmed_at__isnull=False, withdrawn_at__isnull=True)
    )  # fmt: skip
    came = came.filter(_within(question.period, "arrived_on"))
    if question.measure == Measure.FOREIGN_USD:
        came = came.filter(usd_amount_wan__isnull=False)
    if question.origin:
        came = came.filter(origin=question.origin)
    rows = sieve.narrowed(came.order_by(), ground, worth)
    money = Coalesce(F(sums[question.measure]), ZERO)
    rows = rows.annotate(day=F("arrived_on"), known=F("confirmed_at"), money=money)
    return [Lines(Kind.ARRIVAL, rows, ground, worth, origin="origin")]


def _plans(sieve: Sieve, question: Question) -> list[Lines]:
    moment, ground = question.moment, Ground(question.moment, "project__")
    worth = Worth(
        total=Coalesce(ground.number("total_investment_wan"), ZERO),
        foreign=Coalesce(ground.number("foreign_amount_wan"), ZERO),
        currency=ground.text("foreign_currency"),
    )
    rows = YearPlan.objects.order_by()
    rows = _plans_now(rows, question) if moment.is_latest else _plans_then(rows, question)
    rows = sieve.narrowed(rows, ground, worth).annotate(stage_then=ground.stage())
    if question.stages != STAGES:
        rows = rows.filter(stage_then__in=question.stages)
    return [Lines(Kind.PLAN, rows, ground, worth)]


NO_DAY = Cast(Value(None), DateField())
"""A plan is of a year, not of a day. PostgreSQL asks what kind of nothing it is."""


def _plans_now(rows: Any, question: Question) -> Any:
    rows = rows.filter(withdrawn_at__isnull=True, year=question.year)
    return rows.annotate(day=NO_DAY, known=F("created_at"), money=F("amount_wan"))


def _plans_then(rows: Any, question: Question) -> Any:
    """A row of the file was changed in place: what the first later change says it said before."""
    moment = question.moment
    later = RowChange.objects.filter(row=OuterRef("pk"), project=OuterRef("project"), kind=RowKind.YEAR_PLAN)
    later = later.filter(at__gt=moment.known_at).order_by("at", "pk")
    year = YearPlan._meta.get_field("year").verbose_name
    amount = YearPlan._meta.get_field("amount_wan").verbose_name

    def walked(label: str, now: str, output: Any) -> Expression:
        text = NullIf(KeyTextTransform(label, "before"), Value(""))
        before = Subquery(later.annotate(said=Cast(text, output)).values("said")[:1])
        return Case(When(Exists(later), then=before), default=F(now), output_field=output)

    there = rows.filter(created_at__lte=moment.known_at).filter(
        Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=moment.known_at)
    )
    there = there.alias(year_then=walked(str(year), "year", YearPlan._meta.get_field("year")))
    return there.filter(year_then=question.year).annotate(
        day=NO_DAY, known=F("created_at"), money=walked(str(amount), "amount_wan", WAN)
    )


_MAKERS: dict[str, Callable[[Sieve, Question], list[Lines]]] = {
    Over.FLOW: _flow,
    Over.STOCK: _stock,
    Over.COHORT: _cohort,
    Over.SPAN: lambda sieve, question: [spans(sieve, question)],
    Over.ARRIVALS: _arrivals,
    Over.PLANS: _plans,
}
