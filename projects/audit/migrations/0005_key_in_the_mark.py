"""An entry names its key beside its algorithm. PostgreSQL widens the column in place; SQLite knows no widths, and to
make the table anew would drop its triggers."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def widen(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE audit_entry ALTER COLUMN algorithm TYPE varchar(16)")


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_guards")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(widen, migrations.RunPython.noop)],
            state_operations=[
                migrations.AlterField("entry", "algorithm", models.CharField(max_length=16, verbose_name="摘要算法"))
            ],
        )
    ]
