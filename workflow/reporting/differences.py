"""What became of the rows from one round to the next, and from one version of a return to the next. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from projects.ledger.money import show_yi
from workflow.reporting.cells import shown
from workflow.reporting.columns import Definition
from workflow.reporting.rows import key_of


@dataclass(frozen=True)
class Unit:
    """Who reported: the same by its code, whatever it is called; read as it is called."""

    code: str
    label: str = field(compare=False)

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True)
class Entry:
    """One row of one unit. ``amount_wan``: None where the form has none or the cell is empty."""

    unit: Unit
    key: str
    name: str
    amount_wan: Decimal | None


@dataclass(frozen=True)
class Moved:
    """A row whose amount changed."""

    entry: Entry
    before_wan: Decimal | None

    @property
    def words(self) -> str:
        """由20.00亿元调增至25.00亿元."""
        before, after = self.before_wan, self.entry.amount_wan
        if before is None or after is None:
            return f"金额由{_yi(before)}改为{_yi(after)}"
        return f"由{_yi(before)}{'调增' if after > before else '调减'}至{_yi(after)}"


@dataclass(frozen=True)
class Comparison:
    """The round against the one before. ``uncompared``: units that did not report in one of the two."""

    new: list[Entry]
    gone: list[Entry]
    moved: list[Moved]
    same: int
    uncompared: list[Unit]

    @property
    def words(self) -> str:
        """One sentence."""
        parts = [
            f"新增{len(self.new)}项{_sum(self.new)}" if self.new else "",
            f"减少{len(self.gone)}项{_sum(self.gone)}" if self.gone else "",
            f"{len(self.moved)}项金额变动" if self.moved else "",
            f"{self.same}项不变" if self.same else "",
        ]
        return "、".join(part for part in parts if part) or "两期都没有内容"


def compare(before: Mapping[Unit, Sequence[Entry]], after: Mapping[Unit, Sequence[Entry]]) -> Comparison:
    """``before`` and ``after``: unit → its rows, for the units that reported. Only units of both are compared.

    A unit that is missing has not lost its projects: nothing is known of them.
    """
    new: list[Entry] = []
    gone: list[Entry] = []
    moved: list[Moved] = []
    same = 0
    for unit in (one for one in after if one in before):
        then, now = {one.key: one for one in before[unit]}, {one.key: one for one in after[unit]}
        new += [one for key, one in now.items() if key not in then]
        gone += [one for key, one in then.items() if key not in now]
        kept = [key for key in now if key in then]
        changed = [key for key in kept if now[key].amount_wan != then[key].amount_wan]
        moved += [Moved(now[key], then[key].amount_wan) for key in changed]
        same += len(kept) - len(changed)
    uncompared = [unit for unit in dict.fromkeys([*before, *after]) if unit not in before or unit not in after]
    return Comparison(new, gone, moved, same, uncompared)


def told_twice(after: Mapping[Unit, Sequence[Entry]]) -> list[tuple[str, list[Unit]]]:
    """Names that two units or more report, with the units."""
    found: dict[str, list[Entry]] = {}
    for rows in after.values():
        for one in rows:
            found.setdefault(one.key, []).append(one)
    twice = [rows for rows in found.values() if len({one.unit for one in rows}) > 1]
    return [(rows[0].name, [one.unit for one in rows]) for rows in twice]


@dataclass(frozen=True)
class Change:
    """One thing that a later version of a return says otherwise."""

    kind: str  # added | removed | changed
    row: str
    label: str = ""
    before: str = ""
    after: str = ""

    @property
    def words(self) -> str:
        """For a list."""
        if self.kind == "added":
            return f"增加“{self.row}”"
        if self.kind == "removed":
            return f"删去“{self.row}”"
        return f"“{self.row}”的{self.label}由“{self.before or '（空）'}”改为“{self.after or '（空）'}”"


def changes_between(
    definition: Definition,
    before: Sequence[Mapping[str, str]],
    after: Sequence[Mapping[str, str]],
    names: Mapping[str, str],
) -> list[Change]:
    """Row by row, recognised by its key; values as people read them."""
    then = {key_of(definition, row): row for row in before}
    now = {key_of(definition, row): row for row in after}
    key = definition.column(definition.key)
    changes: list[Change] = []
    for found, row in now.items():
        name = shown(key, row.get(definition.key, ""), names)
        if found not in then:
            changes.append(Change("added", name))
            continue
        for column in definition.columns:
            old, new = then[found].get(column.name, ""), row.get(column.name, "")
            if old != new:
                told = [f"{shown(column, one, names)}{column.unit if one else ''}" for one in (old, new)]
                changes.append(Change("changed", name, column.label, *told))
    removed = [shown(key, row.get(definition.key, ""), names) for found, row in then.items() if found not in now]
    return [*changes, *(Change("removed", name) for name in removed)]


def _sum(entries: Sequence[Entry]) -> str:
    amounts = [one.amount_wan for one in entries if one.amount_wan is not None]
    return f"（{show_yi(sum(amounts, Decimal(0)))}亿元）" if amounts else ""


def _yi(amount_wan: Decimal | None) -> str:
    return "（空）" if amount_wan is None else f"{show_yi(amount_wan)}亿元"
