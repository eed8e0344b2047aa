from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from projects.moves import RunWithoutModels, together
from workflow.steps import triggers


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.install(schema_editor.connection)


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    """SQLite makes both tables anew and thereby drops their triggers: they are put back at the end."""

    dependencies = [("steps", "0002_triggers"), ("ledger", "0007_names_and_chains")]

    operations = together([
        RunWithoutModels(remove, install),
        migrations.AddField(
            model_name='transition',
            name='filed_investment_wan',
            field=models.DecimalField(decimal_places=4, max_digits=16, null=True, verbose_name='备案证金额（万元）'),
        ),
        migrations.AddField(
            model_name='transition',
            name='foreign_equivalent_wan',
            field=models.DecimalField(decimal_places=4, max_digits=16, null=True, verbose_name='外币折合人民币（万元）'),
        ),
        migrations.AddField(
            model_name='transition',
            name='foreign_rate',
            field=models.DecimalField(decimal_places=6, max_digits=14, null=True, verbose_name='折算汇率'),
        ),
        migrations.AddField(
            model_name='transition',
            name='foreign_rate_on',
            field=models.DateField(null=True, verbose_name='汇率日期'),
        ),
        migrations.AddField(
            model_name='transition',
            name='foreign_rate_source',
            field=models.CharField(blank=True, default='', max_length=60, verbose_name='汇率来源'),
        ),
        migrations.AddField(
            model_name='transition',
            name='statistics_investment_wan',
            field=models.DecimalField(decimal_places=4, max_digits=16, null=True, verbose_name='纳统计划总投资（万元）'),
        ),
        RunWithoutModels(install, remove),
    ])
