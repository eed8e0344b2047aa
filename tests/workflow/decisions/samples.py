"""Samples of decisions: a procedure of the district, and a project on its way through it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from projects.ledger.models import Project
from projects.people.models import Officer, Organisation
from projects.people.roles import Role
from projects.people.services import add_officer
from projects.workdays.queries import add_workdays
from tests.factories import NOW, PASSWORD, SHANGHAI, City, own_password, upload
from workflow.decisions.models import Decision, Owner, Procedure
from workflow.decisions.presets import StepLine
from workflow.decisions.services import pass_step, save_procedure, start_decision

BIG = Decimal("500000")
LINES = (
    StepLine("研判", Owner.LANDING, 2),
    StepLine("评审", Owner.LANDING, 3, needs_document=True),
    StepLine("专题会", Owner.CITY, 2, threshold_wan=BIG),
    StepLine("决策", Owner.LANDING, 2),
)


def morning(on: date) -> datetime:
    """Nine o'clock of the day."""
    return datetime(on.year, on.month, on.day, 9, tzinfo=SHANGHAI)


def later(days: int, *, since: datetime = NOW) -> datetime:
    """The morning so many working days later."""
    return morning(add_workdays(since.date(), days))


def judge(city: City, unit: Organisation | None = None, name: str = "郑判") -> Officer:
    """Who answers for the district: somebody with the right to verify who sits there."""
    known = Officer.objects.filter(name=name).first()
    if known is not None:
        return known
    made = add_officer(unit or city.district, username=f"u{Officer.objects.count()}", name=name, roles=[Role.VERIFIER],
                       password=PASSWORD, by=None, now=NOW)  # fmt: skip
    own_password(made)
    return made


def procedure_of(
    city: City,
    lines: Sequence[StepLine] = LINES,
    *,
    unit: Organisation | None = None,
    now: datetime = NOW,
    valid_from: date | None = None,
) -> Procedure:
    """Laid down by the office."""
    by = city.dispatcher
    return save_procedure(unit or city.district, lines, valid_from=valid_from or now.date(), by=by, now=now)


def started(city: City, project: Project, *, now: datetime = NOW) -> Decision:
    """By the clerk, under the district's procedure."""
    if not Procedure.objects.exists():
        procedure_of(city)
    return start_decision(project.pk, by=city.clerk, now=now, note="示例")


def walked(city: City, decision: Decision, *days: int) -> Decision:
    """Each step passed so many working days after the one before, with a document."""
    at = decision.turns.get(outcome="").began_at.astimezone(SHANGHAI)
    for count in days:
        at = later(count, since=at) if count else at
        paper = upload(city, decision.project, "other", now=at)
        decision = pass_step(decision.pk, by=judge(city), now=at, note="同意", paper=paper)
    return decision
