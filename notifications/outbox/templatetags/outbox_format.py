"""How rules and results read on a page."""

from __future__ import annotations

from django import template

from notifications.outbox import registry
from notifications.outbox.channels import catalogue
from notifications.outbox.channels.base import Audience
from notifications.outbox.models import Attempt, Delivery, DeliveryState

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


@register.filter
def channel_label(delivery: Delivery) -> str:
    """The Chinese name of the delivery's channel."""
    return catalogue.label_of(delivery.channel)


@register.filter
def shown_address(delivery: Delivery) -> str:
    """Where it goes, as anybody may read it: mail masked, a group by its name."""
    channel = catalogue.by_name(delivery.channel)
    if channel is None:
        return ""
    if channel.audience is Audience.GROUP:
        return delivery.setup.name if delivery.setup else ""
    return channel.shown(delivery.address)


@register.filter
def outcome_label(attempt: Attempt) -> str:
    """What came of an attempt or a decision, where the state says only what it waits for."""
    if attempt.outcome != DeliveryState.QUEUED:
        return attempt.get_outcome_display()
    return "没有发出，再试" if attempt.number and not attempt.by_id else "排队发送"


@register.filter
def is_mail(delivery: Delivery) -> bool:
    """Only a mail address is shown whole to whoever must find the fault."""
    return delivery.channel == "email"
