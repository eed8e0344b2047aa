"""The telephone's column has room for a token; the values are ciphered in 0002_phones."""

from django.db import migrations

import projects.privacy.fields


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="officer",
            name="phone",
            field=projects.privacy.fields.EncryptedTextField("电话", blank=True, max_length=20),
        ),
    ]
