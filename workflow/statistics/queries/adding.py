"""Adding rows up, in the database: one statement, however many cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, IntegerField, Sum, Value

from projects.people.models import Officer
from workflow.statistics.figures import Cell, Figure, Question
from workflow.statistics.keys import encode
from workflow.statistics.queries.lines import Lines, lines_of
from workflow.statistics.queries.splitting import Labels
from workflow.statistics.terms import By

NOTHING = Decimal(0)
PLACES = Decimal("0.0001")
WHOLE, CELLS = "whole", "cells"


@dataclass
class Added:
    """What one cell adds up to."""

    count: int = 0
    amount: Decimal = NOTHING
    increases: int = 0
    increase_amount: Decimal = NOTHING

    def add(self, counts: bool, number: int, money: Decimal) -> None:
        """One line of the answer of the database."""
        self.amount += money
        if counts:
            self.count += number
        else:
            self.increases += number
            self.increase_amount += money

    def plus(self, other: Added) -> None:
        """Both together."""
        self.count, self.amount = self.count + other.count, self.amount + other.amount
        self.increases += other.increases
        self.increase_amount += other.increase_amount


def exact(money: Decimal | None) -> Decimal:
    """A sum with its four decimals: SQLite adds up in binary."""
    return NOTHING if money is None else money.quantize(PLACES, ROUND_HALF_UP)


def totals(parts: Iterable[tuple[str, Lines]], *groups: str) -> list[tuple[Any, ...]]:
    """One statement: (part, counts, *groups, number, money) for every part and group that has rows."""
    asked = []
    for part, lines in parts:
        named = lines.rows.order_by().annotate(part=Value(part), counts=Value(int(lines.counts), IntegerField()))
        grouped = named.values("part", "counts", *groups).annotate(number=Count("pk"), sum=Sum("money"))
        asked.append(grouped.values_list("part", "counts", *groups, "number", "sum"))
    if not asked:
        return []
    return list(asked[0].union(*asked[1:], all=True) if len(asked) > 1 else asked[0])


def cell(question: Question, label: str, total: Added) -> Cell:
    """A number with its key."""
    return Cell(
        key=question.cell,
        label=label,
        count=total.count,
        amount=total.amount,
        figure=encode(question),
        increases=total.increases,
        increase_amount=total.increase_amount,
    )


def figure(officer: Officer, question: Question) -> Figure:
    """The total and, when split, its cells. Tags overlap: their total is added up apart, in the same statement."""
    overlaps = question.by is not None and question.by.by == By.TAG
    parts = [(CELLS, lines) for lines in lines_of(officer, question)]
    whole = replace(question, by=None, cell=None)
    if overlaps:
        parts += [(WHOLE, replace(one, rows=one.rows.annotate(cell=_no_cell()))) for one in lines_of(officer, whole)]
    sums: dict[Any, Added] = defaultdict(Added)
    total = Added()
    for part, counts, *raw, number, money in totals(parts, *(["cell"] if question.by else [])):
        if part == CELLS and raw:
            sums[raw[0]].add(bool(counts), number, exact(money))
        if part == WHOLE or not overlaps:
            total.add(bool(counts), number, exact(money))
    return Figure(question, cell(whole, "合计", total), _cells(question, sums), overlaps)


def _no_cell() -> Value:
    return Value("")


def _cells(question: Question, sums: dict[Any, Added]) -> tuple[Cell, ...]:
    if question.by is None:
        return ()
    labels = Labels(question.by, sums, question.moment.as_of)
    merged: dict[str, tuple[Any, Added]] = {}
    for raw, found in sorted(sums.items(), key=lambda one: labels.order(one[0])):
        merged.setdefault(labels.key(raw), (raw, Added()))[1].plus(found)
    return tuple(cell(question.narrowed(key), labels.label(raw), found) for key, (raw, found) in merged.items())
