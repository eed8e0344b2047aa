"""The peppers of key digests: numbered, so that a new one can come while keys under an old one still work.

``LUODI_API_KEY_PEPPER`` is one value (number 1) or ``2:<new>,1:<old>``. New keys take the first; a row names its own.
"""

from __future__ import annotations

import re
from functools import lru_cache

from django.conf import settings

_NUMBERED = re.compile(r"([1-9]\d{0,3}):([^,]+)")


@lru_cache(maxsize=8)
def read_peppers(text: str) -> dict[int, str]:
    """Number → pepper, the one for new keys first. ValueError when a list is malformed or uses a number twice."""
    if not _NUMBERED.match(text):
        return {1: text}
    found: dict[int, str] = {}
    for part in text.split(","):
        match = _NUMBERED.fullmatch(part.strip())
        if match is None or int(match[1]) in found:
            raise ValueError("LUODI_API_KEY_PEPPER: 2:<new>,1:<old>, each number once")
        found[int(match[1])] = match[2]
    return found


def peppers() -> dict[int, str]:
    """Those of this installation."""
    return read_peppers(str(settings.API_KEY_PEPPER))


def newest() -> tuple[int, str]:
    """Number and value of the pepper that new keys take."""
    return next(iter(peppers().items()))
