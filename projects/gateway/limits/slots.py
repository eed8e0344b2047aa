"""How many requests of one caller this process holds, and how many of them it works on. In memory: it dies with us.

Those beyond ``working`` wait without using the processor, so that others find it free; those beyond ``most`` are
refused, so that others find a thread. While others call as well, who has several requests here takes turns with them:
one at work, then nothing until theirs are done and as much time is gone as it took, half a second at most.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Condition
from time import monotonic

PATIENCE = 20.0  # seconds in which an earlier request of the same caller should have ended
COURTESY = 0.5  # seconds for which one of several requests stands back at most
LATELY = 2.0  # seconds for which somebody who called counts as calling


@dataclass
class _Place:
    held: int = 0
    at_work: int = 0
    began: float = 0.0
    """When the latest of those at work began."""
    ended: float = 0.0
    took: float = 0.0


_turn = Condition()
_places: dict[str, _Place] = {}
_called: dict[str, float] = {}
"""The last two callers, and when they had something at work."""


def take(who: str, most: int, working: int = 1000, patience: float = PATIENCE) -> bool:
    """One more for ``who``, as soon as it is its turn, with at most ``working`` at work; False when it cannot be."""
    until = monotonic() + patience
    with _turn:
        place = _places.setdefault(who, _Place())
        if place.held >= most:
            return False
        place.held += 1
        while wait := _until_turn(who, place, working):
            left = until - monotonic()
            if left <= 0:
                _leave(who, place)
                return False
            _turn.wait(min(wait, left))
        place.at_work += 1
        place.began = monotonic()
        _note(who)
        return True


def give_back(who: str) -> None:
    """It is done."""
    with _turn:
        place = _places[who]
        place.at_work -= 1
        place.ended = monotonic()
        place.took = place.ended - place.began
        _note(who)
        _leave(who, place)
        _turn.notify_all()


def taken(who: str) -> int:
    """How many are here."""
    with _turn:
        return _places[who].held if who in _places else 0


def _until_turn(who: str, place: _Place, working: int) -> float:
    """Seconds until another request of ``who`` may be looked at again, 0 when it may begin."""
    now = monotonic()
    if place.at_work >= working:
        return PATIENCE
    if place.held == 1 or not any(one != who and now - at < LATELY for one, at in _called.items()):
        return 0.0
    if place.at_work:
        return LATELY
    latest = place.ended + COURTESY - now
    if any(one.at_work for one in _places.values()):
        return max(0.0, latest)
    return max(0.0, min(latest, place.ended + place.took - now))


def _note(who: str) -> None:
    _called.pop(who, None)
    while len(_called) > 1:
        del _called[next(iter(_called))]
    _called[who] = monotonic()


def _leave(who: str, place: _Place) -> None:
    place.held -= 1
    if not place.held:
        del _places[who]
