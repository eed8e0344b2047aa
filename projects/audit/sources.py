"""Where an act comes from: the address and the door of the request that is being answered."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from projects.audit.models import Channel


@dataclass
class Source:
    """``written``: number and result of each entry appended on its behalf, also those whose act was undone later."""

    channel: str = Channel.SYSTEM
    address: str = ""
    request: str = ""
    written: list[tuple[int, str]] = field(default_factory=list)


DOOR = "LUODI_DOOR"
"""Set by manage.py for commands typed by an operator; what ``serve`` starts is the system."""

_SOURCE: ContextVar[Source | None] = ContextVar("audit_source", default=None)


def current_source() -> Source:
    """The source of what happens now: the console for a command, else the system itself, where no door said it."""
    return _SOURCE.get() or Source(os.environ.get(DOOR, Channel.SYSTEM))


@contextmanager
def coming_from(source: Source) -> Iterator[Source]:
    """Everything recorded inside comes from ``source``."""
    token = _SOURCE.set(source)
    try:
        yield source
    finally:
        _SOURCE.reset(token)
