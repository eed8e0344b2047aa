from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REASONS = ("step_taken", "chief_missing", "added")


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Until now an entry had one reason."""
    entries = apps.get_model("dispatch", "AgendaEntry").objects
    for reason in REASONS:
        entries.filter(reason=reason, reasons=[]).update(reasons=[reason])


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0006_entries")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
