import django.db.models.deletion
from django.db import migrations, models

from projects.moves import together


class Migration(migrations.Migration):

    dependencies = [
        ('dispatch', '0004_series_more'),
    ]

    operations = together([
        migrations.RemoveConstraint(
            model_name='meeting',
            name='dispatch_nominal_once',
        ),
        migrations.AddField(
            model_name='meeting',
            name='agenda_version',
            field=models.PositiveIntegerField(default=1, editable=False, verbose_name='议题版本'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='extra_reason',
            field=models.CharField(blank=True, max_length=200, verbose_name='加开事由'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='is_extra',
            field=models.BooleanField(default=False, verbose_name='加开'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='is_urgent',
            field=models.BooleanField(default=False, verbose_name='紧急加开'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='merged_into',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='absorbed', to='dispatch.meeting', verbose_name='并入'),
        ),
        migrations.AlterField(
            model_name='attendee',
            name='why',
            field=models.CharField(choices=[('chair', '主持'), ('standing', '固定参会'), ('chief', '议题项目首席责任人'), ('member', '成员'), ('unit', '汇报单位')], max_length=8, verbose_name='身份'),
        ),
        migrations.AlterField(
            model_name='dispatchevent',
            name='kind',
            field=models.CharField(choices=[('created', '创建系列'), ('updated', '修改系列'), ('called', '通知开会'), ('moved', '改期'), ('cancelled', '取消'), ('held', '召开'), ('entry_added', '增加议题'), ('entry_removed', '移出议题'), ('extra', '加开'), ('merged', '合并召开'), ('entry_moved', '调整议题顺序'), ('entry_marked', '记录议题结果'), ('asked', '征询汇报材料'), ('unasked', '撤回征询'), ('answered', '报送汇报材料')], max_length=14, verbose_name='动作'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('state', 'cancelled'), _negated=True), ('is_extra', False)), fields=('series', 'nominal_on'), name='dispatch_nominal_once'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('is_extra', False), models.Q(('extra_reason', ''), _negated=True), _connector='OR'), name='dispatch_extra_explained'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), ('state', 'cancelled'), _connector='OR'), name='dispatch_merged_is_off'),
        ),
    ])
