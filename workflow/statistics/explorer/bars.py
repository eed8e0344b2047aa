"""Bars beside words, drawn by the server as SVG: shares of the widest, nothing inline. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from projects.ledger.money import show_yi

Number = Decimal | int


@dataclass(frozen=True)
class Bar:
    """One line: its word, its value and, where compared, the value before; widths in percent as SVG takes them."""

    label: str
    value: Number
    then: Number | None = None
    width: str = "0"
    then_width: str = "0"
    tone: str = "signed"
    is_wan: bool = False

    @property
    def shown(self) -> str:
        """The value beside the bar; 万元 as 亿元."""
        return show_yi(Decimal(self.value)) if self.is_wan else f"{self.value:,}"


def scaled(bars: Sequence[Bar]) -> list[Bar]:
    """With widths: the largest value of all, now or then, takes the whole line; something is never nothing to see."""
    most = max((abs(Decimal(value or 0)) for one in bars for value in (one.value, one.then)), default=Decimal(0))
    return [replace(one, width=_share(one.value, most), then_width=_share(one.then or 0, most)) for one in bars]


def _share(value: Number, most: Number) -> str:
    if not most or not value:
        return "0"
    return f"{max(abs(float(value)) * 100 / float(most), 0.5):.2f}"
