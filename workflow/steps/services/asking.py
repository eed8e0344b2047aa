"""Which unit a claim waits for, round by round, until which day, and who sees the project because of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from projects.ledger.models import CityRules, Project
from projects.people.models import Organisation
from projects.workdays.days import CalendarNotLoaded
from projects.workdays.queries import add_workdays
from workflow.steps.division import Seat, case_of, heir_of, seats_of
from workflow.steps.models import Claim, Delegation, Round


def ask_first(claim: Claim, values: Mapping[str, Any], *, now: datetime) -> None:
    """Handed in: the first unit is asked, and whether a second follows is settled now, with the values claimed."""
    case = case_of(claim.project, claim.step, values)
    first, *further = seats_of(case)
    claim.round, claim.total_wan = Round.FIRST, case.total_wan
    claim.second_unit = further[0].unit if further else None
    claim.first_unit = claim.first_by = claim.first_at = None
    _ask(claim, first, now=now)


def ask_second(claim: Claim, values: Mapping[str, Any], *, now: datetime) -> None:
    """Passed on: the second unit, or who stands in its place, is asked, with a deadline of its own."""
    seat = next((one for one in seats_of(case_of(claim.project, claim.step, values))[1:]), None)
    promised = heir_of(claim.second_unit) or claim.second_unit
    assert promised is not None  # asked only of claims with two rounds
    claim.round = Round.SECOND
    _ask(claim, seat if seat and seat.unit == promised else Seat(Round.SECOND, promised), now=now)


def _ask(claim: Claim, seat: Seat, *, now: datetime) -> None:
    claim.verifying_unit = seat.unit
    claim.due_on = answer_due_on(claim.project, seat.days, now=now)
    let_see(claim.project, seat.unit, on=timezone.localdate(now))


def let_see(project: Project, unit: Organisation, *, on: date) -> None:
    """The unit and its delegates see the project from now on."""
    given = Delegation.objects.not_over(on).filter(unit=unit)
    for one in given.select_related("to_unit", "deputy__organisation"):
        delegate = one.to_unit or (one.deputy.organisation if one.deputy else None)
        if delegate is not None:
            project.verifying_organisations.add(delegate)
    project.verifying_organisations.add(unit)


def answer_due_on(project: Project, days: int | None, *, now: datetime) -> date | None:
    """The last working day for the answer (domain.md 2.4); None beyond the last official year: no promise, no stop."""
    wanted = days or CityRules.of(project.landing_organisation).verification_days
    try:
        return add_workdays(timezone.localdate(now), wanted)
    except CalendarNotLoaded:
        return None
