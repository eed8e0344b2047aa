"""Who sees each project now, for the change feed: without it nobody would be told that an older project left.

Paths and people as ``projects/ledger/feeding.py`` writes them, in the words of that day.
"""

from collections import defaultdict

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

AT_ONCE = 2000
UNITS = ("landing_organisation", "lead_organisation", "first_contact_organisation", "source_organisation")


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    project, sight = apps.get_model("ledger", "Project"), apps.get_model("feed", "FeedSight")
    responsibility = apps.get_model("ledger", "Responsibility")
    after = None
    while True:
        rows = project.objects.order_by("pk")
        if after is not None:
            rows = rows.filter(pk__gt=after)
        piece = list(rows.values_list("pk", *(f"{unit}__path" for unit in UNITS))[:AT_ONCE])
        if not piece:
            return
        after = piece[-1][0]
        keys = defaultdict(set)
        for pk, *paths in piece:
            keys[pk].update(f"/{path}" for path in paths if path)
        ids = list(keys)
        asked = project.verifying_organisations.through.objects.filter(project__in=ids)
        for pk, path in asked.values_list("project_id", "organisation__path"):
            keys[pk].add(f"/{path}")
        held = responsibility.objects.filter(project__in=ids, valid_to__isnull=True)
        for pk, officer in held.values_list("project_id", "officer_id"):
            keys[pk].add(f"@{officer}")
        sight.objects.bulk_create(
            (sight(project_id=pk, keys=" ".join(sorted(found))) for pk, found in keys.items()),
            ignore_conflicts=True,
            batch_size=500,
        )


class Migration(migrations.Migration):
    dependencies = [("feed", "0001_initial"), ("ledger", "0013_units_of_old_changes")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
