"""Figures as a patient clerk would work them out: every record read once, then loops over plain rows.

Written from domain.md 3 and 4 alone, with no line of ``workflow.statistics``: slow, and meant to be obviously right. A
``Ledger`` is all that was ever recorded; a ``Reading`` is that ledger by the end of one day as known at one instant, of
the projects that one person may see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any
from uuid import UUID

from projects.funds.models import Fund
from projects.ledger.models import Change, Project
from projects.people.models import Organisation
from workflow.amendments.models import Amendment
from workflow.steps.models import Transition

STAGES = ("negotiating", "signed", "registered", "started", "producing")
STAGE_OF = {"sign": "signed", "register": "registered", "start": "started", "produce": "producing"}
STANDINGS = ("suspend", "resume", "terminate", "withdraw", "restore")
GONE = ("terminated", "withdrawn")
MONEY = ("total_investment_wan", "fixed_investment_wan")
FILE = (*MONEY, "landing_organisation", "lead_organisation", "industry", "chain", "channel", "is_industrial")
NOTHING = Decimal(0)


@dataclass
class File:
    """One project and all that was recorded of it."""

    id: UUID
    number: str
    negotiating_on: date
    created_at: datetime
    now: dict[str, Any]
    tags: set[str] = field(default_factory=set)
    steps: list[dict[str, Any]] = field(default_factory=list)
    amendments: list[dict[str, Any]] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)
    funds: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Counted:
    """One record that counts: what it is, whose, how many (1, of an increase 0), how much, and on which day."""

    kind: str
    id: UUID
    file: File
    count: int
    amount: Decimal | None
    on: date | None
    size: Decimal | None


class Ledger:
    """Everything, read once."""

    def __init__(self) -> None:
        self.units = {unit.pk: unit for unit in Organisation.objects.all()}
        self.by_name = {unit.name: unit.pk for unit in self.units.values()}
        self.files: dict[UUID, File] = {}
        for project in Project.objects.prefetch_related("tags"):
            now = {name: getattr(project, f"{name}_id", getattr(project, name)) for name in FILE if "org" in name}
            now |= {name: getattr(project, name) for name in FILE if "org" not in name}
            tags = {tag.name for tag in project.tags.all()}
            self.files[project.pk] = File(
                project.pk, project.number, project.negotiating_on, project.created_at, now, tags
            )
        revoked = dict(Transition.objects.filter(revokes__isnull=False).values_list("revokes", "recorded_at"))
        for step in Transition.objects.order_by("sequence").values():
            self.files[step["project_id"]].steps.append({**step, "revoked_at": revoked.get(step["id"])})
        for amendment in Amendment.objects.filter(state="approved").order_by("decided_at").values():
            self.files[amendment["project_id"]].amendments.append(amendment)
        for change in Change.objects.filter(field__in=FILE).order_by("at", "pk").values():
            self.files[change["project_id"]].changes.append(change)
        for fund in Fund.objects.values():
            self.files[fund["project_id"]].funds.append(fund)

    def value(self, name: str, text: str) -> Any:
        """What a text of the history meant."""
        if name in MONEY:
            return Decimal(text) if text else None
        if name.endswith("_organisation"):
            return self.by_name.get(text)
        return text == "是" if name == "is_industrial" else text


class Reading:
    """That ledger at one moment. ``where`` narrows the files by what was known of them then."""

    def __init__(self, ledger: Ledger, as_of: date, known_at: datetime, seen: Iterable[UUID] | None = None) -> None:
        self.ledger, self.as_of, self.known_at = ledger, as_of, known_at
        seen = set(ledger.files if seen is None else seen)
        self.files = [file for key, file in ledger.files.items() if key in seen]

    # --- one file ---------------------------------------------------------------------------------------------------

    def known(self, file: File, name: str) -> Any:
        """A particular as the file had it at ``known_at``: taken back along every later change."""
        value = file.now[name]
        for change in reversed(file.changes):
            if change["field"] == name and change["at"] > self.known_at:
                value = self.ledger.value(name, change["before"])
        return value

    def recorded(self, file: File) -> list[dict[str, Any]]:
        """Steps that are known, in their order."""
        return [step for step in file.steps if step["recorded_at"] <= self.known_at]

    def counts_elsewhere(self, file: File) -> bool:
        """Known to have been withdrawn as another project's double, and not restored since: count once."""
        last = next((step for step in reversed(self.recorded(file)) if step["step"] in ("withdraw", "restore")), None)
        return last is not None and last["step"] == "withdraw" and last["reason"] in ("duplicate", "merged")

    def exists(self, file: File) -> bool:
        return file.negotiating_on <= self.as_of and file.created_at <= self.known_at

    def stands(self, step: dict[str, Any]) -> bool:
        """Recorded, and not known to be taken back."""
        revoked = step["revoked_at"] is not None and step["revoked_at"] <= self.known_at
        return step["recorded_at"] <= self.known_at and not revoked

    def taken(self, file: File, step: str) -> dict[str, Any] | None:
        """The step that counts, by the end of ``as_of``."""
        found = [one for one in file.steps if one["step"] == step and self.stands(one)]
        assert len(found) <= 1, "a step stands twice"
        return found[0] if found and found[0]["effective_on"] <= self.as_of else None

    def day(self, file: File, stage: str) -> date | None:
        """When the file entered that stage."""
        if stage == "negotiating":
            return file.negotiating_on if self.exists(file) else None
        step = next(step for step, reached in STAGE_OF.items() if reached == stage)
        found = self.taken(file, step)
        return found["effective_on"] if found else None

    def stage(self, file: File) -> str:
        return [stage for stage in STAGES if stage == "negotiating" or self.day(file, stage)][-1]

    def standing_step(self, file: File) -> dict[str, Any] | None:
        """The last change of standing."""
        moved = [
            step for step in self.recorded(file) if step["step"] in STANDINGS and step["effective_on"] <= self.as_of
        ]
        return moved[-1] if moved else None

    def standing(self, file: File) -> str:
        last = self.standing_step(file)
        return last["target_standing"] if last else "active"

    # --- its money --------------------------------------------------------------------------------------------------

    def agreed(self, file: File, *kinds: str) -> list[dict[str, Any]]:
        return [one for one in file.amendments if one["kind"] in kinds and one["decided_at"] <= self.known_at]

    def money_of_step(self, step: dict[str, Any], file: File, measure: str) -> Decimal | None:
        """What was signed: its own snapshot, with every later correction that is known and reduction in force."""
        amount: Decimal | None = step[measure]
        for one in self.agreed(file, "correction", "reduction"):
            in_force = one["kind"] == "correction" or one["effective_on"] <= self.as_of
            if one["decided_at"] > step["recorded_at"] and in_force and measure in one["amounts"]:
                amount = (amount or NOTHING) + moved_by(one, measure)
        return amount

    def money_of_day(self, file: File, measure: str) -> Decimal | None:
        """What the file says, less what was agreed since the (last) signing but is not in force yet."""
        amount: Decimal | None = self.known(file, measure)
        signed = max((step["recorded_at"] for step in self.recorded(file) if step["step"] == "sign"), default=None)
        for one in self.agreed(file, "increase", "reduction"):
            is_newer = signed is not None and one["decided_at"] >= signed
            if is_newer and one["effective_on"] > self.as_of and measure in one["amounts"]:
                amount = (amount or NOTHING) - moved_by(one, measure)
        return amount

    # --- figures ----------------------------------------------------------------------------------------------------

    def flow(self, step: str, first: date, last: date, where: Where, measure: str = MONEY[0]) -> list[Counted]:
        """Steps of the days from ``first`` to ``last``; of signings also the increases of these days."""
        counted = []
        for file in self.files:
            taken = self.taken(file, step)
            if taken is None or not where.particulars(self, file):
                continue
            size = self.money_of_step(taken, file, MONEY[0])
            if first <= taken["effective_on"] <= last and where.size(size):
                amount = self.money_of_step(taken, file, measure)
                counted.append(Counted("step", taken["id"], file, 1, amount, taken["effective_on"], size))
            if step == "sign":
                counted += self.increases(taken, file, first, last, where, measure)
        return counted

    def increases(
        self, signing: dict[str, Any], file: File, first: date, last: date, where: Where, measure: str
    ) -> list[Counted]:
        """Money added to what had been signed: events of their own, each with its increment and no further project."""
        counted = []
        for one in self.agreed(file, "increase"):
            size = moved_by(one, MONEY[0])
            in_force = first <= one["effective_on"] <= min(last, self.as_of)
            if in_force and one["decided_at"] >= signing["recorded_at"] and where.size(size):
                amount = moved_by(one, measure)
                counted.append(Counted("increase", one["id"], file, 0, amount, one["effective_on"], size))
        return counted

    def stock(self, stages: Iterable[str], where: Where, measure: str = MONEY[0]) -> list[Counted]:
        """Files that stand at one of these stages."""
        counted = []
        for file in self.files:
            if not self.exists(file) or self.stage(file) not in stages or not where.particulars(self, file):
                continue
            size = self.money_of_day(file, MONEY[0])
            if where.size(size):
                on = self.day(file, self.stage(file))
                counted.append(Counted("project", file.id, file, 1, self.money_of_day(file, measure), on, size))
        return counted

    def cohort(self, stage: str, first: date, last: date, where: Where, measure: str = MONEY[0]) -> list[Counted]:
        """One list: who entered ``stage`` in these days."""
        step = next(step for step, reached in STAGE_OF.items() if reached == stage)
        return [one for one in self.flow(step, first, last, where, measure) if one.count]

    def reached(self, members: Iterable[Counted], stage: str) -> list[Counted]:
        """Those of a list that have come so far."""
        return [one for one in members if self.day(one.file, stage) is not None]

    def waits(self, members: Iterable[Counted], stage: str, entered: Callable[[File], date | None]) -> list[Wait]:
        """How long each of a list has waited for ``stage``: until it came, until it left, or until today."""
        waits = []
        for one in members:
            begun, arrived = entered(one.file), self.day(one.file, stage)
            assert begun is not None
            left = self.standing_step(one.file)
            if arrived is not None:
                waits.append(Wait(one, "reached", (arrived - begun).days))
            elif left is not None and left["target_standing"] in GONE:
                waits.append(Wait(one, "left", (left["effective_on"] - begun).days))
            else:
                waits.append(Wait(one, "waiting", (self.as_of - begun).days))
        return waits

    def arrivals(self, first: date, last: date, where: Where, origin: str = "", usd: bool = False) -> list[Counted]:
        """Money that came in these days, confirmed and not taken back."""
        counted = []
        for file in self.files:
            size = self.known(file, MONEY[0])
            if not where.particulars(self, file) or not where.size(size):
                continue
            for fund in file.funds:
                gone = fund["withdrawn_at"] is not None and fund["withdrawn_at"] <= self.known_at
                known = fund["confirmed_at"] is not None and fund["confirmed_at"] <= self.known_at
                day = fund["arrived_on"]
                amount = fund["usd_amount_wan"] if usd else fund["confirmed_amount_wan"]
                known = known and amount is not None
                if known and not gone and first <= day <= min(last, self.as_of) and origin in ("", fund["origin"]):
                    counted.append(Counted("arrival", fund["id"], file, 1, amount, day, size))
        return counted


@dataclass(frozen=True)
class Wait:
    """One wait for a stage: ``state`` reached, left or waiting, and the days."""

    member: Counted
    state: str
    days: int


@dataclass(frozen=True)
class Where:
    """Which files are meant; ``least`` is 以上 and holds the number itself, ``below`` is 不满 and does not.

    A file without an amount is worth nothing: it is below every threshold.
    """

    unit: str = ""
    role: str = "landing_organisation"
    least: Decimal | None = None
    most: Decimal | None = None
    below: Decimal | None = None
    is_industrial: bool | None = None
    industry: str = ""
    chain: str = ""
    channel: str = ""
    tag: str = ""
    standings: tuple[str, ...] = ()
    files: tuple[UUID, ...] | None = None

    def size(self, amount: Decimal | None) -> bool:
        """Does that amount lie within the thresholds?"""
        worth = amount or NOTHING
        at_least = self.least is None or worth >= self.least
        return at_least and (self.most is None or worth <= self.most) and (self.below is None or worth < self.below)

    def particulars(self, reading: Reading, file: File) -> bool:
        """Everything but the size."""
        asked = [
            (True, not reading.counts_elsewhere(file)),
            (self.industry, str(reading.known(file, "industry")).startswith(self.industry)),
            (self.chain, reading.known(file, "chain") == self.chain),
            (self.channel, reading.known(file, "channel") == self.channel),
            (self.tag, self.tag in file.tags),
            (self.standings, reading.standing(file) in self.standings),
            (self.unit, self._under(reading, file)),
            (self.files is not None, self.files is not None and file.id in self.files),
            (self.is_industrial is not None, reading.known(file, "is_industrial") == self.is_industrial),
        ]
        return all(holds for condition, holds in asked if condition)

    def _under(self, reading: Reading, file: File) -> bool:
        units = reading.ledger.units
        above = next((unit for unit in units.values() if unit.code == self.unit), None)
        own = units.get(reading.known(file, self.role))
        return own is not None and above is not None and own.path.startswith(above.path)


def moved_by(amendment: dict[str, Any], measure: str) -> Decimal:
    """After less before, in 万元."""
    before, after = amendment["amounts"].get(measure, ("", ""))
    return Decimal(after or 0) - Decimal(before or 0)


def count_of(counted: Iterable[Counted]) -> int:
    return sum(one.count for one in counted)


def money_of(counted: Iterable[Counted]) -> Decimal:
    return sum((one.amount or NOTHING for one in counted), NOTHING)


def nested(counted: Iterable[Counted], least: Iterable[Decimal]) -> list[list[Counted]]:
    """以上: the number itself included, each containing the next."""
    found = list(counted)
    return [[one for one in found if (one.size or NOTHING) >= lower] for lower in least]


def bands(counted: Iterable[Counted], least: Iterable[Decimal]) -> list[list[Counted]]:
    """From each lower end up to, and without, the next; first those below all."""
    ends = [NOTHING, *sorted(least), Decimal("Infinity")]
    found = list(counted)
    return [[one for one in found if lower <= (one.size or NOTHING) < upper] for lower, upper in pairwise(ends)]


def quantile(waits: Iterable[Wait], share: Fraction) -> int | None:
    """The first day by which that share has arrived, where who left or still waits is watched only so long.

    Worked out day by day, exactly: of those still watched on a day, how many arrived.
    """
    everybody = list(waits)
    left = Fraction(1)
    for day in sorted({one.days for one in everybody if one.state == "reached"}):
        watched = sum(one.days >= day for one in everybody)
        arrived = sum(one.days == day for one in everybody if one.state == "reached")
        left *= Fraction(watched - arrived, watched)
        if left <= 1 - share:
            return day
    return None


def difference(before: Iterable[Counted], after: Iterable[Counted]) -> dict[UUID, tuple[int, Decimal]]:
    """File → by how many and by how much it counts differently; files that count the same are not there."""
    sums: dict[UUID, tuple[int, Decimal]] = {}
    for sign, side in ((-1, before), (1, after)):
        for one in side:
            count, amount = sums.get(one.file.id, (0, NOTHING))
            sums[one.file.id] = (count + sign * one.count, amount + sign * (one.amount or NOTHING))
    return {key: change for key, change in sums.items() if change != (0, NOTHING)}
