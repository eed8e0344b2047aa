"""A client's scopes now bound all its keys: they take in what its live keys may do today, so that no key loses any."""

from typing import Any

from django.db import migrations


def take_in(apps: Any, schema_editor: Any) -> None:
    """Add what a live key may do beyond its client."""
    clients, keys = apps.get_model("gateway", "Client").objects, apps.get_model("gateway", "ApiKey").objects
    for client in clients.iterator():
        held = keys.filter(account_id=client.account_id, revoked_at__isnull=True).values_list("scopes", flat=True)
        wider = {scope for scopes in held for scope in scopes} - set(client.scopes)
        if wider:
            client.scopes = [*client.scopes, *sorted(wider)]
            client.save(update_fields=["scopes"])


class Migration(migrations.Migration):
    dependencies = [("gateway", "0004_digest_is_hmac")]
    operations = [migrations.RunPython(take_in, migrations.RunPython.noop)]
