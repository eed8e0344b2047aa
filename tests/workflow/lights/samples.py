"""Facts for rule tests: a project of which nothing is late, changed where a test says so."""

from __future__ import annotations

from datetime import date
from typing import Any

from workflow.lights.facts import Facts

ON = date(2026, 7, 2)
"""The 183rd of 365 days: 序时 183/365, a little over a half."""
LONG_AGO = date(2020, 1, 1)


def facts(on: date = ON, **over: Any) -> Facts:
    """In 在谈, last reported on the day itself."""
    told = {"stage": "negotiating", "standing": "active", "entered_on": LONG_AGO, "negotiating_on": LONG_AGO}
    return Facts(on=on, **{"reported_to": on, **told, **over})
