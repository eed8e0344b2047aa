"""Cohorts: one list of projects, and how far it has come. The only figures that may be called a rate (domain.md 3)."""

from __future__ import annotations

from projects.ledger.stages import Stage
from projects.people.models import Officer
from workflow.statistics.figures import Cohort, Conversions
from workflow.statistics.filters import Filters
from workflow.statistics.terms import Measure, Moment, Period


def cohort(
    officer: Officer,
    *,
    moment: Moment,
    entered: Period | None = None,
    stage: str = Stage.SIGNED,
    filters: Filters = Filters(),
    measure: Measure = Measure.TOTAL_WAN,
) -> Cohort:
    """The projects that entered ``stage`` in the days ``entered`` (None: ever), and which later stages they reached.

    A list of an event is ``filters.projects``, one of a campaign ``filters.tag``. A step that is known to be revoked
    neither makes a member nor counts as reached. Members keep their place whatever became of their standing.
    """
    raise NotImplementedError


def conversions(
    officer: Officer,
    *,
    moment: Moment,
    entered: Period,
    stage: str = Stage.SIGNED,
    filters: Filters = Filters(),
) -> Conversions:
    """``cohort`` month by month of entering: how many of each month reached each later stage, or left for good."""
    raise NotImplementedError
