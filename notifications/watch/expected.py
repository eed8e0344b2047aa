"""Which heartbeats the watch waits for, and what else it asks: told by the rooms above and by the composition root."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

BEAT, WEB, CANARY = "watch.beat", "watch.web", "watch.canary"
OWN = (BEAT, WEB, CANARY)


@dataclass(frozen=True)
class Pulse:
    """A scan or task that leaves a heartbeat at least once a minute: the name of its watermark, and its name."""

    name: str
    label: str


_PULSES: dict[str, Pulse] = {
    "outbox.deliver": Pulse("outbox.deliver", "发送"),
    "outbox.reconcile": Pulse("outbox.reconcile", "核对发送结果"),
}
_BROKER: list[Callable[[], bool]] = []


def expect(name: str, label: str) -> None:
    """Wait for one more. The same name again replaces it."""
    _PULSES[name] = Pulse(name, label)


def pulses() -> list[Pulse]:
    """All that are waited for, but the watchmen's own."""
    return list(_PULSES.values())


def label_of(name: str) -> str:
    """The Chinese name of a scan; its code name where nobody waits for it."""
    return _PULSES[name].label if name in _PULSES else name


def ask_broker(answers: Callable[[], bool]) -> None:
    """How the broker is asked whether it answers: the composition root knows which one there is."""
    _BROKER[:] = [answers]


def broker_answers() -> bool:
    """Does it? Taken at its word where nobody said how to ask."""
    return all(answers() for answers in _BROKER)
