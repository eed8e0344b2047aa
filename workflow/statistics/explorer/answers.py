"""The answer to an ask, whatever it asks for."""

from __future__ import annotations

from collections.abc import Callable

from projects.people.models import Officer
from workflow.statistics.explorer.asks import Ask, What
from workflow.statistics.explorer.cohorts import cohort_answer, conversions_answer
from workflow.statistics.explorer.flows import flow_answer
from workflow.statistics.explorer.funds import arrived_answer, plans_answer
from workflow.statistics.explorer.stocks import funnel_answer, tiers_answer
from workflow.statistics.explorer.tables import Answer
from workflow.statistics.explorer.waits import durations_answer

ANSWERS: dict[str, Callable[[Ask, Officer], Answer]] = {
    What.FLOW: flow_answer,
    What.FUNNEL: funnel_answer,
    What.COHORT: cohort_answer,
    What.TIERS: tiers_answer,
    What.DURATIONS: durations_answer,
    What.CONVERSIONS: conversions_answer,
    What.ARRIVED: arrived_answer,
    What.PLANS: plans_answer,
}


def answer_of(ask: Ask, officer: Officer) -> Answer:
    """Those rows alone that the officer may see; ``Invalid`` for a question that has no answer."""
    return ANSWERS[ask.what](ask, officer)
