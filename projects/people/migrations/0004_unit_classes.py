"""The classes that most cities rank their units in; editable afterwards. Reversible: what is in use stays."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

PRESETS = ("县（市、区）", "开发区", "市直部门")


def enter(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    classes = apps.get_model("people", "UnitClass")
    for position, name in enumerate(PRESETS, 1):
        classes.objects.get_or_create(name=name, defaults={"position": position})


def withdraw(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    classes = apps.get_model("people", "UnitClass")
    classes.objects.filter(name__in=PRESETS, organisations__isnull=True).delete()


class Migration(migrations.Migration):
    dependencies = [("people", "0003_organisations")]

    operations = [migrations.RunPython(enter, withdraw)]
