"""Stocks: where the projects stand at a moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db.models import Value

from projects.ledger.stages import STAGES, Stage, Standing
from projects.people.models import Officer
from workflow.statistics.figures import Cell, Funnel, FunnelCell, Over, Question, Tiers
from workflow.statistics.filters import EVERY, Filters
from workflow.statistics.queries.adding import CELLS, NOTHING, WHOLE, Added, cell, exact, figure, totals
from workflow.statistics.queries.lines import Lines, lines_of
from workflow.statistics.queries.splitting import Labels
from workflow.statistics.terms import By, Dimension, Measure, Moment, tier_key, tier_label, yi


def funnel(
    officer: Officer,
    *,
    moment: Moment,
    filters: Filters = EVERY,
    measure: Measure = Measure.TOTAL_WAN,
    by: Dimension | None = None,
    stages: tuple[str, ...] = STAGES,
) -> Funnel:
    """Number and money by stage and standing of every project that was in the ledger at the moment.

    In the ledger: in talk on or before ``as_of`` and entered by ``known_at``. Stage and standing: those that the last
    counting steps led to. Money: that of the day (corrections and later verifications as known, increases and
    reductions once in force). Units, chains and other particulars: as known at ``known_at``; they have no other time.
    Measures: ``TOTAL_WAN``, ``FIXED_WAN``.
    """
    question = Question(Over.STOCK, moment, filters, measure, by, stages=stages)
    overlaps = by is not None and by.by == By.TAG
    parts = [(CELLS, _with_standing(one)) for one in lines_of(officer, question)]
    if overlaps:
        whole = lines_of(officer, replace(question, by=None))
        parts += [(WHOLE, _with_standing(replace(one, rows=one.rows.annotate(cell=Value(""))))) for one in whole]
    groups = ("stage_then", "standing_then", *(("cell",) if by else ()))
    found: dict[tuple[Any, ...], Added] = defaultdict(Added)
    sums: dict[tuple[Any, ...], Added] = defaultdict(Added)
    for part, counts, *keys, number, money in totals(parts, *groups):
        if part == CELLS:
            found[tuple(keys)].add(bool(counts), number, exact(money))
        if part == WHOLE or not overlaps:
            sums[tuple(keys[:2])].add(bool(counts), number, exact(money))
    return _told(question, found, sums, overlaps)


def _with_standing(lines: Lines) -> Lines:
    return replace(lines, rows=lines.rows.annotate(standing_then=lines.ground.standing()))


def _told(
    question: Question,
    found: dict[tuple[Any, ...], Added],
    sums: dict[tuple[Any, ...], Added],
    overlaps: bool,
) -> Funnel:
    whole = replace(question, by=None)
    by_stage: dict[str, Added] = {stage: Added() for stage in STAGES if stage in question.stages}
    asked = question.filters.standings
    by_standing: dict[str, Added] = {one: Added() for one in Standing.values if not asked or one in asked}
    total = Added()
    for (stage, standing), one in sums.items():
        for added in (by_stage[stage], by_standing[standing], total):
            added.plus(one)
    stages = {one: cell(replace(whole, stages=(one,)), str(Stage(one).label), added) for one, added in by_stage.items()}
    standings = {one: _standing(whole, one, added) for one, added in by_standing.items()}
    return Funnel(question, cell(whole, "合计", total), _finest(question, found), stages, standings, overlaps)


def _standing(question: Question, standing: str, added: Added) -> Cell:
    narrowed = replace(question.filters, standings=(standing,))
    return cell(replace(question, filters=narrowed), str(Standing(standing).label), added)


def _finest(question: Question, found: dict[tuple[Any, ...], Added]) -> tuple[FunnelCell, ...]:
    raws = [keys[2] if question.by else None for keys in found]
    labels = Labels(question.by, raws, question.moment.as_of) if question.by else None

    def order(keys: tuple[Any, ...]) -> tuple[Any, ...]:
        place = (STAGES.index(keys[0]), list(Standing.values).index(keys[1]))
        return (labels.order(keys[2]), *place) if labels else place

    cells = []
    for keys in sorted(found, key=order):
        stage, standing = keys[0], keys[1]
        one = replace(
            question,
            stages=(stage,),
            filters=replace(question.filters, standings=(standing,)),
            cell=labels.key(keys[2]) if labels else None,
        )
        told = cell(one, labels.label(keys[2]) if labels else "", found[keys])
        cells.append(FunnelCell(**vars(told), stage=stage, standing=standing))
    return tuple(cells)


def tiers(officer: Officer, *, thresholds_wan: Sequence[Decimal], of: Question) -> Tiers:
    """``of`` (a ``FLOW``, ``STOCK`` or ``COHORT`` question) by size: nested counts, exclusive bands. One statement.

    Every band is there, empty ones too. What of a nested count opens is the question narrowed to its threshold.
    """
    by = Dimension(By.TIER, thresholds_wan=tuple(thresholds_wan))
    split = figure(officer, replace(of, by=by, cell=None))
    keys = [tier_key(None), *(tier_key(one) for one in by.thresholds_wan)]
    bands: tuple[Decimal | None, ...] = (None, *by.thresholds_wan)
    exclusive = [
        split.cell(key) or cell(replace(of, by=by, cell=key), tier_label(band, by.thresholds_wan), Added())
        for key, band in zip(keys, bands, strict=True)
    ]
    above, nested = Added(), []
    for band, one in zip(reversed(by.thresholds_wan), reversed(exclusive), strict=False):
        above.plus(_added(one))
        nested.append(cell(_at_least(of, band), f"{yi(band)}以上", above))
    return Tiers(replace(of, by=by), split.total, tuple(reversed(nested)), tuple(exclusive))


def _added(one: Cell) -> Added:
    return Added(one.count, one.amount or NOTHING, one.increases, one.increase_amount or NOTHING)


def _at_least(of: Question, band: Decimal) -> Question:
    least = of.filters.min_total_wan
    filters = replace(of.filters, min_total_wan=band if least is None else max(band, least))
    return replace(of, filters=filters, by=None, cell=None)
