"""The address of the list: filters, order, columns and view, in one canonical form for links, views and exports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

EVERYTHING = {"view": ["all"]}
"""An address without any word opens the view by habit; this one never does."""


@dataclass(frozen=True)
class Address:
    """``filters``: name → words, canonical. ``columns``: keys as the address gives them, none: by habit.

    ``view``: the saved view on which the address stands; its filters are always written out beside it (``set=1``).
    """

    filters: Mapping[str, list[str]] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    view: str = ""

    @property
    def query(self) -> str:
        """The filters and the order alone: what a view saves, what an export is asked for."""
        return urlencode(self.filters, doseq=True)

    def link(self, without: Iterable[str] = (), only: tuple[str, str] | None = None, **over: str) -> str:
        """``?…`` with changes: ``without`` names left out, ``only`` one word of several left out, ``over`` set anew."""
        pairs = {name: list(words) for name, words in self.filters.items() if name not in without}
        if only is not None:
            pairs[only[0]] = [word for word in pairs[only[0]] if word != only[1]]
        pairs |= {name: [word] for name, word in over.items()}
        pairs = {name: words for name, words in pairs.items() if any(words)}
        return f"?{urlencode({**self._beside(), **pairs} or EVERYTHING, doseq=True)}"

    def _beside(self) -> dict[str, list[str]]:
        view = {"view": [self.view], "set": ["1"]} if self.view else {}
        return view | ({"columns": [",".join(self.columns)]} if self.columns else {})
