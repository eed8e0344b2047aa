"""Who wants to hear of acts, in the order in which they are committed: rooms above register a listener.

A listener is called twice. First with the acts, before the head of the chain is locked: it may read. Then, under that
lock, what it returned is called with the numbers the acts were given: it writes, fast. As the head stays locked until
the transaction ends, whatever is written there becomes visible in the order of the numbers, and no smaller number
appears after a greater one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import models


@dataclass(frozen=True)
class Heard:
    """One act: what was done (``"project.update"``), to which row, when; ``fields``: the names of what changed."""

    action: str
    subject: models.Model | None
    at: datetime
    result: str
    fields: frozenset[str] = frozenset()


Write = Callable[[Sequence[int]], None]
Listener = Callable[[Sequence[Heard]], Write | None]
_LISTENERS: list[Listener] = []


def listen(listener: Listener) -> None:
    """Call ``listener`` at the end of every transaction that holds an act."""
    if listener not in _LISTENERS:
        _LISTENERS.append(listener)


def told(acts: Sequence[Heard]) -> list[Write]:
    """What the listeners want to write once the acts have their numbers."""
    return [write for listener in _LISTENERS if (write := listener(acts)) is not None]
