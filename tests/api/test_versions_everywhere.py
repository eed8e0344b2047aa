"""428 on every route that changes something: out of the URLs themselves, so that a new route cannot forget it."""

from __future__ import annotations

import re

from django.urls import URLPattern

from config.api_urls import routes
from projects.gateway.models import IdempotencyRecord
from tests.api.callers import Caller, caller
from tests.factories import City

UNSAFE = ("post", "put", "patch", "delete")


def doors() -> list[tuple[str, str, str, object]]:
    """Name of the route, its path, method, handler."""
    found = []
    for one in routes:
        actions = getattr(getattr(one, "callback", None), "actions", None) if isinstance(one, URLPattern) else None
        for method, action in (actions or {}).items():
            if method in UNSAFE:
                found.append((str(one.name), f"/api/v1/{one.pattern}", method, getattr(one.callback.cls, action)))
    return found


def needs_version(handler: object) -> bool:
    return bool(getattr(handler, "needs_version", False) and getattr(handler, "version_required", True))


OTHERWISE = {("upload-detail", "patch"), ("upload-detail", "delete")}
"""Parts of a file on its way, which only its own account sees: ``Upload-Offset`` is their precondition (tus.io)."""


def test_every_put_patch_and_delete_is_marked() -> None:
    """The mark is what ``Door`` goes by. The one upsert decides itself: a first PUT has no version yet."""
    unmarked = [
        (name, method) for name, _, method, handler in doors() if method != "post" and not needs_version(handler)
    ]
    assert {one for one in unmarked if "by-ref" not in one[0]} == OTHERWISE


def test_every_marked_route_asks_before_it_looks_at_anything(city: City) -> None:
    system: Caller = caller(city.district, "project:read", "project:write", "claim:write", "claim:verify",
                            "dispatch:read", "dispatch:write", "statistics:read", "webhook:write")  # fmt: skip
    asked = 0
    for _, path, method, handler in doors():
        if not needs_version(handler):
            continue
        answer = system.send(method.upper(), nowhere(path), {}, Idempotency_Key="k")
        if answer.status == 403:
            continue  # for people alone; they are asked the same by the same line
        answer.refused(428, "precondition_required")
        asked += 1
    assert asked > 40
    assert not IdempotencyRecord.objects.exists()


def nowhere(path: str) -> str:
    """The path with identifiers of nothing."""
    path = re.sub(r"<uuid:\w+>", "00000000-0000-4000-8000-000000000000", path)
    return re.sub(r"<\w+:\w+>", "x", path).removeprefix("/api/v1")


ADDS = {
    "clash-state", "report-round-submissions", "report-round-urge", "meeting-decisions", "meeting-decision-drop",
    "meeting-minutes", "meeting-minutes-acknowledge", "meeting-minutes-corrections", "meeting-minutes-send",
    "meeting-minutes-remind", "meeting-pack", "meeting-packs", "meeting-agenda", "meeting-agenda-mark",
    "meeting-agenda-requests", "meeting-series-meetings", "receipt-acknowledge", "reminder-preset-preview",
    "contacts-list", "evidence-list",
    "funds-list", "phases-list", "year-plans-list", "marks-list", "responsibilities-list", "progress-reports-list",
    "issues-list", "plan-nodes-list", "confirmations-list", "project-uploads", "upload-complete", "webhook-test",
    "webhook-replay",
}  # fmt: skip
"""POSTs below an object that add to it or do what can be done once, and overwrite nothing anybody has seen."""


def test_every_post_on_an_object_is_marked_or_known_to_add() -> None:
    """A new one is marked, or its author comes here and says that it adds."""
    bare = {
        name
        for name, path, method, handler in doors()
        if method == "post" and "<" in path and not needs_version(handler)
    }
    assert bare == ADDS
