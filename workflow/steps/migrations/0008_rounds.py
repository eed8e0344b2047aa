import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from projects.moves import RunWithoutModels, together
from workflow.steps import triggers


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.install(schema_editor.connection)


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    """SQLite makes the tables anew and thereby drops their triggers: they are put back at the end."""

    dependencies = [
        ('steps', '0007_delegations'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        RunWithoutModels(remove, install),
        migrations.AddField(
            model_name='claim',
            name='first_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='第一轮认定时间'),
        ),
        migrations.AddField(
            model_name='claim',
            name='first_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='第一轮认定人'),
        ),
        migrations.AddField(
            model_name='claim',
            name='first_unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation', verbose_name='第一轮认定单位'),
        ),
        migrations.AddField(
            model_name='claim',
            name='round',
            field=models.PositiveSmallIntegerField(choices=[(1, '第一轮'), (2, '第二轮（市级认定）')], default=1, verbose_name='认定轮次'),
        ),
        migrations.AddField(
            model_name='claim',
            name='second_unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation', verbose_name='第二轮认定单位'),
        ),
        migrations.AddField(
            model_name='claim',
            name='total_wan',
            field=models.DecimalField(blank=True, decimal_places=4, max_digits=16, null=True, verbose_name='分工所依总投资（万元）'),
        ),
        migrations.AddField(
            model_name='claimevent',
            name='round',
            field=models.PositiveSmallIntegerField(choices=[(1, '第一轮'), (2, '第二轮（市级认定）')], default=1, verbose_name='认定轮次'),
        ),
        migrations.AddField(
            model_name='transition',
            name='first_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='第一轮认定人'),
        ),
        migrations.AddField(
            model_name='transition',
            name='first_unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation', verbose_name='第一轮认定单位'),
        ),
        migrations.AddField(
            model_name='transition',
            name='verifying_unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation', verbose_name='认定单位'),
        ),
        migrations.AlterField(
            model_name='claimevent',
            name='kind',
            field=models.CharField(choices=[('created', '起草'), ('edited', '修改'), ('submitted', '提交'), ('passed', '第一轮认定'), ('returned', '退回'), ('approved', '认定'), ('rejected', '不予认定'), ('withdrawn', '撤回')], max_length=10, verbose_name='动作'),
        ),
        migrations.AddField(
            model_name='claim',
            name='revokes',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='steps.transition', verbose_name='要撤销的记录'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('revokes__isnull', True), ('step', 'revoke'), _connector='OR'), name='steps_claim_revokes'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('round', 1), models.Q(('first_at__isnull', False), ('first_unit__isnull', False), ('round', 2), ('second_unit__isnull', False)), _connector='OR'), name='steps_claim_round'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('first_by__isnull', True), ('second_unit__isnull', False), ('state', 'approved'), _negated=True), models.Q(('first_by', models.F('decided_by')), ('first_by__isnull', False), ('state', 'approved'), _negated=True)), name='steps_claim_two_verifiers'),
        ),
        migrations.AddConstraint(
            model_name='transition',
            constraint=models.CheckConstraint(condition=models.Q(('first_by__isnull', True), models.Q(('first_by', models.F('by')), _negated=True), _connector='OR'), name='steps_two_verifiers'),
        ),
        migrations.AddField(
            model_name='claimevent',
            name='delegation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='steps.delegation', verbose_name='所依委托'),
        ),
        RunWithoutModels(install, remove),
    ])
