"""Tells the outbox what this room adds to its mails and pages."""

from notifications.outbox import additions
from notifications.receipts.shown import ADDITION

additions.register("receipts", ADDITION)
