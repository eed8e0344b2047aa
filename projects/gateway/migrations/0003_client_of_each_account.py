"""Each service account gets its client; keys go on working as before.

Where all live keys of an account have one address list, it becomes the list of the client; otherwise each key keeps
its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import migrations


def live_first(keys: Iterable[Any]) -> list[Any]:
    """Keys that can still be used before the others, the newest first."""
    return sorted(keys, key=lambda key: (key.revoked_at is None, key.created_at), reverse=True)


def add_clients(apps: Any, schema_editor: Any) -> None:
    """One for each service account that has none."""
    accounts = apps.get_model("people", "Officer").objects
    clients, every_key = apps.get_model("gateway", "Client").objects, apps.get_model("gateway", "ApiKey").objects
    for account in accounts.filter(kind="service", client__isnull=True).iterator():
        keys = live_first(every_key.filter(account=account))
        lists = {tuple(key.allowed_networks) for key in keys if key.revoked_at is None}
        networks = list(lists.pop()) if len(lists) == 1 else []
        clients.create(
            account=account,
            scopes=keys[0].scopes if keys else [],
            networks=networks,
            created_at=min((key.created_at for key in keys), default=account.created_at),
        )
        if networks:
            every_key.filter(account=account, revoked_at__isnull=True).update(allowed_networks=[])


def give_lists_back(apps: Any, schema_editor: Any) -> None:
    """The list of a client becomes that of its keys again."""
    clients, every_key = apps.get_model("gateway", "Client").objects, apps.get_model("gateway", "ApiKey").objects
    for client in clients.exclude(networks=[]).iterator():
        for key in every_key.filter(account_id=client.account_id):
            if not key.allowed_networks:
                key.allowed_networks = client.networks
                key.save(update_fields=["allowed_networks"])


class Migration(migrations.Migration):
    dependencies = [("gateway", "0002_clients"), ("people", "0001_initial")]

    operations = [migrations.RunPython(add_clients, give_lists_back)]
