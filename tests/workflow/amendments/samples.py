"""Samples of amendments: a signed project and requests on it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from projects.ledger.models import Project
from projects.ledger.stages import Step
from projects.people.models import Officer
from tests.factories import NOW, TODAY, City, at_stage, new_project, upload
from workflow.amendments.models import Amendment
from workflow.amendments.services import approve_amendment, request_amendment

SIGNED_WAN = Decimal("80000")
MORE = {"total_investment_wan": Decimal("95000.5")}


def signed_project(city: City, **over: Any) -> Project:
    """A project whose signing with 8亿元 has been verified."""
    return at_stage(new_project(city, **over), "signed", city)


def requested(
    city: City, project: Project, *, now: datetime = NOW, by: Officer | None = None, **over: Any
) -> Amendment:
    """An increase to 9.5亿元 with an agreement, by the clerk."""
    wanted: dict[str, Any] = {
        "kind": "increase",
        "values": MORE,
        "effective_on": TODAY,
        "reason": "追加二期",
        "basis": [upload(city, project, "other", now=now)],
        **over,
    }
    return request_amendment(project.pk, **wanted, by=by or city.clerk, now=now)


def approved(city: City, project: Project, *, now: datetime = NOW, **over: Any) -> Amendment:
    """The same, agreed to by the verifier of signings."""
    made = requested(city, project, now=now, **over)
    return approve_amendment(made.pk, by=city.verifier_of(Step.SIGN), now=now)
