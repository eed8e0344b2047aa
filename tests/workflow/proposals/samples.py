"""Samples of proposals: projects that stand still in one way each."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from projects.ledger.models import Project
from projects.ledger.services import update_project
from tests.factories import NOW, TODAY, City, new_project, take
from workflow.lights.ruleset import Numbers
from workflow.lights.services import choose_rules
from workflow.proposals.models import Proposal
from workflow.proposals.services import sweep

DAY = timedelta(days=1)
LONG_AGO = NOW - 200 * DAY


def swept(now: datetime = NOW) -> list[Proposal]:
    """What stands after the look of that day."""
    sweep(now)
    return list(Proposal.objects.order_by("pk"))


def light_rules(city: City, numbers: Numbers, *, on: date = TODAY) -> None:
    """The city's office chooses these numbers from that day on."""
    told = {"preset": "default", "effective_from": on, "reason": "市级文件"}
    choose_rules(city.city, numbers=numbers, by=city.dispatcher, now=NOW, **told)


def stale(city: City, **over: Any) -> Project:
    """In talks, and nothing heard for 200 days."""
    return new_project(city, now=LONG_AGO, **over)


def unregistered(city: City) -> Project:
    """Signed, and due to be registered 31 days ago."""
    project = new_project(city, now=LONG_AGO)
    take(city, project, "sign", on=TODAY - 150 * DAY, now=NOW - 150 * DAY)
    update_project(project.pk, {"planned_registered_on": TODAY - 31 * DAY}, by=city.clerk, now=NOW - 140 * DAY)
    return project


def unstarted(city: City, **over: Any) -> Project:
    """Registered, with a site, and due to be started seven months ago."""
    project = new_project(city, now=NOW - 400 * DAY, negotiating_on=TODAY - 420 * DAY)
    take(city, project, "sign", on=TODAY - 380 * DAY, now=NOW - 380 * DAY)
    take(city, project, "register", on=TODAY - 370 * DAY, now=NOW - 370 * DAY)
    values = {"planned_started_on": TODAY - 215 * DAY, "site": "B-12地块", **over}
    update_project(project.pk, values, by=city.clerk, now=NOW - 360 * DAY)
    return project
