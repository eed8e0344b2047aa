"""A push has a version that moves with everything it shows; those that are there go on from what was told of them."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.models import Count, F, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce


def told(apps: Any, schema_editor: Any) -> None:
    """One, and one more for each attempt and each replay, as it was derived until now."""
    attempts = apps.get_model("webhooks", "Attempt").objects.filter(delivery=OuterRef("pk")).order_by()
    number = attempts.values("delivery").annotate(n=Count("pk")).values("n")
    tries = Coalesce(Subquery(number, output_field=IntegerField()), 0)
    apps.get_model("webhooks", "Delivery").objects.update(version=1 + F("replays") + tries)


class Migration(migrations.Migration):
    dependencies = [("webhooks", "0001_initial")]

    operations = [
        migrations.AddField(
            "delivery", "version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")
        ),
        migrations.RunPython(told, migrations.RunPython.noop),
    ]
