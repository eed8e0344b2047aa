"""Figures over the API (api.md, Statistics). One operation each; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from rest_framework.request import Request
from rest_framework.response import Response

from projects.errors import Invalid
from projects.gateway.doors import Door, Row
from projects.gateway.openapi import described
from projects.ledger.stages import STAGES, Stage
from projects.people.roles import Permission
from workflow.statistics import queries
from workflow.statistics.api.asked import (
    ArrivedQuery,
    Asked,
    CohortQuery,
    ConversionsQuery,
    DurationsQuery,
    FlowQuery,
    FunnelQuery,
    PlansQuery,
    TiersQuery,
)
from workflow.statistics.api.shown import (
    CohortShown,
    ConversionsShown,
    DurationsShown,
    FigureShown,
    FlowShown,
    FunnelShown,
    TiersShown,
    exact,
    times_of,
)
from workflow.statistics.figures import Cell, ConversionLine, Figure, FunnelCell, Over, Question, Rate
from workflow.statistics.queries.flows import Compared
from workflow.statistics.terms import Moment, Period

SCOPE = Permission.STATISTICS_READ
ENTRIES = ((Stage.SIGNED, "signed"), (Stage.REGISTERED, "registered"), (Stage.STARTED, "started"))


class FigureDoor(Door):
    """Every figure that the pages show."""

    tag = "统计"
    required_scopes = dict.fromkeys(
        ("funnel", "flow", "cohort", "tiers", "durations", "conversions", "arrived", "plans"), SCOPE
    )

    @described("各阶段现有项目", {200: FunnelShown}, query=(FunnelQuery,))
    def funnel(self, request: Request) -> Response:
        """Stocks by stage."""
        asked = Asked(FunnelQuery, request)
        found = queries.funnel(
            asked.by, moment=asked.moment, filters=asked.filters, measure=asked.measure, by=asked.split
        )
        stages = [{**self.cell(cell), "stage": stage} for stage, cell in found.stages.items()]
        groups = [self._stage(one) for one in found.cells] if found.question.by else []
        body = {**self._number(found.total), "overlaps": found.overlaps, "stages": stages, "groups": groups}
        return Response(_timed(found.question.moment, body))

    @described("期间新增", {200: FlowShown}, query=(FlowQuery,))
    def flow(self, request: Request) -> Response:
        """Flows, beside last year where asked."""
        asked = Asked(FlowQuery, request)
        told: dict[str, Any] = {
            "step": asked["step"],
            "period": asked.period(),
            "moment": asked.moment,
            "filters": asked.filters,
            "measure": asked.measure,
            "by": asked.split,
        }
        both = queries.year_on_year(asked.by, **told) if asked["compare"] else None
        found = both.now if both else queries.flow(asked.by, **told)
        added = {"increases": found.total.increases, "increase_amount_wan": exact(found.total.increase_amount)}
        return Response({**self.figure(found), **added, "compare": self._compared(both) if both else None})

    @described("同批项目进展率", {200: CohortShown}, query=(CohortQuery,))
    def cohort(self, request: Request) -> Response:
        """One list and its rates."""
        asked = Asked(CohortQuery, request)
        stage, entered = _entered(asked)
        found = queries.cohort(
            asked.by, moment=asked.moment, entered=entered, stage=stage, filters=asked.filters, measure=asked.measure
        )
        reached = {one: found.rates[one].reached if one in found.rates else None for one in STAGES[2:]}
        rates = {one: _text(rate.percent) for one, rate in found.rates.items()}
        body = {
            "size": found.size,
            "amount_wan": exact(found.amount),
            **reached,
            "rates": rates,
            "stages": self._rates(found.rates),
            "rows_url": self.rows_url(found.figure),
        }
        return Response(_timed(found.question.moment, body))

    @described("投资规模分档", {200: TiersShown}, query=(TiersQuery,))
    def tiers(self, request: Request) -> Response:
        """Of a flow where a step is given, else of what there is."""
        asked = Asked(TiersQuery, request)
        of = Question(Over.STOCK, asked.moment, asked.filters, asked.measure)
        if asked["step"]:
            period = asked.period()
            of = Question(Over.FLOW, of.moment, of.filters, of.measure, step=asked["step"], period=period)
        found = queries.tiers(asked.by, thresholds_wan=asked.thresholds, of=of)
        body = {
            "total": self.cell(found.total),
            "nested": [self.cell(one) for one in found.nested],
            "exclusive": [self.cell(one) for one in found.exclusive],
        }
        return Response(_timed(of.moment, body))

    @described("阶段用时", {200: DurationsShown}, query=(DurationsQuery,))
    def durations(self, request: Request) -> Response:
        """Days from stage to stage."""
        asked = Asked(DurationsQuery, request)
        found = queries.durations(
            asked.by,
            from_stage=asked["from_stage"],
            to_stage=asked["to_stage"],
            moment=asked.moment,
            entered=asked.entered("entered_from", "entered_to"),
            filters=asked.filters,
        )
        first, median, third = found.quartiles
        body = {
            **{name: getattr(found, name) for name in ("reached", "waiting", "left")},
            "quarter_days": first,
            "median_days": median,
            "three_quarters_days": third,
            "shortest_days": found.shortest,
            "longest_days": found.longest,
            "mean_days_of_reached": found.mean_of_reached,
            **{f"{name}_rows_url": self.rows_url(found.figures[name]) for name in ("reached", "waiting", "left")},
            "rows_url": self.rows_url(found.figures[""]),
        }
        return Response(_timed(found.question.moment, body))

    @described("逐月转化", {200: ConversionsShown}, query=(ConversionsQuery,))
    def conversions(self, request: Request) -> Response:
        """A list a month."""
        asked = Asked(ConversionsQuery, request)
        found = queries.conversions(
            asked.by, moment=asked.moment, entered=asked.period(), stage=asked["from_stage"], filters=asked.filters
        )
        months = [self._month(one) for one in found.lines]
        body = {"months": months, "total": self._month(found.total) if found.total else None}
        return Response(_timed(found.question.moment, body))

    @described("到位资金", {200: FigureShown}, query=(ArrivedQuery,))
    def arrived(self, request: Request) -> Response:
        """Confirmed arrivals of a period."""
        asked = Asked(ArrivedQuery, request)
        found = queries.arrived(
            asked.by,
            period=asked.period(),
            moment=asked.moment,
            filters=asked.filters,
            measure=asked.measure,
            by=asked.split,
            origin=asked["fund_origin"] or "",
        )
        return Response(self.figure(found))

    @described("年度计划投资", {200: FigureShown}, query=(PlansQuery,))
    def plans(self, request: Request) -> Response:
        """Plans of a year."""
        asked = Asked(PlansQuery, request)
        found = queries.plans(asked.by, year=asked["year"], moment=asked.moment, filters=asked.filters, by=asked.split)
        return Response(self.figure(found))

    def figure(self, found: Figure) -> Row:
        """Total and groups."""
        groups = [self.cell(one) for one in found.cells]
        body = {**self._number(found.total), "overlaps": found.overlaps, "groups": groups}
        return _timed(found.question.moment, body)

    def cell(self, cell: Cell) -> Row:
        """One number with its word."""
        return {"key": cell.key, "label": cell.label, **self._number(cell)}

    def rows_url(self, figure: str) -> str:
        """Where the rows of a number are."""
        return f"{self.address('statistics-rows')}?{urlencode({'key': figure})}"

    def _number(self, cell: Cell) -> Row:
        return {"count": cell.count, "amount_wan": exact(cell.amount), "rows_url": self.rows_url(cell.figure)}

    def _stage(self, cell: FunnelCell) -> Row:
        return {**self.cell(cell), "stage": cell.stage, "standing": cell.standing}

    def _compared(self, both: Compared) -> Row:
        return {
            **self._number(both.then.total),
            "change": int(both.count.change),
            "ratio": both.count.percent,
            "amount_change_wan": exact(both.amount.change),
            "amount_ratio": both.amount.percent,
            "note": both.count.note,
        }

    def _rates(self, rates: Mapping[str, Rate]) -> list[Row]:
        return [
            {"stage": stage, "count": one.reached, "rate": one.percent, "rows_url": self.rows_url(one.figure)}
            for stage, one in rates.items()
        ]

    def _month(self, line: ConversionLine) -> Row:
        return {
            "month": line.month,
            "size": line.size,
            "left": line.left,
            "stages": self._rates(line.rates),
            "rows_url": self.rows_url(line.figure),
        }


def _entered(asked: Asked) -> tuple[str, Period | None]:
    """The stage whose days are given; of an event's list no days need be given."""
    for stage, word in ENTRIES:
        entered = asked.entered(f"{word}_from", f"{word}_to")
        if entered is not None:
            return stage, entered
    if not (asked["event"] or asked["tag"]):
        raise Invalid("请给出名单：event（或 tag），或者 signed_from 与 signed_to。", "signed_from", "required")
    return Stage.SIGNED, None


def _timed(moment: Moment, body: Mapping[str, Any]) -> Row:
    return {**times_of(moment), **body}


def _text(percent: Any) -> str | None:
    return None if percent is None else str(percent)
