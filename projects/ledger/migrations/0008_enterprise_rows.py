"""Keys of names for enterprises of old; their recognitions, until now lines of JSON, become rows."""

from typing import Any

from django.db import migrations

from projects.ledger.honours import read_honour
from projects.ledger.names import firm_key, initials

BATCH = 500


def fill(apps: Any, schema_editor: Any) -> None:
    Enterprise = apps.get_model("ledger", "Enterprise")
    Recognition = apps.get_model("ledger", "Recognition")
    for one in Enterprise.objects.order_by("pk").iterator(chunk_size=BATCH):
        Enterprise.objects.filter(pk=one.pk).update(name_key=firm_key(one.name), initials=initials(one.name))
        if one.honours.exists():
            continue
        lines = one.recognitions if isinstance(one.recognitions, list) else [one.recognitions]
        said = dict.fromkeys(read_honour(str(line)[:60]) for line in lines if str(line).strip())
        once = {(each.kind, each.list_year, each.text): each for each in said}
        Recognition.objects.bulk_create(
            Recognition(
                enterprise=one,
                kind=each.kind,
                list_year=each.list_year,
                text=each.text,
                stock_code=each.stock_code,
                added_at=one.created_at,
            )
            for each in once.values()
        )


class Migration(migrations.Migration):
    dependencies = [("ledger", "0007_names_and_chains")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
