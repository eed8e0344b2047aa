"""Which rules ask for an answer, as the room of the rules tells it."""

from __future__ import annotations

from notifications.receipts.terms import Acknowledge

_ASKING: dict[str, Acknowledge] = {}


def asks(rule: str, terms: Acknowledge) -> None:
    """Make known that ``rule`` asks. The same name again replaces it."""
    _ASKING[rule] = terms


def terms_of(rule: str) -> Acknowledge | None:
    """What ``rule`` asks; None when it asks for nothing."""
    return _ASKING.get(rule)


def asking() -> dict[str, Acknowledge]:
    """Every rule that asks."""
    return dict(_ASKING)
