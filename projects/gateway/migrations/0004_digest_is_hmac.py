"""A digest is 64 hexadecimal characters: a key in the clear cannot stand in its place."""

import django.db.models.functions
import django.db.models.lookups
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("gateway", "0003_client_of_each_account")]

    operations = [
        migrations.AddConstraint(
            "apikey",
            models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.Exact(django.db.models.functions.Length("digest"), 64),
                    django.db.models.lookups.Exact(
                        models.Func("digest", models.Value("0123456789abcdef"), function="TRIM"), models.Value("")
                    ),
                ),
                name="gateway_digest_is_hmac",
            ),
        ),
    ]
