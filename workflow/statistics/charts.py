"""Bars beside words, drawn by the server as SVG: shares of the widest, nothing inline. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

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
    url: str = ""


def scaled(bars: Sequence[Bar]) -> list[Bar]:
    """With widths: the largest value of all, now or then, takes the whole line; something is never nothing to see."""
    most = max((max(abs(one.value), abs(one.then or 0)) for one in bars), default=Decimal(0))
    return [
        Bar(one.label, one.value, one.then, _share(one.value, most), _share(one.then or 0, most), one.tone, one.url)
        for one in bars
    ]


def _share(value: Number, most: Number) -> str:
    if not most or not value:
        return "0"
    return f"{max(float(abs(value)) * 100 / float(most), 0.5):.2f}"
