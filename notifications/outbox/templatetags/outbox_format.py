"""How rules and results read on a page."""

from __future__ import annotations

from django import template

from notifications.outbox import registry
from notifications.outbox.models import DeliveryState

register = template.Library()

_COLOURS = {
    DeliveryState.SENT: "green",
    DeliveryState.FAILED: "red",
    DeliveryState.DEAD: "red",
    DeliveryState.UNCERTAIN: "yellow",
    DeliveryState.CLOSED: "grey",
    DeliveryState.VOID: "grey",
}


@register.filter
def rule_label(name: str) -> str:
    """The Chinese name of a rule."""
    return registry.label_of(name)


@register.filter
def result_colour(state: str) -> str:
    """The colour of the tag of a delivery's state."""
    return _COLOURS.get(DeliveryState(state), "blue")
