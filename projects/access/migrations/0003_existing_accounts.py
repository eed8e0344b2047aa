"""Accounts that were there before: days without use count from today, passwords count as chosen today."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone


def count_from_now(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    account = apps.get_model("access", "Account")
    known = account.objects.values("officer_id")
    now = timezone.now()
    officers = apps.get_model("people", "Officer").objects.exclude(pk__in=known).values_list("pk", flat=True)
    account.objects.bulk_create(
        [account(officer_id=pk, chosen_at=now, counted_from=now) for pk in officers], batch_size=500
    )


class Migration(migrations.Migration):
    dependencies = [("access", "0002_exclusive_roles")]
    operations = [migrations.RunPython(count_from_now, migrations.RunPython.noop)]
