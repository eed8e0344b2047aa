from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from projects.moves import RunWithoutModels
from workflow.steps import triggers_confirmations


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers_confirmations.install(schema_editor.connection)


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers_confirmations.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("steps", "0004_confirmations")]
    operations = [RunWithoutModels(install, remove)]
