"""An answer as every door shows it: columns, lines of numbers that open to their rows, bars, sentences. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from projects.ledger.money import show_yi
from workflow.statistics.arithmetic import YearOnYear, rounded
from workflow.statistics.explorer.bars import Bar
from workflow.statistics.figures import Cell
from workflow.statistics.terms import Measure

Value = int | Decimal | None
MOST_BESIDE = 8
"""Columns of a table that leaves room for the bars beside it."""


class Form(StrEnum):
    """How the numbers of a column look; the unit stands in the heading."""

    COUNT = "count"
    YI = "yi"  # kept in 万元, shown in 亿元
    WAN = "wan"  # 万美元
    CHANGE = "change"
    PERCENT = "percent"
    GROWTH = "growth"
    DAYS = "days"


@dataclass(frozen=True)
class Column:
    """A column of the table."""

    title: str
    form: Form = Form.COUNT


@dataclass(frozen=True)
class Number:
    """A number; ``figure`` opens it to its rows. ``note`` is said in its place or beside it (上年同期为0)."""

    value: Value
    form: Form = Form.COUNT
    figure: str = ""
    note: str = ""

    @property
    def shown(self) -> str:
        """As the page prints it; empty where there is no number."""
        if self.value is None:
            return ""
        return _SHOWN[self.form](Decimal(self.value))

    @property
    def plain(self) -> Value:
        """As a spreadsheet keeps it: 亿元 for money, percentage points for rates."""
        if self.value is None or self.form != Form.YI:
            return self.value
        return Decimal(self.value) / 10_000


def _signed(value: Decimal) -> str:
    return f"{value:+,}" if value else "0"


_SHOWN = {
    Form.COUNT: lambda value: f"{value:,}",
    Form.DAYS: lambda value: f"{value:,}",
    Form.YI: show_yi,
    Form.WAN: lambda value: f"{rounded(value, 2):,}",
    Form.CHANGE: _signed,
    Form.PERCENT: lambda value: f"{rounded(value, 2)}%",
    Form.GROWTH: lambda value: f"{rounded(value, 1):+}%" if value else "0%",
}


@dataclass(frozen=True)
class Line:
    """One line: a label and its numbers, one for each column."""

    label: str
    numbers: tuple[Number, ...]
    is_total: bool = False
    key: str | None = None


@dataclass(frozen=True)
class Answer:
    """The whole answer. ``figure``: of the main number, for differences and for freezing; empty where there is none."""

    title: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    label: str = ""
    sentences: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    bars: tuple[Bar, ...] = ()
    bars_title: str = ""
    figure: str = ""

    @property
    def text(self) -> str:
        """To be copied into a bulletin."""
        return "".join(self.sentences)

    @property
    def shown_lines(self) -> list[dict[str, Any]]:
        """Every line with its numbers under their columns."""
        return [
            {
                "label": line.label,
                "is_total": line.is_total,
                "cells": list(zip(self.columns, line.numbers, strict=True)),
            }
            for line in self.lines
        ]

    @property
    def is_wide(self) -> bool:
        """Does the table need the whole width?"""
        return len(self.columns) > MOST_BESIDE

    @property
    def is_empty(self) -> bool:
        """Nothing but totals of nothing."""
        return not any(number.value for line in self.lines for number in line.numbers)


def count_of(cell: Cell | None) -> Number:
    """The number of a cell; 0 for none."""
    return Number(cell.count, Form.COUNT, cell.figure) if cell else Number(0)


def money_of(cell: Cell | None, measure: Measure) -> Number:
    """Its money."""
    form = form_of(measure)
    return Number(cell.amount or Decimal(0), form, cell.figure) if cell else Number(Decimal(0), form)


def form_of(measure: Measure) -> Form:
    """亿元 for RMB, 万美元 for actually used foreign capital."""
    return Form.WAN if measure == Measure.FOREIGN_USD else Form.YI


def growth_of(told: YearOnYear, base: str) -> Number:
    """The growth in percent; a base of nothing has words and no percentage."""
    return Number(told.percent, Form.GROWTH, note=f"{base}为0" if told.percent is None else "")
