"""Every write of the room: webhooks and their secrets, deliveries, networks that may be reached."""

from notifications.webhooks.services.keeping import (
    change_webhook,
    create_webhook,
    remove_webhook,
    rotate_secret,
    switch_webhook,
)
from notifications.webhooks.services.networks import allow_network, forbid_network
from notifications.webhooks.services.pushing import purge, push_test, replay

__all__ = [
    "allow_network",
    "change_webhook",
    "create_webhook",
    "forbid_network",
    "purge",
    "push_test",
    "remove_webhook",
    "replay",
    "rotate_secret",
    "switch_webhook",
]
"""``stopping`` is the sender's own and not among them."""
