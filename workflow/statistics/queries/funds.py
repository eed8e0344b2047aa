"""Money that arrived, and money that is planned: measures of their own, never added to investment."""

from __future__ import annotations

from projects.ledger.stages import STAGES
from projects.people.models import Officer
from workflow.statistics.figures import Figure, Over, Question
from workflow.statistics.filters import EVERY, Filters
from workflow.statistics.queries.adding import figure
from workflow.statistics.terms import Dimension, Measure, Moment, Period


def arrived(
    officer: Officer,
    *,
    period: Period,
    moment: Moment,
    filters: Filters = EVERY,
    measure: Measure = Measure.ARRIVED_WAN,
    by: Dimension | None = None,
    origin: str = "",
) -> Figure:
    """Arrivals in ``period`` by ``as_of``, confirmed and not withdrawn at ``known_at``, by ``By.ORIGIN`` or any other.

    ``measure``: ``ARRIVED_WAN`` (万元) or ``FOREIGN_USD`` (实际利用外资, 万美元). ``min_total_wan`` tests the project's
    total as known at ``known_at``: 省外2000万元以上项目资金 is ``origin="outside_province"`` with 2000.
    ``By.ORIGIN`` is here the origin of the money (``projects.funds.kinds.Origin``).
    """
    return figure(officer, Question(Over.ARRIVALS, moment, filters, measure, by, period=period, origin=origin))


def plans(
    officer: Officer,
    *,
    year: int,
    moment: Moment,
    filters: Filters = EVERY,
    by: Dimension | None = None,
    stages: tuple[str, ...] = STAGES,
) -> Figure:
    """年度计划投资 (万元) of ``year``, as entered by ``known_at``, of projects at one of ``stages`` at the moment."""
    return figure(officer, Question(Over.PLANS, moment, filters, Measure.PLAN_WAN, by, stages=stages, year=year))
