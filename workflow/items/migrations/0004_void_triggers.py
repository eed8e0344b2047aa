"""The legal moves know 撤销; SQLite has lost the guards of the table that was rebuilt."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from projects.moves import RunWithoutModels
from workflow.items import triggers


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("items", "0003_void")]
    operations = [RunWithoutModels(install, install)]
