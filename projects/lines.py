"""Text on one line: names of projects, series, places, enterprises. What cannot be seen has no business there."""

from __future__ import annotations

import unicodedata

from projects.errors import Invalid

_UNSEEN = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Control characters with line breaks, halves of surrogate pairs, line and paragraph separators."""
DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They turn the reading direction round, so that a name reads as another."""


def is_clean(text: str) -> bool:
    """Nothing but what one line can show?"""
    return not any(char in DIRECTIONS or unicodedata.category(char) in _UNSEEN for char in text)


def check_line(text: str, label: str, field: str) -> str:
    """``text`` without the blanks around it, or ``Invalid``."""
    line = text.strip()
    if not is_clean(line):
        raise Invalid(f"“{label}”含有换行或不可见字符，请删去后重新填写。", field)
    return line


def without_unseen(text: str) -> str:
    """``text`` on one line with what cannot be seen left out: for names taken from files, which nobody typed."""
    return "".join(char for char in text if is_clean(char)).strip()
