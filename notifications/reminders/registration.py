"""Tells the outbox what these rules are called, how to re-check them, what groups hear of them, who reads whose, and
what they are about; the preferences, what may be chosen about them; the room of receipts, which of them ask for an
answer; and the watch, which scans must run."""

from notifications.outbox import matters, registry, sight
from notifications.preferences import registry as preferences
from notifications.receipts import registry as receipts
from notifications.reminders import bars
from notifications.reminders.deputies import rechecked
from notifications.reminders.elsewhere import with_item_elsewhere, with_part_elsewhere
from notifications.reminders.families import FAMILIES, all_rules
from notifications.reminders.group_words import to_group
from notifications.reminders.services import HEARTBEAT
from notifications.reminders.subjects import matters as all_matters
from notifications.reminders.terms import terms_of
from notifications.watch.expected import expect

for rule in all_rules():
    registry.register(rule.name, rule.label, rechecked(rule), to_group(rule.name), rule.until)
    preferences.register(rule.name, rule.label, terms_of(rule))
    if rule.acknowledge is not None:
        receipts.asks(rule.name, rule.acknowledge)
for matter in all_matters():
    matters.register(matter)
bars.register()
sight.register("part elsewhere", with_part_elsewhere)
sight.register("item elsewhere", with_item_elsewhere)
expect(HEARTBEAT, "提醒扫描")
for family in FAMILIES:
    expect(family.name, f"提醒扫描：{family.rules[0].label}等")
