"""Webhooks in the matrix: a system keeps its own and finds nobody else's; the pages are the administrator's."""

from __future__ import annotations

from typing import Any

from notifications.webhooks.models import Delivery, DeliveryState, Webhook
from projects.people.models import Officer
from tests.access.routes import Act, Body, Fill, door
from tests.access.world import World
from tests.factories import NOW

PUSH = "webhook:write"
HOOK: Fill = {"pk": "hook"}
TARGET = "https://push.example.cn/"


def hang_hooks(world: World) -> None:
    """The system of ``own`` has one with a push that was given up; the firm next door has one too."""
    times = {"created_at": NOW, "updated_at": NOW}
    for name, account in (("own", _service(world)), ("sibling", world.fillers["sibling"])):
        hook = Webhook.objects.create(owner=account, url=TARGET + name, secret="whsec_A", state_at=NOW, **times)
        given = {"webhook": hook, "state": DeliveryState.DEAD, "occurred_at": NOW, "not_before": NOW, **times}
        world.places[name].hook = hook
        world.places[name].push = Delivery.objects.create(change=1, type="project.changed", line="x", **given)


def _service(world: World) -> Officer:
    return Officer.objects.get(name="ownservice", organisation=world.units["own"])


def _said(**words: Any) -> Body:
    return lambda world, place: dict(words)


def _act(
    name: str, method: str, body: Body | None = None, by: Fill | None = None, version: str = "", ok: int = 200
) -> Act:
    """One line."""
    of = "hook" if by else ""
    return Act(f"api:webhook-{name}", method, door(PUSH, of=of), by or {}, body, version, ok=frozenset({ok}))


WEBHOOK_OPERATIONS: tuple[Act, ...] = (
    _act("list", "GET"),
    _act("list", "POST", _said(target=TARGET), ok=201),
    _act("detail", "GET", by=HOOK),
    _act("detail", "PATCH", _said(description="说明"), HOOK, "hook"),
    _act("detail", "DELETE", _said(), HOOK, "hook", ok=204),
    _act("deliveries", "GET", by=HOOK),
    _act("rotate", "POST", _said(), HOOK, "hook"),
    _act("test", "POST", _said(), HOOK, ok=201),
    _act("delivery", "GET", by={"pk": "push"}),
    _act("replay", "POST", _said(), {"pk": "push"}),
)
"""One line each."""
