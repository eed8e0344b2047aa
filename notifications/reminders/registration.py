"""Tells the outbox what these rules are called and how to re-check them just before sending."""

from notifications.outbox import registry
from notifications.reminders.families import all_rules

for rule in all_rules():
    registry.register(rule.name, rule.label, rule.why_void)
