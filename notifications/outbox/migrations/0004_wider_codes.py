"""Services answer with codes of up to eight digits."""

from django.db import migrations, models

from projects.moves import together


class Migration(migrations.Migration):

    dependencies = [
        ('outbox', '0003_deliveries_of_channels'),
    ]

    operations = together([
        migrations.AlterField(
            model_name='attempt',
            name='code',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='应答码'),
        ),
        migrations.AlterField(
            model_name='delivery',
            name='smtp_code',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='应答码'),
        ),
    ])
