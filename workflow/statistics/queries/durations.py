"""Durations between stages."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from django.db.models import Count, DurationField, F
from django.db.models.expressions import ExpressionWrapper

from projects.errors import Invalid
from projects.ledger.stages import STAGES
from projects.people.models import Officer
from workflow.statistics.arithmetic import mean
from workflow.statistics.figures import Durations, Over, Question, SpanState
from workflow.statistics.filters import EVERY, Filters
from workflow.statistics.keys import encode
from workflow.statistics.queries.lines import spans
from workflow.statistics.queries.narrowing import Sieve
from workflow.statistics.survival import curve, quartiles
from workflow.statistics.terms import Moment, Period


def durations(
    officer: Officer,
    *,
    from_stage: str,
    to_stage: str,
    moment: Moment,
    entered: Period | None = None,
    filters: Filters = EVERY,
) -> Durations:
    """Days from entering ``from_stage`` (in the days ``entered``; None: ever) to entering ``to_stage``.

    Who has not arrived by ``as_of`` is counted as watched until then; who was terminated or withdrawn on the way, until
    that day. The same day is 0. ``from_stage`` may be 在谈: then from ``negotiating_on``. One statement.
    """
    if STAGES.index(to_stage) <= STAGES.index(from_stage):
        raise Invalid("终点节点须在起点节点之后，请重新选择。", "to_stage", "stage_order")
    stages = (str(from_stage), str(to_stage))
    question = Question(Over.SPAN, moment, filters, period=entered, stages=stages)
    took = ExpressionWrapper(F("ended") - F("day"), output_field=DurationField())
    rows = (
        spans(Sieve(officer, filters), question)
        .rows.annotate(took=took)
        .values("took", "state")
        .annotate(number=Count("pk"))
    )
    return _told(question, [(row["took"].days, row["state"], row["number"]) for row in rows.order_by("took", "state")])


def _told(question: Question, waits: list[tuple[int, str, int]]) -> Durations:
    watched: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for days, state, number in waits:
        watched[days][state != SpanState.REACHED] += number
    counts = {one: sum(number for _, state, number in waits if state == one) for one in SpanState.values}
    arrived = [(days, number) for days, state, number in waits if state == SpanState.REACHED]
    points = curve((days, *pair) for days, pair in watched.items())  # type: ignore[misc] # two numbers each
    return Durations(
        question=question,
        reached=counts[SpanState.REACHED],
        waiting=counts[SpanState.WAITING],
        left=counts[SpanState.LEFT],
        quartiles=quartiles(points),
        shortest=arrived[0][0] if arrived else None,
        longest=arrived[-1][0] if arrived else None,
        mean_of_reached=mean(sum(days * number for days, number in arrived), counts[SpanState.REACHED], 1),
        curve=points,
        figures={one: encode(replace(question, state=one)) for one in ("", *SpanState.values)},
    )
