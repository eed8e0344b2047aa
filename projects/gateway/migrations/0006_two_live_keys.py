"""Two live keys at most, held by the database as well as by the lock."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from projects.gateway import triggers
from projects.moves import RunWithoutModels


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.install(schema_editor.connection)


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("gateway", "0005_widest_scopes"), ("people", "0001_initial")]
    operations = [RunWithoutModels(install, remove)]
