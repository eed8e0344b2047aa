"""One deputy at a time for each principal, held by the database as well as by the lock."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from projects.moves import RunWithoutModels
from workflow.handover import triggers


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.install(schema_editor.connection)


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("handover", "0001_initial"), ("ledger", "0010_evidence")]
    operations = [RunWithoutModels(install, remove)]
