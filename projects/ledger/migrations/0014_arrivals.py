"""Evidence that arrives in parts."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from projects.ledger.kinds import EvidenceKind


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0013_units_of_old_changes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Arrival',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name='标识')),
                ('kind', models.CharField(choices=EvidenceKind.choices, max_length=24, verbose_name='材料类型')),
                ('title', models.CharField(blank=True, max_length=120, verbose_name='标题')),
                ('filename', models.CharField(max_length=200, verbose_name='原文件名')),
                ('size', models.PositiveBigIntegerField(verbose_name='大小（字节）')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('issued_on', models.DateField(blank=True, null=True, verbose_name='出具日期')),
                ('created_at', models.DateTimeField(verbose_name='开始时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='上传人')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.project', verbose_name='项目')),
            ],
            options={
                'verbose_name': '分段上传',
                'verbose_name_plural': '分段上传',
                'indexes': [
                    models.Index(fields=['by', 'created_at'], name='ledger_arrival_by'),
                    models.Index(fields=['created_at'], name='ledger_arrival_age'),
                ],
            },
        ),
    ]
