"""Each hourly check is made exactly once; entries of one request are found."""

from django.db import migrations, models

from projects.moves import together


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_head_and_triggers")]

    operations = together([
        migrations.AddField("check", "amiss", models.PositiveIntegerField(default=0, verbose_name="异常数")),
        migrations.AddField(
            "check",
            "slot",
            models.CharField(blank=True, max_length=32, null=True, unique=True, verbose_name="班次"),
        ),
        migrations.AlterField("check", "rows", models.BigIntegerField(default=0, verbose_name="核对条数")),
        migrations.AlterField("check", "seq", models.BigIntegerField(default=0, verbose_name="核对至")),
        migrations.AddIndex("check", models.Index(fields=["at"], name="audit_check_at")),
        migrations.AddIndex("entry", models.Index(fields=["request"], name="audit_entry_request")),
    ])
