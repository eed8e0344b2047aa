"""Tells the outbox what these rules are called, how to re-check them, what groups hear of them, and who reads whose."""

from notifications.outbox import registry, sight
from notifications.reminders.deputies import rechecked
from notifications.reminders.elsewhere import with_item_elsewhere, with_part_elsewhere
from notifications.reminders.families import all_rules
from notifications.reminders.group_words import to_group

for rule in all_rules():
    registry.register(rule.name, rule.label, rechecked(rule), to_group(rule.name))
sight.register("part elsewhere", with_part_elsewhere)
sight.register("item elsewhere", with_item_elsewhere)
