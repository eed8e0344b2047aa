from django.db import migrations, models

import workflow.dispatch.agenda.choices
from projects.moves import together


class Migration(migrations.Migration):

    dependencies = [
        ('dispatch', '0003_rhythm_holds'),
    ]

    operations = together([
        migrations.AddField(
            model_name='series',
            name='agenda_rules',
            field=models.JSONField(blank=True, default=workflow.dispatch.agenda.choices.base_rules, verbose_name='议题规则'),
        ),
        migrations.AddField(
            model_name='series',
            name='first_number',
            field=models.PositiveIntegerField(default=1, verbose_name='首次编号'),
        ),
        migrations.AddField(
            model_name='series',
            name='materials_workdays',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='会前几个工作日报材料'),
        ),
        migrations.AddField(
            model_name='series',
            name='notice_workdays',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='加开至少提前（工作日）'),
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=models.CheckConstraint(condition=models.Q(('first_number__gte', 1)), name='dispatch_series_first'),
        ),
    ])
