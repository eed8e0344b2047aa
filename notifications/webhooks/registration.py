"""Tells the outbox what these rules are called and what they are about, and the watch what must run and what is bad."""

from notifications.outbox import matters, registry
from notifications.outbox.matters import Matter, Named
from notifications.watch.expected import expect
from notifications.watch.signs import Level, Look, Sign, also, good
from notifications.webhooks import telling
from notifications.webhooks.queries import troubles
from notifications.webhooks.tasks import PUSH

KEY, LABEL, KEEPER = "webhooks", "变更推送", "安全管理员"
TODO = "在“系统接入—变更推送”看对方的应答，与对方排除故障后启用、重发；近 7 天多次失败的不再自动重试。"


def sign(look: Look) -> Sign:
    """Receivers that the system has stopped, pushes given up lately: no fault of the house, nobody is alarmed."""
    found = troubles(look.now)
    if not (found.stopped or found.dead):
        return good(KEY, LABEL, stops=False)
    parts = [(found.stopped, "个推送地址已停用"), (found.dead, "条近 7 天多次失败")]
    said = "，".join(f"{count} {words}" for count, words in parts if count)
    word = f"{found.stopped} stopped, {found.dead} dead"
    return Sign(KEY, LABEL, Level.WATCH, word, said, TODO, stops=False, who=KEEPER)


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
also(KEY, LABEL, sign)
