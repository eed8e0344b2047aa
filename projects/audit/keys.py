"""The keys of the chain: numbered, so that a new one can come while entries under an old one still verify.

``LUODI_AUDIT_KEY`` is one value (number 1) or ``2:<new>,1:<old>``. New entries and checkpoints take the first. An entry
names its key beside its algorithm (``hmac-sm3:2``; key 1 has no mark), and that name is under its digest.
"""

from __future__ import annotations

import re
from functools import lru_cache

from django.conf import settings

from projects.audit.chain import ALGORITHMS

SHORTEST = 32
FIRST = 1
_NUMBERED = re.compile(r"([1-9]\d{0,3}):([^,]+)")


class NoSuchKey(KeyError):
    """The configuration holds no key of this number."""


@lru_cache(maxsize=8)
def read_keys(text: str) -> dict[int, bytes]:
    """Number → key, the one for new entries first, which bears the highest number. ValueError when malformed."""
    if not _NUMBERED.match(text):
        return {FIRST: text.encode()}
    found: dict[int, bytes] = {}
    for part in text.split(","):
        match = _NUMBERED.fullmatch(part.strip())
        if match is None or int(match[1]) in found:
            raise ValueError("LUODI_AUDIT_KEY: 2:<new>,1:<old>, each number once")
        found[int(match[1])] = match[2].encode()
    if next(iter(found)) != max(found):
        raise ValueError("LUODI_AUDIT_KEY: the newest key has the highest number and stands first")
    return found


def keys() -> dict[int, bytes]:
    """Those of this installation."""
    return read_keys(str(settings.AUDIT_KEY))


def newest() -> tuple[int, bytes]:
    """Number and value of the key that new entries take."""
    return next(iter(keys().items()))


def mark() -> str:
    """What a new entry says of its digest: algorithm, and the number of its key where that is not the first."""
    number = newest()[0]
    return settings.AUDIT_ALGORITHM if number == FIRST else f"{settings.AUDIT_ALGORITHM}:{number}"


def number_of(marked: str) -> int:
    """The number of the key in the mark of an entry. KeyError for a mark that nobody writes."""
    name, colon, number = marked.partition(":")
    if name not in ALGORITHMS:
        raise KeyError(marked)
    if not colon:
        return FIRST
    if not number.isascii() or not number.isdigit() or number[0] == "0" or int(number) <= FIRST:
        raise KeyError(marked)
    return int(number)


def key_of(marked: str) -> bytes:
    """The key under which an entry was made. ``NoSuchKey`` when it is not configured."""
    number = number_of(marked)
    found = keys().get(number)
    if found is None:
        raise NoSuchKey(number)
    return found
