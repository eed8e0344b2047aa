import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0005_username_once'),
        ('steps', '0006_unit_kinds'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Delegation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name='标识')),
                ('step', models.CharField(blank=True, choices=[('', '全部节点'), ('sign', '签约'), ('register', '注册'), ('start', '开工'), ('produce', '投产'), ('suspend', '缓建'), ('resume', '恢复建设'), ('terminate', '终止'), ('withdraw', '退库'), ('restore', '恢复入库'), ('revoke', '撤销认定')], default='', max_length=10, verbose_name='节点')),
                ('below_wan', models.DecimalField(blank=True, decimal_places=4, max_digits=16, null=True, verbose_name='总投资上限（万元，不含）')),
                ('valid_from', models.DateField(verbose_name='开始日期')),
                ('valid_to', models.DateField(verbose_name='截止日期（含）')),
                ('basis', models.CharField(max_length=200, verbose_name='依据')),
                ('given_at', models.DateTimeField(verbose_name='登记时间')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='终止时间')),
                ('ended_why', models.CharField(blank=True, default='', max_length=200, verbose_name='终止理由')),
                ('deputy', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='代理人')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='终止人')),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('officer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='委托人')),
                ('to_unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation', verbose_name='受托单位')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation', verbose_name='委托单位')),
            ],
            options={
                'verbose_name': '委托认定',
                'verbose_name_plural': '委托认定',
                'ordering': ['-given_at', '-id'],
                'indexes': [models.Index(fields=['unit', 'valid_to'], name='steps_delegation_unit')],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('deputy__isnull', True), ('officer__isnull', True), ('to_unit__isnull', False)), models.Q(('deputy__isnull', False), ('officer__isnull', False), ('to_unit__isnull', True)), _connector='OR'), name='steps_delegated_to_one'),
                    models.CheckConstraint(condition=models.Q(('valid_to__gte', models.F('valid_from'))), name='steps_delegated_days'),
                    models.CheckConstraint(condition=models.Q(('basis', ''), _negated=True), name='steps_delegated_basis'),
                    models.CheckConstraint(condition=models.Q(('officer__isnull', True), models.Q(('officer', models.F('deputy')), _negated=True), _connector='OR'), name='steps_delegated_other'),
                    models.CheckConstraint(condition=models.Q(('to_unit__isnull', True), models.Q(('to_unit', models.F('unit')), _negated=True), _connector='OR'), name='steps_delegated_elsewhere'),
                    models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), models.Q(('ended_by__isnull', False), models.Q(('ended_why', ''), _negated=True)), _connector='OR'), name='steps_delegated_ended'),
                ],
            },
        ),
    ]
