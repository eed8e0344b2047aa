"""Telephones are kept ciphered."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations: list[migrations.operations.base.Operation] = []
