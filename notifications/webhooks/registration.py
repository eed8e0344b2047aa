"""Tells the outbox what these rules are called and what they are about, and the watch what must run and what is bad."""

from notifications.outbox import matters, registry
from notifications.outbox.matters import Matter, Named
from notifications.watch.expected import expect
from notifications.webhooks import telling
from notifications.webhooks.tasks import PUSH

for rule, label in telling.LABELS.items():
    registry.register(rule, label)
matters.register(
    Matter(
        telling.SUBJECT,
        "变更推送",
        lambda keys, officer: {key: Named(*found) for key, found in telling.named(keys, officer).items()},
    )
)
expect(PUSH, "变更推送")
