"""How many requests of one caller this process holds, and how many of them it works on. In memory: it dies with us.

Those beyond ``working`` wait, the oldest first, without using the processor, so that others find it free; those beyond
``most`` are refused, so that others find a thread. Who holds more than it may have at work takes turns with the others
that call as well: one at work, then nothing until theirs are done and as much time is gone as it took, half a second
at most. Strangers are counted, but nobody stands back for them, nor they for anybody.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from threading import Condition
from time import monotonic

PATIENCE = 20.0  # seconds in which an earlier request of the same caller should have ended
COURTESY = 0.5  # seconds for which one of several requests stands back at most
LATELY = 2.0  # seconds for which somebody who called counts as calling


@dataclass
class _Place:
    takes_turns: bool
    held: int = 0
    at_work: int = 0
    waiting: deque[object] = field(default_factory=deque)
    began: float = 0.0
    """When the latest of those at work began."""
    ended: float = 0.0
    took: float = 0.0


_turn = Condition()
_places: dict[str, _Place] = {}
_called: dict[str, float] = {}
"""The last two callers that take turns, and when they had something at work."""


def take(who: str, most: int, working: int = 1000, patience: float = PATIENCE, *, takes_turns: bool = True) -> bool:
    """One more for ``who``, as soon as it is its turn, with at most ``working`` at work; False when it cannot be."""
    until, ticket = monotonic() + patience, object()
    with _turn:
        place = _places.setdefault(who, _Place(takes_turns))
        if place.held >= most:
            return False
        place.held += 1
        place.waiting.append(ticket)
        try:
            while wait := _until_turn(who, place, working, ticket):
                left = until - monotonic()
                if left <= 0:
                    _leave(who, place)
                    return False
                _turn.wait(min(wait, left))
            place.at_work += 1
            place.began = monotonic()
            _note(who, place)
            return True
        finally:
            place.waiting.remove(ticket)
            _turn.notify_all()


def give_back(who: str) -> None:
    """It is done."""
    with _turn:
        place = _places[who]
        place.at_work -= 1
        place.ended = monotonic()
        place.took = place.ended - place.began
        _note(who, place)
        _leave(who, place)
        _turn.notify_all()


def taken(who: str) -> int:
    """How many are here."""
    with _turn:
        return _places[who].held if who in _places else 0


def _until_turn(who: str, place: _Place, working: int, ticket: object) -> float:
    """Seconds until that request of ``who`` may be looked at again, 0 when it may begin."""
    now = monotonic()
    if place.waiting[0] is not ticket or place.at_work >= working:
        return PATIENCE
    if place.held <= working or not place.takes_turns or not _others_call(who, now):
        return 0.0
    if place.at_work:
        return max(0.0, place.began + COURTESY - now)
    latest = place.ended + COURTESY - now
    if any(one.at_work for one in _places.values() if one.takes_turns):
        return max(0.0, latest)
    return max(0.0, min(latest, place.ended + place.took - now))


def _others_call(who: str, now: float) -> bool:
    return any(one != who and now - at < LATELY for one, at in _called.items())


def _note(who: str, place: _Place) -> None:
    if not place.takes_turns:
        return
    _called.pop(who, None)
    while len(_called) > 1:
        del _called[next(iter(_called))]
    _called[who] = monotonic()


def _leave(who: str, place: _Place) -> None:
    place.held -= 1
    if not place.held:
        del _places[who]
