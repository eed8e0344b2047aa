from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FORWARD = ("sign", "register", "start", "produce")


def name_them(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Requests to revoke of before: the step they revoked, else the one that counted last when they were written."""
    claims = apps.get_model("steps", "Claim").objects.filter(step="revoke", revokes__isnull=True)
    taken = apps.get_model("steps", "Transition").objects
    for claim in claims:
        done = taken.filter(claim=claim).first()
        known = taken.filter(project=claim.project_id, step__in=FORWARD, recorded_at__lte=claim.created_at)
        counted = known.exclude(revocation__recorded_at__lte=claim.created_at).order_by("-sequence").first()
        claim.revokes_id = done.revokes_id if done else counted and counted.pk
        claim.save(update_fields=["revokes"])


class Migration(migrations.Migration):
    """A claim for 撤销认定 names the step it is about."""

    dependencies = [("steps", "0009_legal_edges")]

    operations = [migrations.RunPython(name_them, migrations.RunPython.noop)]
