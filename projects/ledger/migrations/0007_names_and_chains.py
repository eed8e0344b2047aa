"""Keys and initials of the projects that are there, and the chains that they name.

Old rows get what the present services would have given them. Going back leaves the columns to the schema migration.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

from projects.ledger.names import initials, project_key

BATCH = 500


def name_projects(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    projects = apps.get_model("ledger", "Project").objects
    waiting = []
    for project in projects.only("pk", "name").order_by("pk").iterator(chunk_size=BATCH):
        project.name_key, project.initials = project_key(project.name), initials(project.name)
        waiting.append(project)
        if len(waiting) == BATCH:
            projects.bulk_update(waiting, ["name_key", "initials"])
            waiting.clear()
    projects.bulk_update(waiting, ["name_key", "initials"])


def register_chains(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    cities = dict(apps.get_model("people", "Organisation").objects.filter(kind="city").values_list("path", "pk"))
    projects = apps.get_model("ledger", "Project").objects.exclude(chain="")
    named = projects.order_by().values_list("chain", "landing_organisation__path").distinct()
    wanted = {(_city_of(path, cities), chain) for chain, path in named}
    chains, now = apps.get_model("ledger", "Chain").objects, timezone.now()
    for city, name in sorted((str(city), name) for city, name in wanted if city is not None):
        chains.get_or_create(city_id=city, name=name, defaults={"created_at": now, "updated_at": now})


def _city_of(path: str, cities: dict[str, object]) -> object:
    """The nearest city at or above ``path``; none for a unit that no city holds."""
    above = [known for known in cities if path.startswith(known)]
    return cities[max(above, key=len)] if above else None


class Migration(migrations.Migration):
    dependencies = [("ledger", "0006_row_changes")]

    operations = [
        migrations.RunPython(name_projects, migrations.RunPython.noop),
        migrations.RunPython(register_chains, migrations.RunPython.noop),
    ]
