"""Figures over the append-only record. ``visible_to(officer)`` first, always; aggregates and groups in the database."""

from workflow.statistics.queries.cohorts import cohort, conversions
from workflow.statistics.queries.differences import differences
from workflow.statistics.queries.durations import durations
from workflow.statistics.queries.flows import flow, year_on_year
from workflow.statistics.queries.funds import arrived, plans
from workflow.statistics.queries.rows import rows, value_of
from workflow.statistics.queries.stocks import funnel, tiers

__all__ = [
    "arrived",
    "cohort",
    "conversions",
    "differences",
    "durations",
    "flow",
    "funnel",
    "plans",
    "rows",
    "tiers",
    "value_of",
    "year_on_year",
]
