from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from projects.moves import RunWithoutModels
from workflow.steps import triggers


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.install(schema_editor.connection)


def remains(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Backwards the trigger stays: it says the same."""


class Migration(migrations.Migration):
    """The trigger of stages as it stands in ``triggers`` now; databases from before have it before the update."""

    dependencies = [("steps", "0010_revoked_steps")]
    operations = [RunWithoutModels(install, remains)]
