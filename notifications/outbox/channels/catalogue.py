"""Every channel there is: each module of this package may hold some."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable
from importlib import import_module
from inspect import isabstract

from notifications.outbox import channels
from notifications.outbox.channels.base import Audience, Channel


def _found() -> dict[str, Channel]:
    found: dict[str, Channel] = {}
    for module in pkgutil.iter_modules(channels.__path__, f"{channels.__name__}."):
        if module.name == __name__:
            continue
        for kind in vars(import_module(module.name)).values():
            if isinstance(kind, type) and issubclass(kind, Channel) and not isabstract(kind):
                found.setdefault(kind.name, kind())
    return dict(sorted(found.items()))


CHANNELS: dict[str, Channel] = _found()


def by_name(name: str) -> Channel | None:
    """The channel of that name; None where its file is gone."""
    return CHANNELS.get(name)


def label_of(name: str) -> str:
    """Its Chinese name; the code name where its file is gone."""
    found = by_name(name)
    return found.label if found else name


def configured() -> list[Channel]:
    """Channels that need a set-up of the system administrator's: all but mail."""
    return [channel for channel in CHANNELS.values() if channel.wants]


def registered() -> list[Channel]:
    """Channels on which people have an account of their own."""
    return [one for one in configured() if one.audience is Audience.PERSON and one.keeps_addresses]


def to_people() -> list[Channel]:
    """Channels over which one person is told, mail first."""
    found = [channel for channel in CHANNELS.values() if channel.audience is Audience.PERSON]
    return sorted(found, key=lambda channel: bool(channel.wants))


def choices(channels: Iterable[Channel]) -> list[tuple[str, str]]:
    """(name, label) of each."""
    return [(channel.name, channel.label) for channel in channels]


def journalled() -> list[str]:
    """Names of those whose lost answers a journal may find."""
    return [channel.name for channel in CHANNELS.values() if channel.has_journal]
