import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from projects.moves import together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0005_username_once'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.CreateModel(
            name='OwnPreference',
            fields=[
                ('officer', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='reminder_preference', serialize=False, to=settings.AUTH_USER_MODEL, verbose_name='人员')),
                ('choices', models.JSONField(default=dict, verbose_name='各类提醒')),
                ('digest_hour', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='汇总时间')),
                ('opens_at', models.TimeField(blank=True, null=True, verbose_name='接收时段从')),
                ('closes_at', models.TimeField(blank=True, null=True, verbose_name='到')),
                ('muted_channels', models.JSONField(default=list, verbose_name='不接收的渠道')),
                ('version', models.PositiveIntegerField(default=2, verbose_name='版本')),
                ('created_at', models.DateTimeField(verbose_name='创建时间')),
                ('updated_at', models.DateTimeField(verbose_name='更新时间')),
            ],
            options={
                'verbose_name': '本人提醒设置',
                'verbose_name_plural': '本人提醒设置',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closes_at__isnull', True), ('opens_at__isnull', True)), models.Q(('closes_at__gt', models.F('opens_at')), ('closes_at__isnull', False), ('opens_at__isnull', False)), _connector='OR'), name='preferences_own_hours'), models.CheckConstraint(condition=models.Q(('digest_hour__isnull', True), ('digest_hour__lte', 23), _connector='OR'), name='preferences_own_digest_hour')],
            },
        ),
        migrations.CreateModel(
            name='OfficePreset',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name='标识')),
                ('policies', models.JSONField(default=dict, verbose_name='各类提醒')),
                ('digest_hours', models.JSONField(default=list, verbose_name='汇总时间')),
                ('opens_at', models.TimeField(verbose_name='发送时段从')),
                ('closes_at', models.TimeField(verbose_name='到')),
                ('quiet_on_rest_days', models.BooleanField(default=True, verbose_name='休息日不打扰')),
                ('holds_mandatory', models.BooleanField(default=True, verbose_name='必发的提醒也等到时段开始')),
                ('version', models.PositiveIntegerField(default=2, verbose_name='版本')),
                ('created_at', models.DateTimeField(verbose_name='创建时间')),
                ('updated_at', models.DateTimeField(verbose_name='更新时间')),
                ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='reminder_preset', to='people.organisation', verbose_name='单位')),
                ('updated_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办人')),
            ],
            options={
                'verbose_name': '单位提醒预设',
                'verbose_name_plural': '单位提醒预设',
                'ordering': ['organisation__path'],
                'constraints': [models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='preferences_preset_hours')],
            },
        ),
    ])
