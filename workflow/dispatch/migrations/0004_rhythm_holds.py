from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dispatch', '0003_fill_rhythm'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='series',
            name='dispatch_series_rule',
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'mobilisation'), ('rhythm', '')), models.Q(('rhythm__in', ('weekly', 'biweekly')), ('weekday__isnull', False), ('weekday__range', (1, 7))), models.Q(('rhythm__in', ('monthly', 'quarterly')), models.Q(models.Q(('day__range', (1, 31)), ('monthly_rule', 'day')), models.Q(('monthly_rule', 'nth'), ('nth__range', (1, 5)), ('weekday__range', (1, 7))), _connector='OR'), models.Q(models.Q(('rhythm', 'quarterly'), _negated=True), models.Q(('quarter_month__isnull', False), ('quarter_month__range', (1, 3))), _connector='OR')), _connector='OR'), name='dispatch_series_rhythm'),
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'consultation'), models.Q(('rhythm', ''), _negated=True)), models.Q(('kind', 'mobilisation'), ('rhythm', '')), models.Q(('kind', 'weekly'), ('rhythm', 'weekly')), models.Q(('kind', 'biweekly'), ('rhythm', 'biweekly')), models.Q(('kind', 'monthly'), ('rhythm', 'monthly')), models.Q(('kind', 'quarterly'), ('rhythm', 'quarterly')), _connector='OR'), name='dispatch_series_kind'),
        ),
    ]
