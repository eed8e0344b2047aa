from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Until now the kind was the rhythm."""
    apps.get_model("dispatch", "Series").objects.filter(rhythm="").update(rhythm=F("kind"))


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0002_rhythm")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
