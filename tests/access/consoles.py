"""Pages of the administrators, of handovers and of one's own account: one line each.

Who may open them follows from one permission that is asked before anything is looked up. What a holder's request
comes to is tested in the room of the page; here it must only not fail, and nobody else's may succeed.
"""

from __future__ import annotations

from typing import Any

from tests.access.routes import Act, Fill, door
from tests.access.world import Place, World

PEOPLE, ACCESS, CLIENTS, AUDIT = "people:write", "access:write", "client:write", "audit:read"
SEE, FILL, ORGANISE = "project:read", "project:write", "dispatch:write"
HANDLED = frozenset({200, 302, 400, 403, 404, 405, 409, 412, 422})
REFUSED = frozenset({403, 404})
UNIT: Fill = {"organisation_id": "unit"}


def nothing(world: World, place: Place) -> dict[str, Any]:
    """An empty form."""
    return {}


def console(name: str, *needs: str, by: Fill | None = None, methods: str = "GET POST", **rules: Any) -> tuple[Act, ...]:
    """A page with its form, or with ``methods`` only one of the two."""
    return tuple(
        Act(name, method, door(*needs, **rules), by or {}, nothing if method == "POST" else None, ok=HANDLED,
            refused=REFUSED, tells_all=name.startswith("audit:"))
        for method in methods.split()
    )  # fmt: skip


def own(name: str, by: Fill | None = None, methods: str = "GET POST") -> tuple[Act, ...]:
    """A page about oneself, for everybody who is signed in."""
    return console(name, by=by, methods=methods)


CONSOLES: tuple[Act, ...] = (
    *own("access:me", methods="GET"),
    *own("access:end_own", by={"key": "=0"}, methods="POST"),
    *own("access:renew_recovery", methods="POST"),
    *console("access:accounts", ACCESS, PEOPLE, AUDIT, methods="GET"),
    *console("access:account", ACCESS, PEOPLE, AUDIT, by={"pk": "filler"}, methods="GET"),
    *console("access:unlock", ACCESS, PEOPLE, by={"pk": "filler"}, methods="POST"),
    *console("access:end_sessions", ACCESS, PEOPLE, by={"pk": "filler"}, methods="POST"),
    *console("access:change", ACCESS, PEOPLE, by={"pk": "filler", "kind": "=disable"}, methods="POST"),
    *console("access:confirm", ACCESS, PEOPLE, by={"pk": "filler"}, methods="POST"),
    *console("access:refuse", ACCESS, PEOPLE, by={"pk": "filler"}, methods="POST"),
    *console("access:withdraw", ACCESS, PEOPLE, by={"pk": "filler"}, methods="POST"),
    *own("people:organisations", methods="GET"),
    *console("people:organisation", of="unit", by=UNIT, methods="GET"),
    *console("people:reveal", of="unit", by={"officer_id": "filler"}),
    *console("people:officer_add", PEOPLE),
    *own("people:own_contact"),
    *console("people:officer_edit", PEOPLE, by={"officer_id": "filler"}),
    *console("people:organisation_add", PEOPLE),
    *console("people:classes", PEOPLE),
    *console("people:import", PEOPLE),
    *console("people:import_preview", PEOPLE, methods="GET"),
    *console("people:import_apply", PEOPLE, methods="POST"),
    *console("people:import_template", PEOPLE, methods="GET"),
    *console("people:import_errors", PEOPLE, methods="GET"),
    *(act for name in ("organisation_edit", "organisation_rename", "organisation_move",
                       "organisation_end", "post_add", "member_add", "backing_add")
      for act in console(f"people:{name}", PEOPLE, of="unit", by=UNIT)),
    *(act for name, key in (("post_edit", "post_id"), ("tenure_start", "post_id"), ("tenure_end", "tenure_id"),
                            ("member_end", "member_id"), ("backing_end", "backing_id"))
      for act in console(f"people:{name}", PEOPLE, by={key: "filler"})),
    *console("gateway:clients", CLIENTS, methods="GET"),
    *console("gateway:client_new", CLIENTS),
    *console("gateway:client", CLIENTS, by={"client_id": "filler"}, methods="GET"),
    *console("gateway:client_edit", CLIENTS, by={"client_id": "filler"}),
    *console("gateway:client_disable", CLIENTS, by={"client_id": "filler"}, methods="POST"),
    *console("gateway:client_enable", CLIENTS, by={"client_id": "filler"}, methods="POST"),
    *console("gateway:key_new", CLIENTS, by={"client_id": "filler"}),
    *console("gateway:key_revoke", CLIENTS, by={"key_id": "filler"}),
    *console("webhooks:webhooks", CLIENTS, methods="GET"),
    *console("webhooks:webhook_new", CLIENTS),
    *console("webhooks:networks", CLIENTS),
    *console("webhooks:network_remove", CLIENTS, by={"network_id": "filler"}, methods="POST"),
    *console("webhooks:delivery_replay", CLIENTS, by={"delivery_id": "filler"}, methods="POST"),
    *console("webhooks:webhook", CLIENTS, by={"webhook_id": "filler"}, methods="GET"),
    *console("webhooks:webhook_edit", CLIENTS, by={"webhook_id": "filler"}),
    *(act for name in ("disable", "enable", "rotate", "test", "remove")
      for act in console(f"webhooks:webhook_{name}", CLIENTS, by={"webhook_id": "filler"}, methods="POST")),
    *console("exchange:client", CLIENTS, by={"client_id": "filler"}, methods="GET"),
    *(act for name in ("make", "receipt", "submit")
      for act in console(f"exchange:{name}", CLIENTS, by={"client_id": "filler"}, methods="POST")),
    *(act for name in ("download", "answers")
      for act in console(f"exchange:{name}", CLIENTS, by={"package_id": "filler"}, methods="POST")),
    *console("audit:entries", AUDIT, methods="GET"),
    *console("audit:entry", AUDIT, by={"seq": "=1"}, methods="GET"),
    *console("audit:check", AUDIT, methods="POST"),
    *console("audit:export", AUDIT, methods="POST"),
    *console("handover:list", SEE, methods="GET"),
    *console("handover:detail", SEE, by={"handover_id": "filler"}),
    *console("handover:deputies", SEE, PEOPLE),
    *console("handover:end_deputy", SEE, PEOPLE, by={"deputy_id": "filler"}, methods="POST"),
    *console("handover:merge", PEOPLE, of="unit", by=UNIT),
    *console("handover:loads", FILL, ORGANISE, of="project", rule="unit", by={"project_id": "project"}, methods="GET"),
)  # fmt: skip
