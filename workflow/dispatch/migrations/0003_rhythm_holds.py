from django.db import migrations, models

from projects.moves import together


class Migration(migrations.Migration):

    dependencies = [
        ('dispatch', '0002_rhythm'),
    ]

    operations = together([
        migrations.RemoveConstraint(
            model_name='series',
            name='dispatch_series_rule',
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'mobilisation'), models.Q(models.Q(('kind__in', ('weekly', 'biweekly')), ('rhythm__in', ('weekly', 'biweekly')), _connector='OR'), ('weekday__isnull', False), ('weekday__range', (1, 7))), models.Q(models.Q(('kind__in', ('monthly', 'quarterly')), ('rhythm__in', ('monthly', 'quarterly')), _connector='OR'), models.Q(models.Q(('day__range', (1, 31)), ('monthly_rule', 'day')), models.Q(('monthly_rule', 'nth'), ('nth__range', (1, 5)), ('weekday__range', (1, 7))), _connector='OR'), models.Q(models.Q(('kind', 'quarterly'), ('rhythm', 'quarterly'), _connector='OR', _negated=True), models.Q(('quarter_month__isnull', False), ('quarter_month__range', (1, 3))), _connector='OR')), _connector='OR'), name='dispatch_series_rhythm'),
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'consultation'), models.Q(('rhythm', ''), _negated=True)), models.Q(models.Q(('kind', 'consultation'), _negated=True), ('rhythm', '')), _connector='OR'), name='dispatch_series_kind'),
        ),
    ])
