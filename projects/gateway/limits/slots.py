"""How many requests of one caller this process holds, and how many of them it works on. In memory: it dies with us.

Those beyond ``working`` wait without using the processor, so that others find it free; those beyond ``most`` are
refused, so that others find a thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import BoundedSemaphore, Lock

PATIENCE = 20.0  # seconds in which an earlier request of the same caller should have ended


@dataclass
class _Place:
    working: BoundedSemaphore
    held: int = 0


_lock = Lock()
_places: dict[str, _Place] = {}


def take(who: str, most: int, working: int = 1000, patience: float = PATIENCE) -> bool:
    """One more for ``who``, as soon as fewer than ``working`` are at work; False when it cannot be."""
    with _lock:
        place = _places.setdefault(who, _Place(BoundedSemaphore(working)))
        if place.held >= most:
            return False
        place.held += 1
    if place.working.acquire(timeout=patience):
        return True
    _leave(who, place)
    return False


def give_back(who: str) -> None:
    """It is done."""
    with _lock:
        place = _places[who]
    place.working.release()
    _leave(who, place)


def taken(who: str) -> int:
    """How many are here."""
    with _lock:
        return _places[who].held if who in _places else 0


def _leave(who: str, place: _Place) -> None:
    with _lock:
        place.held -= 1
        if not place.held:
            del _places[who]
