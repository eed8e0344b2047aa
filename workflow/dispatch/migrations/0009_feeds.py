import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dispatch', '0008_materials'),
        ('ledger', '0011_bounds'),
        ('people', '0005_username_once'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name='标识')),
                ('label', models.CharField(max_length=20, verbose_name='用途')),
                ('digest', models.CharField(editable=False, max_length=64, unique=True, verbose_name='摘要')),
                ('created_at', models.DateTimeField(verbose_name='创建时间')),
                ('read_on', models.DateField(blank=True, editable=False, null=True, verbose_name='最近读取')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='停用时间')),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calendar_feeds', to=settings.AUTH_USER_MODEL, verbose_name='人员')),
            ],
            options={
                'verbose_name': '日历订阅',
                'verbose_name_plural': '日历订阅',
                'ordering': ['-created_at'],
            },
        ),
    ]
