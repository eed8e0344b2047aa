"""Which unit stood before each older change of a unit: the one that bears or bore the name, of the project's city first."""

from django.db import migrations

UNIT_FIELDS = ("landing_organisation", "lead_organisation", "first_contact_organisation")
STEP = 4  # characters of one level of a path
CITY = 2  # levels that a city shares


def name_units(apps, schema_editor) -> None:  # noqa: ANN001
    Change = apps.get_model("ledger", "Change")
    Organisation = apps.get_model("people", "Organisation")
    former = apps.get_model("people", "OrganisationName")
    known = {}
    for pk, name, path in Organisation.objects.values_list("pk", "name", "path"):
        known.setdefault(name, []).append((path, pk))
    for pk, name, path in former.objects.values_list("organisation", "name", "organisation__path"):
        known.setdefault(name, []).append((path, pk))
    changes = Change.objects.filter(field__in=UNIT_FIELDS, unit_before=None).exclude(before="")
    for change in changes.select_related("project__landing_organisation").iterator():
        near = change.project.landing_organisation.path[: STEP * CITY]
        found = sorted(known.get(change.before, ()), key=lambda one: (not one[0].startswith(near), one[0]))
        if found:
            Change.objects.filter(pk=change.pk).update(unit_before=found[0][1])


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0012_unit_before'),
    ]

    operations = [
        migrations.RunPython(name_units, migrations.RunPython.noop),
    ]
