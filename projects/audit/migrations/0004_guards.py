"""The guard also of the head, and of insertions: entries are added at the end only."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from projects.audit import triggers
from projects.moves import RunWithoutModels


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_checks_once")]

    operations = [RunWithoutModels(install, migrations.RunPython.noop)]
