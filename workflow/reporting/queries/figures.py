"""What a round says as a whole: who reported, all rows by tier and by unit, the difference to the round before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlencode
from uuid import UUID

from projects.ledger.widgets import shown_yi
from projects.people.models import Officer
from projects.privacy.showing import shown_text
from workflow.reporting.cells import shown
from workflow.reporting.columns import Column, Definition
from workflow.reporting.differences import Comparison, Entry, Unit, compare, told_twice
from workflow.reporting.kinds import ColumnKind, ReturnState
from workflow.reporting.models import ReportReturn, ReportRound, ReturnVersion
from workflow.reporting.queries.contents import standing_versions
from workflow.reporting.queries.finding import names_in, projects_in
from workflow.reporting.rows import Values, key_of
from workflow.reporting.tiers import Tier, tiers_of

STANDINGS = {"on_time": "按时", "late": "迟报", "missing": "未报", "owed": "待报", "exempt": "免报"}


@dataclass(frozen=True)
class Cell:
    """A value as it is read. ``project``: id of the ledger's project that it names and the reader may see."""

    column: Column
    text: str
    project: object = None


@dataclass(frozen=True)
class Told:
    """One reported row with its unit. ``entry``: what the form of a new project is filled with, as a query string;
    empty where the row names a project of the ledger already."""

    report: ReportReturn
    cells: list[Cell]
    amount_wan: Decimal | None
    entry: str = ""


@dataclass(frozen=True)
class UnitSum:
    """One unit: its return, how it stands, rows and their sum in 万元; ``urged``: on how many days."""

    report: ReportReturn
    standing: str
    count: int
    amount_wan: Decimal | None
    urged: int

    @property
    def word(self) -> str:
        """按时, 迟报2天, 未报 …; a return that was sent back says so."""
        if self.report.state == ReturnState.RETURNED:
            return str(self.report.get_state_display())
        return self.report.late_text or STANDINGS[self.standing]

    @property
    def tag(self) -> str:
        """The colour of the word."""
        if self.report.state == ReturnState.RETURNED:
            return "tag-yellow"
        colours = {"on_time": "tag-green", "late": "tag-yellow", "missing": "tag-red", "exempt": "tag-grey"}
        return colours.get(self.standing, "")


@dataclass(frozen=True)
class Figures:
    """All of it. ``counts``: standing → how many units, in the order of ``STANDINGS``; ``nil``: 零报送 among them."""

    definition: Definition
    units: list[UnitSum]
    rows: list[Told]
    counts: dict[str, int]
    nil: int
    amount_wan: Decimal | None
    nested: list[Tier]
    exclusive: list[Tier]
    before: ReportRound | None
    comparison: Comparison | None
    twice: list[tuple[str, list[Unit]]]

    @property
    def reported(self) -> int:
        """Units whose return is in."""
        return self.counts["on_time"] + self.counts["late"]

    @property
    def told(self) -> list[tuple[str, str, int]]:
        """(standing, word, number) of those that occur."""
        return [(key, STANDINGS[key], number) for key, number in self.counts.items() if number]


def figures_of(round_: ReportRound, by: Officer, now: datetime) -> Figures:
    """Of the units that ``by`` may see. A fixed number of queries, however many rows."""
    definition = round_.form.definition
    returns = _returns(round_, by)
    versions = standing_versions(returns)
    rows = _rows(definition, returns, versions, by)
    units = [_unit(one, rows, definition, now) for one in returns]
    counts = Counter(one.standing for one in units)
    amounts = [one.amount_wan for one in rows] if definition.amount else []
    before = _before(round_)
    after = _entries(definition, returns, versions)
    return Figures(
        definition=definition,
        units=units,
        rows=rows,
        counts={key: counts[key] for key in STANDINGS},
        nil=sum(one.is_nil for one in returns),
        amount_wan=_sum(amounts) if definition.amount else None,
        nested=tiers_of(amounts, definition.tiers_wan, exclusive=False) if definition.tiers_wan else [],
        exclusive=tiers_of(amounts, definition.tiers_wan, exclusive=True) if definition.tiers_wan else [],
        before=before,
        comparison=_comparison(before, after, by) if before else None,
        twice=told_twice(after),
    )


def told_rows(report: ReportReturn, version: ReturnVersion, by: Officer) -> list[Told]:
    """The rows of one version as they are read."""
    return _rows(report.round.form.definition, [report], {report.pk: version}, by)


def cells_of(
    definition: Definition, row: Values, names: dict[str, str], projects: dict[str, tuple[object, str]]
) -> list[Cell]:
    """One row as it is read."""
    cells = []
    for column in definition.columns:
        value = row.get(column.name, "")
        found = projects.get(value) if column.kind == "project" else None
        cells.append(Cell(column, f"{value} {found[1]}" if found else shown(column, value, names), found and found[0]))
    return cells


def _returns(round_: ReportRound, by: Officer) -> list[ReportReturn]:
    seen = ReportReturn.objects.visible_to(by).filter(round=round_).select_related("unit").order_by("unit__path")
    found = list(seen.prefetch_related("urges"))
    for one in found:
        one.round = round_
    return found


def _rows(
    definition: Definition, returns: Sequence[ReportReturn], versions: Mapping[UUID, ReturnVersion], by: Officer
) -> list[Told]:
    told = [(one, row) for one in returns if one.pk in versions for row in versions[one.pk].rows]
    plain = [row for _, row in told]
    names, projects = names_in(definition, plain), projects_in(definition, plain, by)
    return [
        Told(
            report,
            cells_of(definition, row, names, dict(projects)),
            _amount(definition, row),
            _entry_query(definition, row),
        )
        for report, row in told
    ]


def _entry_query(definition: Definition, row: Values) -> str:
    if any(row.get(one.name) for one in definition.columns if one.kind == ColumnKind.PROJECT):
        return ""
    amount = _amount(definition, row)
    said = {"name": row.get(definition.key, "")}
    said |= {"total_investment_yi": shown_yi(amount)} if amount is not None else {}
    chain = next(
        (row[one.name] for one in definition.columns if one.kind == ColumnKind.CHAIN and row.get(one.name)), ""
    )
    return urlencode(said | ({"chain": chain} if chain else {}))


def _unit(report: ReportReturn, rows: Sequence[Told], definition: Definition, now: datetime) -> UnitSum:
    own = [one.amount_wan for one in rows if one.report.pk == report.pk]
    total = _sum(own) if definition.amount and report.current else None
    return UnitSum(report, report.standing_at(now), len(own), total, len(report.urges.all()))


def _before(round_: ReportRound) -> ReportRound | None:
    earlier = ReportRound.objects.filter(request=round_.request_id, sequence__lt=round_.sequence)
    return earlier.select_related("request", "form").order_by("-sequence").first()


def _comparison(before: ReportRound, after: dict[Unit, list[Entry]], by: Officer) -> Comparison:
    returns = _returns(before, by)
    return compare(_entries(before.form.definition, returns, standing_versions(returns)), after)


def _entries(
    definition: Definition, returns: Sequence[ReportReturn], versions: Mapping[UUID, ReturnVersion]
) -> dict[Unit, list[Entry]]:
    """Unit → its rows, for the units that reported."""
    units = {one.pk: Unit(one.unit.code, one.unit.label) for one in returns if one.pk in versions}
    return {unit: [_entry(definition, unit, row) for row in versions[key].rows] for key, unit in units.items()}


def _entry(definition: Definition, unit: Unit, row: Values) -> Entry:
    name = shown_text(row.get(definition.key, ""))
    return Entry(unit, key_of(definition, row), name, _amount(definition, row))


def _amount(definition: Definition, row: Values) -> Decimal | None:
    value = row.get(definition.amount, "") if definition.amount else ""
    return Decimal(value) if value else None


def _sum(amounts: Sequence[Decimal | None]) -> Decimal:
    return sum((one for one in amounts if one is not None), Decimal(0))
