"""Tells the outbox what these rules are called, how to re-check them just before sending, and who reads whose."""

from notifications.outbox import registry, sight
from notifications.reminders.deputies import rechecked
from notifications.reminders.elsewhere import with_item_elsewhere, with_part_elsewhere
from notifications.reminders.families import all_rules

for rule in all_rules():
    registry.register(rule.name, rule.label, rechecked(rule))
sight.register("part elsewhere", with_part_elsewhere)
sight.register("item elsewhere", with_item_elsewhere)
