import django.db.models.deletion
from django.db import migrations, models

from projects.moves import together


class Migration(migrations.Migration):

    dependencies = [
        ('dispatch', '0001_initial'),
        ('ledger', '0011_bounds'),
        ('people', '0005_username_once'),
        ('people', '__first__'),
    ]

    operations = together([
        migrations.AddField(
            model_name='series',
            name='body',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='body_series', to='people.organisation', verbose_name='领导小组／联席会议'),
        ),
        migrations.AddField(
            model_name='series',
            name='quarter_month',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='季度第几个月'),
        ),
        migrations.AddField(
            model_name='series',
            name='rhythm',
            field=models.CharField(blank=True, choices=[('weekly', '每周'), ('biweekly', '每两周'), ('monthly', '每月'), ('quarterly', '每季度')], max_length=12, verbose_name='频次'),
        ),
        migrations.AlterField(
            model_name='series',
            name='kind',
            field=models.CharField(choices=[('weekly', '周调度'), ('biweekly', '双周调度'), ('monthly', '月调度'), ('quarterly', '季度调度'), ('consultation', '会商'), ('mobilisation', '动员')], max_length=12, verbose_name='类型'),
        ),
    ])
