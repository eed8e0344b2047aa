import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from projects.moves import together


class Migration(migrations.Migration):

    dependencies = [
        ('dispatch', '0005_sittings'),
        ('ledger', '0011_bounds'),
        ('people', '0005_username_once'),
        ('people', '__first__'),
    ]

    operations = together([
        migrations.AddField(
            model_name='agendaentry',
            name='marked_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='记录时间'),
        ),
        migrations.AddField(
            model_name='agendaentry',
            name='marked_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='记录人'),
        ),
        migrations.AddField(
            model_name='agendaentry',
            name='reasons',
            field=models.JSONField(blank=True, default=list, verbose_name='全部理由'),
        ),
        migrations.AddField(
            model_name='agendaentry',
            name='state',
            field=models.CharField(choices=[('pending', '待议'), ('discussed', '已议'), ('unfinished', '续议')], default='pending', max_length=10, verbose_name='议题状态'),
        ),
        migrations.AlterField(
            model_name='agendaentry',
            name='detail',
            field=models.CharField(blank=True, max_length=600, verbose_name='说明'),
        ),
        migrations.AlterField(
            model_name='agendaentry',
            name='reason',
            field=models.CharField(choices=[('carried_over', '上次未议完'), ('chief_missing', '应有未有首席责任人'), ('red_light', '红灯'), ('problem_open', '问题待协调'), ('item_unanswered', '交办未回复'), ('node_due', '节点临期'), ('new_project', '拟列重点调度'), ('proposal_open', '进退建议待研究'), ('yellow_light', '黄灯'), ('no_news', '久无进展'), ('step_taken', '上次会后有推进'), ('added', '调度员增加'), ('merged', '合并会议转入')], max_length=16, verbose_name='理由'),
        ),
        migrations.AddConstraint(
            model_name='agendaentry',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['pending', 'discussed', 'unfinished'])), name='dispatch_entry_state'),
        ),
    ])
