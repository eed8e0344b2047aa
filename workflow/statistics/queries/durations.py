"""Durations between stages."""

from __future__ import annotations

from projects.people.models import Officer
from workflow.statistics.figures import Durations
from workflow.statistics.filters import Filters
from workflow.statistics.terms import Moment, Period


def durations(
    officer: Officer,
    *,
    from_stage: str,
    to_stage: str,
    moment: Moment,
    entered: Period | None = None,
    filters: Filters = Filters(),
) -> Durations:
    """Days from entering ``from_stage`` (in the days ``entered``; None: ever) to entering ``to_stage``.

    Who has not arrived by ``as_of`` is counted as watched until then; who was terminated or withdrawn on the way, until
    that day. The same day is 0. ``from_stage`` may be 在谈: then from ``negotiating_on``.
    """
    raise NotImplementedError
