"""The rules of lights: one class a module. A rule is added by adding its class to ``RULES`` (docs/adr)."""

from workflow.lights.rules.base import Rule, Terms
from workflow.lights.rules.chiefs import MissingChief
from workflow.lights.rules.clocks import StageClock
from workflow.lights.rules.nodes import NodeLate, days_late
from workflow.lights.rules.progress import BehindSchedule
from workflow.lights.rules.reports import ReportMissing
from workflow.lights.rules.statistics import NotInStatistics
from workflow.lights.rules.talks import StaleTalks

RULES: tuple[type[Rule], ...] = (
    MissingChief,
    NodeLate,
    StageClock,
    BehindSchedule,
    StaleTalks,
    ReportMissing,
    NotInStatistics,
)
"""In the order in which their reasons are said."""

__all__ = [
    "RULES",
    "BehindSchedule",
    "MissingChief",
    "NodeLate",
    "NotInStatistics",
    "ReportMissing",
    "Rule",
    "StageClock",
    "StaleTalks",
    "Terms",
    "days_late",
]
