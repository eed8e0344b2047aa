"""A seeded city for the figures: N projects and about 3N transitions, as eight years of work would have left them.

One project walks the real path; its rows and those of its transitions are the patterns, and only what figures read
varies. PostgreSQL takes them by COPY, SQLite by one prepared statement; guards and secondary indexes are put back
afterwards, then everything is analysed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model

from config.serving.database import GUARDS
from projects.ledger.models import Change, Project
from projects.ledger.stages import STAGES, Step
from projects.people.models import Kind, Organisation
from projects.people.services import add_organisation
from tests.factories import NOW, City, at_stage, new_project
from tests.workflow.amendments.samples import approved
from workflow.amendments.models import Amendment
from workflow.steps.models import Transition

FIRST = date(2019, 1, 1)
DAYS = 2_850
"""Projects are entered evenly until autumn 2026."""
STEPS = (Step.SIGN, Step.REGISTER, Step.START, Step.PRODUCE)
GO_ON = (0.97, 0.90, 0.86, 0.80)
"""How likely each next step is."""
CHAINS = ("新能源汽车", "光伏", "机器人", "低空经济", "")
INDUSTRIES = ("C38", "C3825", "C36", "G59", "I65")
PER_UNIT = 5
OWN_CHANGES = 10**7
"""Where the keys of made-up changes begin."""
BATCH = 5_000
Row = tuple[Any, ...]

PROJECT = (
    "id", "number", "name", "name_key", "stage", "standing", "landing_organisation_id", "lead_organisation_id",
    "source_organisation_id", "first_contact_organisation_id", "total_investment_wan", "is_industrial", "industry",
    "chain", "negotiating_on", "signed_on", "registered_on", "started_on", "producing_on", "version", "created_at",
    "updated_at",
)  # fmt: skip
TRANSITION = (
    "id", "project_id", "sequence", "step", "source", "target", "source_standing", "target_standing", "effective_on",
    "recorded_at", "revokes_id", "project_version", "landing_organisation_id", "lead_organisation_id",
    "total_investment_wan", "is_industrial", "industry", "chain", "claim_id", "reason",
)  # fmt: skip
AMENDMENT = (
    "id", "project_id", "kind", "effective_on", "amounts", "increment_wan", "requested_at", "decided_at", "updated_at",
)  # fmt: skip
CHANGE = ("id", "project_id", "at", "field", "label", "before", "after", "unit_before_id")
TOTAL, UNIT = ("total_investment_wan", "总投资"), ("landing_organisation", "落地单位")


@dataclass
class History:
    """The rows of one project, as values of the columns above."""

    project: Row
    transitions: list[Row]
    amendments: list[Row]
    changes: list[Row]


def fill(city: City, number: int, *, seed: int = 8) -> None:
    """``number`` projects over the units of that city."""
    units = _units(city)
    pattern = at_stage(new_project(city, name="样本项目"), "signed", city)
    amendment = approved(city, pattern, now=NOW + timedelta(hours=1))
    transition = pattern.transitions.get()
    change = Change.objects.filter(project=pattern)[0]
    patterns: tuple[tuple[Model, Sequence[str]], ...] = (
        (pattern, PROJECT), (transition, TRANSITION), (amendment, AMENDMENT), (change, CHANGE),
    )  # fmt: skip
    histories = _histories(units, number, Random(seed))
    with _bare([Project, Transition, Amendment, Change]):
        while batch := list(islice(histories, BATCH)):
            rows = (
                [one.project for one in batch],
                [row for one in batch for row in one.transitions],
                [row for one in batch for row in one.amendments],
                [row for one in batch for row in one.changes],
            )
            with transaction.atomic():  # alone, SQLite would commit each row
                for (model, columns), some in zip(patterns, rows, strict=True):
                    _put(model, columns, some)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _units(city: City) -> list[Organisation]:
    """Thirty districts and parks, five townships each: the 150 units that figures are told by."""
    made: list[Organisation] = []
    for number in range(27):
        add_organisation(
            city.city, code=f"D{number:03}", name=f"第{number + 1}区", kind=Kind.DISTRICT, by=None, now=NOW
        )
    for district in Organisation.objects.filter(path__startswith=city.city.path, depth=city.city.depth + 1).exclude(
        kind=Kind.DEPARTMENT
    ):
        for number in range(PER_UNIT):
            code, name = f"{district.code}-T{number}", f"{district.name}{number + 1}镇"
            made.append(add_organisation(district, code=code, name=name, kind=Kind.TOWNSHIP, by=None, now=NOW))
    return made


def _histories(units: Sequence[Organisation], number: int, random: Random) -> Iterator[History]:
    weights = [1 / (rank + 3) for rank in range(len(units))]
    places = random.choices(units, weights, k=number)
    for serial, unit in enumerate(places):
        yield _history(serial, unit, units, random)


def _history(serial: int, unit: Organisation, units: Sequence[Organisation], random: Random) -> History:
    born = FIRST + timedelta(days=int(random.random() * DAYS))
    entered = _instant(born, random)
    key, total = _uuid(random), round(min(10 ** random.gauss(4.2, 0.6), 3_000_000), 2)
    industrial, industry, chain = random.random() < 0.7, random.choice(INDUSTRIES), random.choice(CHAINS)
    walk = _Walk(key, unit, entered, born, (total, industrial, industry, chain), random)
    walk.go()
    amendments: list[Row] = []
    changes: list[Row] = []
    touched, now = walk.last, total
    if walk.reached and random.random() < 0.03:
        now, touched, row = _amended(key, total, walk, random)
        amendments.append(row)
        changes.append((2 * serial + OWN_CHANGES, key, touched, *TOTAL, str(total), str(now), None))
    if random.random() < 0.01:
        other = random.choice(units)
        touched += timedelta(days=random.randrange(1, 200))
        changes.append((2 * serial + OWN_CHANGES + 1, key, touched, *UNIT, unit.name, other.name, unit.pk))
        unit = other
    dates = [*walk.reached, *[None] * (4 - len(walk.reached))]
    name = f"样本项目{serial}"
    project = (
        key, f"XB-{serial:09d}", name, name, STAGES[len(walk.reached)], walk.standing, unit.pk, unit.pk, unit.pk,
        unit.pk, now, industrial, industry, chain, born, *dates, len(walk.rows) + 1, entered, touched,
    )  # fmt: skip
    return History(project, walk.rows, amendments, changes)


class _Walk:
    """One project from step to step. ``reached``: days of the stages that stand; ``last``: the latest instant."""

    def __init__(
        self, key: UUID, unit: Organisation, entered: datetime, born: date, facts: Row, random: Random
    ) -> None:
        self.key, self.unit, self.random, self.facts = key, unit, random, facts
        self.day, self.last = born, entered
        self.reached: list[date] = []
        self.kept: list[UUID] = []
        self.rows: list[Row] = []
        self.standing = "active"

    def go(self) -> None:
        """Forward until it stops; of a hundred steps two are taken back, and half of those taken again."""
        random = self.random
        while len(self.reached) < len(STEPS) and random.random() < GO_ON[len(self.reached)]:
            self.day += timedelta(days=int(random.expovariate(1 / 110)) + 1)
            if self.day > NOW.date():
                return
            self._forward()
            if random.random() < 0.02:
                self._back()
                if random.random() < 0.5:
                    break
        if random.random() < 0.06:
            self.day += timedelta(days=random.randrange(1, 200))
            if self.day <= NOW.date():
                self._stand(*random.choice(((Step.SUSPEND, "suspended"), (Step.WITHDRAW, "withdrawn"))))

    def _forward(self) -> None:
        step = STEPS[len(self.reached)]
        self._add(step, STAGES[len(self.reached)], STAGES[len(self.reached) + 1], self.standing, None)
        self.reached.append(self.day)
        self.kept.append(self.rows[-1][0])

    def _back(self) -> None:
        self.last += timedelta(days=40)
        stage = len(self.reached)
        self._add(Step.REVOKE, STAGES[stage], STAGES[stage - 1], self.standing, self.kept.pop())
        self.reached.pop()

    def _stand(self, step: str, standing: str) -> None:
        stage = STAGES[len(self.reached)]
        before, self.standing = self.standing, standing
        self._add(step, stage, stage, before, None)

    def _add(self, step: str, source: str, target: str, before: str, revokes: UUID | None) -> None:
        late = 0.02 if self.random.random() < 0.9 else 1
        recorded = _instant(self.day + timedelta(days=int(self.random.random() * 90 * late)), self.random)
        self.last = max(recorded, self.last + timedelta(seconds=1))
        total, industrial, industry, chain = self.facts
        self.rows.append((
            _uuid(self.random), self.key, len(self.rows) + 1, str(step), source, target, before, self.standing,
            self.day, self.last, revokes, len(self.rows) + 2, self.unit.pk, self.unit.pk, total, industrial, industry,
            chain, None, self.random.choice(("duplicate", "stale", "other")) if step == Step.WITHDRAW else "",
        ))  # fmt: skip


def _amended(key: UUID, total: float, walk: _Walk, random: Random) -> tuple[float, datetime, Row]:
    """A correction, an increase or a reduction after the last step: the new total, when, and its row."""
    kind = random.choice(("correction", "increase", "reduction"))
    factor = {"correction": random.choice((0.1, 0.9, 1.5)), "increase": 1.3, "reduction": 0.8}[kind]
    after = round(total * factor + 0.01, 2)
    at = walk.last + timedelta(days=random.randrange(1, 120))
    increment = round(after - total, 2) if kind == "increase" else None
    amounts = f'{{"total_investment_wan": ["{total}", "{after}"]}}'
    return after, at, (_uuid(random), key, kind, at.date(), amounts, increment, at, at, at)


def _uuid(random: Random) -> UUID:
    return UUID(int=random.getrandbits(128))


def _instant(day: date, random: Random) -> datetime:
    return datetime(day.year, day.month, day.day, 1, int(random.random() * 60), tzinfo=UTC)


def _put(model: Model, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Rows with these columns of their own; all other columns as ``model`` has them."""
    fields = {one.column: one for one in model._meta.concrete_fields}
    kept = {
        name: one.get_db_prep_save(getattr(model, one.attname), connection)
        for name, one in fields.items()
        if name not in columns
    }
    table = model._meta.db_table
    named = ", ".join(f'"{name}"' for name in (*columns, *kept))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            tail = "".join(f"\t{_text(_plain(value))}" for value in kept.values()) + "\n"
            lines = ["\t".join([_text(value) for value in row]) + tail for row in rows]
            with cursor.copy(f"COPY {table} ({named}) FROM STDIN") as copy:
                copy.write("".join(lines))
            return
        own = ", ".join(["%s"] * len(columns))
        rest = ", ".join(["%s"] * len(kept))
        statement = f"INSERT INTO {table} ({named}) VALUES ({own}{', ' if rest else ''}{rest})"
        fixed = list(kept.values())
        cursor.executemany(statement, [[*(_sqlite(value) for value in row), *fixed] for row in rows])


def _plain(value: Any) -> Any:
    """What psycopg would unwrap: JSON as its text."""
    return getattr(value, "obj", value) if not isinstance(value, (list, dict)) else value


def _text(value: Any) -> str:
    if value is None:
        return "\\N"
    if value is True or value is False:
        return "t" if value else "f"
    return str(value) if value != {} and value != [] else ("{}" if value == {} else "[]")


def _sqlite(value: Any) -> Any:
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    return value.isoformat() if isinstance(value, date) else value


@contextmanager
def _bare(models: Iterable[type[Model]]) -> Iterator[None]:
    """Without guards and, on PostgreSQL, without the indexes that no constraint needs and without foreign keys."""
    for guards in GUARDS:
        guards.remove(connection)
    tables = [model._meta.db_table for model in models]
    postgresql = connection.vendor == "postgresql"
    indexes = _drop_indexes(tables) if postgresql else []
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for statement in indexes:
                cursor.execute(statement)
            if postgresql:
                cursor.execute("SET session_replication_role = origin")
        for guards in GUARDS:
            guards.install(connection)


def _drop_indexes(tables: list[str]) -> list[str]:
    """The statements that make them again."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "SELECT i.indexname, i.indexdef FROM pg_indexes i WHERE i.tablename = ANY(%s)"
            " AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexname::regclass)",
            [tables],
        )
        found = cursor.fetchall()
        for name, _ in found:
            cursor.execute(f'DROP INDEX "{name}"')
    return [statement for _, statement in found]
