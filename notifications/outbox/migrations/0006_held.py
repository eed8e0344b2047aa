import django.db.models.deletion
from django.db import migrations, models

from projects.moves import together


class Migration(migrations.Migration):

    dependencies = [
        ('outbox', '0005_copies'),
    ]

    operations = together([
        migrations.AddField(
            model_name='delivery',
            name='held_until',
            field=models.DateTimeField(blank=True, null=True, verbose_name='等到接收时段'),
        ),
        migrations.AddField(
            model_name='occurrence',
            name='quiet',
            field=models.CharField(blank=True, choices=[('', '单独发送'), ('own_inbox', '按本人设置只发站内信'), ('office_off', '按单位设置停用，只发站内信'), ('own_digest', '按本人设置并入每日汇总'), ('office_digest', '按单位设置并入每日汇总')], default='', max_length=16, verbose_name='单独发送'),
        ),
        migrations.CreateModel(
            name='Held',
            fields=[
                ('occurrence', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='held', serialize=False, to='outbox.occurrence', verbose_name='提醒')),
                ('is_listed', models.BooleanField(default=False, verbose_name='列入汇总')),
                ('digest', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='outbox.occurrence', verbose_name='每日汇总')),
            ],
            options={
                'verbose_name': '待汇总的提醒',
                'verbose_name_plural': '待汇总的提醒',
                'indexes': [models.Index(condition=models.Q(('digest__isnull', True)), fields=['occurrence'], name='outbox_held_pending')],
                'constraints': [models.CheckConstraint(condition=models.Q(('is_listed', False), ('digest__isnull', False), _connector='OR'), name='outbox_held_listed_in_one')],
            },
        ),
    ])
