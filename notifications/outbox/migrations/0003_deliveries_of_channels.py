"""Deliveries over other channels than mail, and what a group must be told once."""

import django.db.models.deletion
from django.db import migrations, models

from projects.moves import together


class Migration(migrations.Migration):

    dependencies = [
        ('outbox', '0002_channel_setups'),
    ]

    operations = together([
        migrations.AddField(
            model_name='delivery',
            name='once',
            field=models.CharField(blank=True, max_length=160, null=True, unique=True, verbose_name='只发一次的事项'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='repeat_until',
            field=models.DateTimeField(blank=True, null=True, verbose_name='可重发至'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='words',
            field=models.CharField(blank=True, max_length=300, verbose_name='群消息'),
        ),
        migrations.AlterField(
            model_name='delivery',
            name='channel',
            field=models.CharField(default='email', max_length=20, verbose_name='渠道'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='setup',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='outbox.channelsetup', verbose_name='渠道设置'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['setup', 'data_at'], name='outbox_pace'),
        ),
    ])
