"""How many requests of one caller this process works on at once. In memory, so that no slot outlives the process."""

from __future__ import annotations

from collections import Counter
from threading import Lock

_lock = Lock()
_taken: Counter[str] = Counter()


def take(who: str, most: int) -> bool:
    """One more for ``who``; False when all are taken."""
    with _lock:
        if _taken[who] >= most:
            return False
        _taken[who] += 1
        return True


def give_back(who: str) -> None:
    """It is done."""
    with _lock:
        _taken[who] -= 1
        if _taken[who] <= 0:
            del _taken[who]


def taken(who: str) -> int:
    """How many are at work."""
    with _lock:
        return _taken[who]
