"""By what the projects that are there already are recognised; they raise no clash among themselves."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from projects.ledger.clashes import Firm, Sketch, keys_of

BATCH = 200


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    matching, projects = apps.get_model("ledger", "MatchKey"), apps.get_model("ledger", "Project")
    found = projects.objects.select_related("company").prefetch_related("investors").order_by("pk")
    for project in found.iterator(chunk_size=BATCH):
        firms = [*project.investors.all(), *([project.company] if project.company else [])]
        sketch = Sketch(project.name, None, tuple(Firm(one.name, one.uscc) for one in firms))
        matching.objects.bulk_create(
            [matching(project=project, kind=kind, key=key, since=project.created_at) for kind, key in keys_of(sketch)],
            ignore_conflicts=True,
        )


class Migration(migrations.Migration):
    dependencies = [("ledger", "0008_enterprise_rows")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
