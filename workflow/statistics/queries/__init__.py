"""Figures over the append-only record. ``visible_to(officer)`` first, always; aggregates and groups in the database."""

from workflow.statistics.queries.adding import figure
from workflow.statistics.queries.cohorts import cohort, conversions
from workflow.statistics.queries.differences import differences
from workflow.statistics.queries.durations import durations
from workflow.statistics.queries.flows import Compared, compared, flow, year_on_year
from workflow.statistics.queries.funds import arrived, plans
from workflow.statistics.queries.published import rows_of_frozen, since_frozen, visible_frozen
from workflow.statistics.queries.rows import cursor_of, rows, rows_of, value_of, value_of_question
from workflow.statistics.queries.stocks import funnel, tiers

__all__ = [
    "Compared",
    "arrived",
    "cohort",
    "compared",
    "conversions",
    "cursor_of",
    "differences",
    "durations",
    "figure",
    "flow",
    "funnel",
    "plans",
    "rows",
    "rows_of",
    "rows_of_frozen",
    "since_frozen",
    "tiers",
    "value_of",
    "value_of_question",
    "visible_frozen",
    "year_on_year",
]
