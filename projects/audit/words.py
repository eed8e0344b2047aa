"""The words of the log: what objects and acts are called in Chinese, whichever room they belong to."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass

from django.apps import apps
from django.db import models

from projects.audit.models import Channel, Entry, Result

OWN = ("projects.", "workflow.", "notifications.")


@dataclass(frozen=True)
class Change:
    """One line of the table of changes."""

    label: str
    before: str
    after: str


def object_label(object_type: str) -> str:
    """``ledger.project`` → 项目; what is no model any more keeps its code name."""
    try:
        return str(apps.get_model(object_type)._meta.verbose_name) if object_type else ""
    except (LookupError, ValueError):
        return object_type


def object_types() -> list[tuple[str, str]]:
    """(type, Chinese name) of everything that can be acted upon, by name."""
    models_ = (model._meta for config in apps.get_app_configs() if config.name.startswith(OWN)
               for model in config.get_models())  # fmt: skip
    return sorted(((one.label_lower, str(one.verbose_name)) for one in models_), key=lambda pair: pair[1])


def acts() -> list[tuple[str, list[tuple[str, str]]]]:
    """The acts of every room: (name of the room, [(code, Chinese name)])."""
    groups = []
    for config in apps.get_app_configs():
        act = getattr(sys.modules.get(f"{config.name}.acts"), "Act", None)
        if isinstance(act, type) and issubclass(act, models.TextChoices):
            groups.append((str(config.verbose_name), [(str(one.value), str(one.label)) for one in act]))
    return groups


def act_label(code: str) -> str:
    """The Chinese name of an act; its code where no room knows it."""
    return next((label for _, group in acts() for value, label in group if value == code), code)


def actor_label(entry: Entry) -> str:
    """Who acted; without an officer it was a stranger who was refused, the system itself, or the console."""
    if entry.actor:
        return entry.actor_name or entry.actor
    if entry.result == Result.REFUSED and entry.channel in (Channel.WEB, Channel.API, Channel.BACKOFFICE):
        return "未登录"
    return "控制台" if entry.channel == Channel.COMMAND else "系统"


def changes_of(entry: Entry) -> list[Change]:
    """The changes that an entry tells of. A row that was tampered with may hold anything: it is shown as it is."""
    if not entry.changes:
        return []
    try:
        rows = json.loads(entry.changes)
        return [Change(str(row["label"]), str(row["before"]), str(row["after"])) for row in rows]
    except (KeyError, TypeError, ValueError):
        return [Change("无法解读", "", entry.changes)]


def change_text(entry: Entry) -> str:
    """The changes as lines of text, for a sheet."""
    return "\n".join(f"{one.label}：{one.before or '（空）'} → {one.after or '（空）'}" for one in changes_of(entry))
