from decimal import Decimal

import django.db.models.deletion
from django.db import migrations, models

from projects.moves import together


class Migration(migrations.Migration):

    dependencies = [
        ('steps', '0005_confirmation_triggers'),
    ]

    operations = together([
        migrations.RemoveConstraint(
            model_name='verifyingunit',
            name='steps_unit_once',
        ),
        migrations.AddField(
            model_name='verifyingunit',
            name='days',
            field=models.PositiveSmallIntegerField(blank=True, help_text='不填按本市统一的认定时限', null=True, verbose_name='本轮认定时限（工作日）'),
        ),
        migrations.AddField(
            model_name='verifyingunit',
            name='from_wan',
            field=models.DecimalField(decimal_places=4, default=Decimal('0'), help_text='不限填 0', max_digits=16, verbose_name='总投资下限（万元，含）'),
        ),
        migrations.AddField(
            model_name='verifyingunit',
            name='project_kind',
            field=models.CharField(blank=True, choices=[('', '不限'), ('industrial', '工业项目'), ('other', '非工业项目')], default='', max_length=10, verbose_name='项目类型'),
        ),
        migrations.AddField(
            model_name='verifyingunit',
            name='round',
            field=models.PositiveSmallIntegerField(choices=[(1, '第一轮'), (2, '第二轮（市级认定）')], default=1, verbose_name='轮次'),
        ),
        migrations.AddField(
            model_name='verifyingunit',
            name='start_kind',
            field=models.CharField(blank=True, choices=[('', '不限'), ('construction', '建安'), ('equipment', '设备购置'), ('opening', '开业')], default='', max_length=12, verbose_name='开工类型'),
        ),
        migrations.AlterField(
            model_name='verifyingunit',
            name='city',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation', verbose_name='适用范围（市、区或园区）'),
        ),
        migrations.AddConstraint(
            model_name='verifyingunit',
            constraint=models.UniqueConstraint(fields=('city', 'step', 'round', 'project_kind', 'start_kind', 'from_wan'), name='steps_unit_once', violation_error_message='同一范围、节点、轮次、项目类型、开工类型和下限已有一条分工，请修改那一条。'),
        ),
        migrations.AddConstraint(
            model_name='verifyingunit',
            constraint=models.CheckConstraint(condition=models.Q(('round__in', [1, 2])), name='steps_unit_round'),
        ),
        migrations.AddConstraint(
            model_name='verifyingunit',
            constraint=models.CheckConstraint(condition=models.Q(('from_wan__gte', 0)), name='steps_unit_from'),
        ),
        migrations.AddConstraint(
            model_name='verifyingunit',
            constraint=models.CheckConstraint(condition=models.Q(('days__isnull', True), ('days__gte', 1), _connector='OR'), name='steps_unit_days'),
        ),
    ])
