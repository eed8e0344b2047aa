"""Stocks: where the projects stand at a moment."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from projects.ledger.stages import STAGES
from projects.people.models import Officer
from workflow.statistics.figures import Funnel, Question, Tiers
from workflow.statistics.filters import Filters
from workflow.statistics.terms import Dimension, Measure, Moment


def funnel(
    officer: Officer,
    *,
    moment: Moment,
    filters: Filters = Filters(),
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
    raise NotImplementedError


def tiers(officer: Officer, *, thresholds_wan: Sequence[Decimal], of: Question) -> Tiers:
    """``of`` (a ``FLOW``, ``STOCK`` or ``COHORT`` question) by size: nested counts and exclusive bands. One statement."""
    raise NotImplementedError
