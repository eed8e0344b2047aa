"""Telephones are kept ciphered. Reversible; safe to repeat; a value that somebody changes meanwhile is not overwritten."""

from django.db import migrations

from projects.privacy import moves


class Migration(migrations.Migration):
    dependencies = [("people", "0002_phone_column")]

    operations = [
        migrations.RunPython(moves.cipher("people", "officer", "phone"), moves.decipher("people", "officer", "phone"))
    ]
