"""The back office in the matrix: one line a model. Its routes follow from the model by Django's own rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings

from tests.access.routes import PUBLIC, is_back_office, names

SYSTEM, SECURITY, AUDIT = "system_admin", "security_admin", "audit_admin"
Roles = frozenset[str]

MODELS: dict[str, tuple[Roles, Roles]] = {
    "outbox_watermark": (frozenset({SYSTEM, AUDIT}), frozenset()),
    "outbox_channelsetup": (frozenset({SYSTEM}), frozenset({SYSTEM})),
    "outbox_channeladdress": (frozenset({SYSTEM}), frozenset({SYSTEM})),
    "workdays_calendaryear": (frozenset({SYSTEM, AUDIT}), frozenset()),
    "workdays_day": (frozenset({SYSTEM}), frozenset({SYSTEM})),
    "steps_verifyingunit": (frozenset({SYSTEM}), frozenset({SYSTEM})),
    "ledger_cityrules": (frozenset({SYSTEM}), frozenset({SYSTEM})),
    "progress_reportrules": (frozenset({SYSTEM}), frozenset({SYSTEM})),
    "anomalies_anomalyrules": (frozenset({SYSTEM}), frozenset({SYSTEM})),
    "proposals_proposalrules": (frozenset({SYSTEM}), frozenset({SYSTEM})),
    "items_itemrule": (frozenset({SYSTEM}), frozenset({SYSTEM})),
    "gateway_apikey": (frozenset({SYSTEM, AUDIT}), frozenset()),
    "people_organisation": (frozenset({SYSTEM, AUDIT}), frozenset()),
    "people_post": (frozenset({SYSTEM, AUDIT}), frozenset()),
    "people_tenure": (frozenset({SYSTEM, AUDIT}), frozenset()),
    "people_officer": (frozenset({SYSTEM, SECURITY, AUDIT}), frozenset()),
}
"""Model → who may look, who may write. Nothing of a project stands here."""

EVERY_ADMINISTRATOR = frozenset({SYSTEM, SECURITY, AUDIT})
SITE = frozenset(
    {"index", "login", "logout", "password_change", "password_change_done", "autocomplete", "jsi18n", "view_on_site",
     "javascript-catalog", "app_list"}
)  # fmt: skip
"""The site's own pages: lists of what the administrator may see, the own session, the own password."""

_MODEL_PAGE = re.compile(r"(?:admin:)(?P<model>\w+?_\w+?)_(?:changelist|add|history|delete|change)$")


def model_of(name: str, pattern: str) -> str:
    """``people_officer`` for each route of that model; empty for one of the site."""
    if name.removeprefix("admin:") in SITE:
        return ""
    if found := _MODEL_PAGE.match(name):
        return found["model"] if found["model"] != "auth_user_password" else "people_officer"
    app, _, rest = pattern.removeprefix(settings.BACKOFFICE_PATH).partition("/")
    model = rest.partition("/")[0]
    return f"{app}_{model}" if app in {one.label for one in apps.get_app_configs()} and model.isalpha() else ""


def unknown() -> Iterator[str]:
    """Back office routes of models that stand in no line above."""
    for name, pattern in names():
        if not is_back_office(pattern) or name in PUBLIC:
            continue
        model = model_of(name, pattern)
        is_known = model in MODELS if model else name.removeprefix("admin:") in SITE or "(?P<url>" in pattern
        if not is_known:
            yield f"{name} {pattern}"


def addresses() -> Iterator[tuple[str, Roles, Roles]]:
    """Address of every back office page with a sample row, who may look and who may write."""
    for name, pattern in names():
        if is_back_office(pattern) and name not in PUBLIC and (model := model_of(name, pattern)):
            yield f"/{_filled(pattern, model)}", *MODELS[model]


def _filled(pattern: str, model: str) -> str:
    app, _, name = model.partition("_")
    row: Any = apps.get_model(app, name)._default_manager.order_by("pk").first()
    return re.sub(r"<[\w:]+>", str(row.pk) if row else "0", pattern)
