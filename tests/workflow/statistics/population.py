"""Many projects with their histories, written in a few statements and past no trigger of the database.

A ``Story`` is what happened to one project, in the order in which it was recorded. ``write`` puts its rows down as the
services leave them: the project born 在谈, each step explained by its transition with the snapshot of that moment, each
agreed amendment, each change of unit or chain with its ``Change``. No claim stands behind a step here; everything that
the database itself demands holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from hashlib import sha256
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from projects.funds.models import Fund
from projects.ledger.fields import LABELS, show_value
from projects.ledger.models import Change, Evidence, Project, Tag
from projects.ledger.stages import STAGE_OF_STEP, STAGES, Stage, Standing, Step, date_field_of
from projects.people.models import Organisation
from tests.factories import SHANGHAI, City
from workflow.amendments.models import Amendment
from workflow.steps.models import Transition
from workflow.steps.models.edges import STANDING_EDGES
from workflow.steps.services.taking import SNAPSHOT

_numbers = count(1)
MOVABLE = ("stage", "standing", "version", "updated_at", *(date_field_of(stage) for stage in STAGES[1:]))
AMENDED = ("total_investment_wan", "fixed_investment_wan")
ENDED = ("landing_organisation", "lead_organisation", "industry", "chain", "channel", "is_industrial")


def at_noon(day: date) -> datetime:
    """Twelve o'clock in 芜湖."""
    return datetime.combine(day, time(12), SHANGHAI)


@dataclass(frozen=True)
class Move:
    """A step that happened ``on`` and was recorded ``at``; a revocation takes back the last stage step that stands."""

    step: str
    on: date
    at: datetime
    reason: str = ""


@dataclass(frozen=True)
class Amend:
    """Agreed ``at``: from ``on`` the amounts are these (万元)."""

    kind: str
    on: date
    at: datetime
    total: Decimal
    fixed: Decimal | None = None


@dataclass(frozen=True)
class Shift:
    """A field of the file gets another value ``at``."""

    field: str
    value: Any
    at: datetime


@dataclass(frozen=True)
class Arrival:
    """Money that arrived ``on``, reported and confirmed ``at``, perhaps withdrawn later."""

    on: date
    at: datetime
    amount: Decimal
    origin: str = "outside_province"
    withdrawn_at: datetime | None = None
    usd: Decimal | None = None


Event = Move | Amend | Shift | Arrival


@dataclass(frozen=True)
class Story:
    """One project. ``values``: fields at birth beside ``landing`` and ``total`` (万元); ``events`` as recorded."""

    landing: Organisation
    total: Decimal | None
    born: datetime
    negotiating_on: date
    events: tuple[Event, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)

    def with_steps(self, *steps: tuple[str, date]) -> Story:
        """The same, having taken these steps, each recorded at noon of its day."""
        return replace(self, events=(*self.events, *(Move(step, day, at_noon(day)) for step, day in steps)))


def simple(landing: Organisation, total: Decimal | int | None, *steps: tuple[str, date], **values: Any) -> Story:
    """A project entered thirty days before the first of its steps, each recorded on its day."""
    first = min((day for _, day in steps), default=date(2026, 1, 1)) - timedelta(days=30)
    amount = None if total is None else Decimal(total)
    return Story(landing, amount, at_noon(first), first, values=values).with_steps(*steps)


@dataclass
class _Told:
    """The rows of one story while they are made up. ``waves``: what each step leaves on the project."""

    project: Project
    transitions: list[Transition] = field(default_factory=list)
    waves: list[dict[str, Any]] = field(default_factory=list)
    amendments: list[Amendment] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    papers: list[Evidence] = field(default_factory=list)
    funds: list[Fund] = field(default_factory=list)
    end: dict[str, Any] = field(default_factory=dict)

    def forget(self) -> None:
        """All of it is written."""
        for name in ("transitions", "waves", "amendments", "changes", "papers", "funds"):
            getattr(self, name).clear()
        self.end.clear()


class Population:
    """Projects that have been written and may live on."""

    def __init__(self, city: City, stories: Iterable[Story]) -> None:
        self.tellers = [_begun(city, story) for story in stories]
        told = [one.told for one in self.tellers]
        Project.objects.bulk_create([one.project for one in told], batch_size=500)
        self._write()

    def go_on(self, events: Sequence[Sequence[Event]]) -> None:
        """What happens to each of them next, in the order in which they were written."""
        for teller, some in zip(self.tellers, events, strict=True):
            for event in some:
                teller.hear(event)
        self._write()

    def projects(self) -> list[Project]:
        """As they stand now."""
        keys = [one.told.project.pk for one in self.tellers]
        found: dict[UUID, Project] = {}
        for start in range(0, len(keys), 500):
            found |= Project.objects.in_bulk(keys[start : start + 500])
        return [found[key] for key in keys]

    def _write(self) -> None:
        told = [one.told for one in self.tellers]
        _write_waves(told)
        for model, name in ((Amendment, "amendments"), (Change, "changes"), (Evidence, "papers"), (Fund, "funds")):
            rows = [row for one in told for row in getattr(one, name)]
            model._default_manager.bulk_create(rows, batch_size=500)
        for teller in self.tellers:
            if end := teller.told.end:
                end["updated_at"] = teller.state["updated_at"]
                Project.objects.filter(pk=teller.told.project.pk).update(**end)
            teller.told.forget()


def write(city: City, stories: Iterable[Story]) -> list[Project]:
    """Every story as rows; the projects as they stand at the end."""
    return Population(city, stories).projects()


def tag(projects: Iterable[Project], name: str) -> None:
    """Mark them, so that a list of them can be asked for (an event, a campaign)."""
    mark, _ = Tag.objects.get_or_create(name=name)
    through = Project.tags.through
    through.objects.bulk_create([through(project_id=one.pk, tag_id=mark.pk) for one in projects], batch_size=500)


def _write_waves(told: list[_Told]) -> None:
    """All first steps and what they do to the projects, then all second ones: the guard reads the last transition."""
    for number in range(max((len(one.waves) for one in told), default=0)):
        moved = [one for one in told if len(one.waves) > number]
        Transition.objects.bulk_create([one.transitions[number] for one in moved], batch_size=400)
        columns = {name: Project._meta.get_field(name) for name in MOVABLE}
        named = ", ".join(f'"{name}" = %s' for name in MOVABLE)
        key = Project._meta.pk
        rows = [
            [
                *(columns[name].get_db_prep_save(one.waves[number][name], connection) for name in MOVABLE),
                key.get_db_prep_value(one.project.pk, connection) if key else None,
            ]
            for one in moved
        ]
        with connection.cursor() as cursor:
            cursor.executemany(f"UPDATE ledger_project SET {named} WHERE id = %s", rows)


def _begun(city: City, story: Story) -> _Teller:
    number = next(_numbers)
    base: dict[str, Any] = {"industry": "C38", "is_industrial": False, "lead_organisation": story.landing}
    project = Project(
        number=f"ZJ-{number:08d}",
        name=f"样本项目{number}",
        name_key=f"样本项目{number}",
        source_organisation=story.landing,
        first_contact_organisation=story.landing,
        landing_organisation=story.landing,
        total_investment_wan=story.total,
        negotiating_on=story.negotiating_on,
        created_by=city.clerk,
        created_at=story.born,
        updated_at=story.born,
        **{**base, **story.values},
    )
    teller = _Teller(city, project)
    for event in story.events:
        teller.hear(event)
    return teller


class _Teller:
    """Follows one project through its events and makes up the rows."""

    def __init__(self, city: City, project: Project) -> None:
        self.city, self.told = city, _Told(project)
        self.now: dict[str, Any] = {name: getattr(project, name) for name in SNAPSHOT}
        self.now |= {name: getattr(project, name) for name in ENDED}
        self.state: dict[str, Any] = {"stage": str(Stage.NEGOTIATING), "standing": str(Standing.ACTIVE), "version": 1}
        self.state |= {date_field_of(stage): None for stage in STAGES[1:]}
        self.standing_steps: list[Transition] = []
        self.sequence = count(1)

    def hear(self, event: Event) -> None:
        """One thing that happened."""
        if isinstance(event, Move):
            self._move(event)
        elif isinstance(event, Amend):
            self._amend(event)
        elif isinstance(event, Shift):
            self._shift(event)
        else:
            self._arrive(event)

    def _move(self, move: Move) -> None:
        before = dict(self.state)
        revokes = self.standing_steps.pop() if move.step == Step.REVOKE else None
        self.state |= _reached(before, move)
        self.state |= {"version": self.state["version"] + 1, "updated_at": move.at}
        one = Transition(
            project=self.told.project,
            sequence=next(self.sequence),
            step=move.step,
            source=before["stage"],
            target=self.state["stage"],
            source_standing=before["standing"],
            target_standing=self.state["standing"],
            effective_on=move.on,
            recorded_at=move.at,
            claimed_by=self.city.clerk,
            by=self.city.verifiers.get(move.step, self.city.dispatcher),
            revokes=revokes,
            reason=move.reason,
            project_version=self.state["version"],
            **{name: self.now[name] for name in SNAPSHOT},
        )
        if move.step in STAGE_OF_STEP:
            self.standing_steps.append(one)
        self.told.transitions.append(one)
        self.told.waves.append(dict(self.state))

    def _amend(self, amend: Amend) -> None:
        after = {"total_investment_wan": amend.total, "fixed_investment_wan": amend.fixed}
        moved = {name: value for name, value in after.items() if value is not None and value != self.now[name]}
        was = self.now["total_investment_wan"]
        amendment = Amendment(
            project=self.told.project,
            kind=amend.kind,
            effective_on=amend.on,
            amounts={name: [show_value(self.now[name]), show_value(value)] for name, value in moved.items()},
            increment_wan=amend.total - was if amend.kind == "increase" else None,
            reason="追加投资",
            base_version=self.state["version"],
            deciding_unit=self.city.departments["TC"],
            requested_by=self.city.clerk,
            requested_at=amend.at - timedelta(hours=1),
            state="approved",
            decided_by=self.city.verifier_of(Step.SIGN),
            decided_at=amend.at,
            updated_at=amend.at,
            version=2,
        )
        self.told.amendments.append(amendment)
        for name, value in moved.items():
            self._note(name, value, amend.at, "金额变更")

    def _shift(self, shift: Shift) -> None:
        self._note(shift.field, shift.value, shift.at, "调整")

    def _note(self, name: str, value: Any, at: datetime, why: str) -> None:
        change = Change(
            project=self.told.project,
            at=at,
            by=self.city.dispatcher,
            field=name,
            label=LABELS[name],
            before=show_value(self.now[name]),
            after=show_value(value),
            why=why,
            **({"unit_before": self.now[name]} if name.endswith("_organisation") else {}),
        )
        self.told.changes.append(change)
        self.now[name] = self.told.end[name] = value
        self.state["updated_at"] = at

    def _arrive(self, arrival: Arrival) -> None:
        paper, fund = _slip(self.city, self.told.project, arrival)
        self.told.papers.append(paper)
        self.told.funds.append(fund)


def _reached(before: dict[str, Any], move: Move) -> dict[str, Any]:
    """What a step does to stage, standing and dates."""
    if move.step in STAGE_OF_STEP:
        stage = STAGE_OF_STEP[move.step]
        return {"stage": str(stage), date_field_of(stage): move.on}
    if move.step == Step.REVOKE:
        return {"stage": STAGES[STAGES.index(before["stage"]) - 1], date_field_of(before["stage"]): None}
    return {"standing": str(STANDING_EDGES[move.step][1])}


def _slip(city: City, project: Project, arrival: Arrival) -> tuple[Evidence, Fund]:
    number = f"JZ-{next(_numbers):08d}"
    digest = sha256(number.encode()).hexdigest()
    paper = Evidence(
        project=project,
        kind="bank_slip",
        title="进账单",
        file=f"{project.pk}/{uuid4().hex}",
        filename="进账单.pdf",
        content_type="application/pdf",
        size=1,
        sha256=digest,
        uploaded_by=city.clerk,
        uploaded_at=arrival.at,
    )
    gone = {"withdrawn_by": city.dispatcher, "withdrawn_at": arrival.withdrawn_at, "withdrawn_reason": "退款"}
    fund = Fund(
        project=project,
        state="withdrawn" if arrival.withdrawn_at else "confirmed",
        arrived_on=arrival.on,
        amount_wan=arrival.amount,
        origin=arrival.origin,
        bank_name="工商银行",
        bank_key="工商银行",
        slip_number=number,
        slip_key=number,
        slip=paper,
        slip_sha256=digest,
        usd_amount_wan=arrival.usd,
        confirmed_amount_wan=arrival.amount,
        confirmed_by=city.dispatcher,
        confirmed_at=arrival.at,
        created_by=city.clerk,
        created_at=arrival.at,
        updated_at=arrival.at,
        **(gone if arrival.withdrawn_at else {}),
    )
    return paper, fund
