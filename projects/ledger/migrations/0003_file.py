import uuid

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from projects.moves import RunWithoutModels, together

_TRIGGERS: list[str] = []


def note_triggers(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """SQLite makes the table anew and thereby drops its triggers: what they say is kept until the end."""
    _TRIGGERS.clear()
    if schema_editor.connection.vendor == "sqlite":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'ledger_project'")
            _TRIGGERS.extend(row[0] for row in cursor.fetchall())


def put_triggers_back(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    with schema_editor.connection.cursor() as cursor:
        for statement in _TRIGGERS:
            cursor.execute(statement.replace("CREATE TRIGGER ", "CREATE TRIGGER IF NOT EXISTS ", 1))


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0002_deputies"),
        ("people", "0005_username_once"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        RunWithoutModels(note_triggers, put_triggers_back),
        migrations.CreateModel(
            name='Chain',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name='标识')),
                ('name', models.CharField(max_length=40, verbose_name='产业链')),
                ('is_active', models.BooleanField(default=True, verbose_name='启用')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('created_at', models.DateTimeField(verbose_name='创建时间')),
                ('updated_at', models.DateTimeField(verbose_name='更新时间')),
                ('anchors', models.ManyToManyField(blank=True, db_table='ledger_chain_anchors', related_name='anchored_chains', to='ledger.enterprise', verbose_name='链主企业')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='chains', to='people.organisation', verbose_name='市')),
                ('lead_organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='led_chains', to='people.organisation', verbose_name='牵头单位')),
                ('leader', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='chains', to=settings.AUTH_USER_MODEL, verbose_name='链长')),
            ],
            options={
                'verbose_name': '产业链',
                'verbose_name_plural': '产业链',
                'ordering': ['city', 'name', 'id'],
                'constraints': [
                    models.UniqueConstraint(fields=('city', 'name'), name='ledger_chain_once'),
                    models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='ledger_chain_named'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Credit',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name='标识')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('created_at', models.DateTimeField(verbose_name='登记时间')),
                ('updated_at', models.DateTimeField(verbose_name='更新时间')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='作废时间')),
                ('withdrawn_why', models.CharField(blank=True, default='', max_length=200, verbose_name='作废理由')),
                ('part', models.CharField(choices=[('first_contact', '首谈'), ('landing', '落地'), ('introducer', '引荐')], max_length=14, verbose_name='贡献')),
                ('percent', models.DecimalField(decimal_places=2, max_digits=5, verbose_name='比例（%）')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credits', to='people.organisation', verbose_name='单位')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credits', to='ledger.project', verbose_name='项目')),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='作废人')),
            ],
            options={
                'verbose_name': '业绩分成',
                'verbose_name_plural': '业绩分成',
                'ordering': ['-percent', 'part', 'created_at', 'id'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('project', 'organisation', 'part'), name='ledger_credit_once'),
                    models.CheckConstraint(condition=models.Q(('percent__gt', 0), ('percent__lte', 100)), name='ledger_credit_percent'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Mark',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name='标识')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('created_at', models.DateTimeField(verbose_name='登记时间')),
                ('updated_at', models.DateTimeField(verbose_name='更新时间')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='作废时间')),
                ('withdrawn_why', models.CharField(blank=True, default='', max_length=200, verbose_name='作废理由')),
                ('kind', models.CharField(choices=[('returnee', '返乡（湘商）回归'), ('world500', '世界500强'), ('china500', '中国500强'), ('private500', '民营企业500强'), ('listed', '上市公司投资'), ('anchor', '链主企业'), ('specialised', '专精特新'), ('high_tech', '高新技术')], max_length=12, verbose_name='标识')),
                ('list_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='榜单年度')),
                ('reason', models.CharField(blank=True, default='', max_length=200, verbose_name='依据或理由')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='ledger.project', verbose_name='项目')),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='作废人')),
            ],
            options={
                'verbose_name': '标识',
                'verbose_name_plural': '标识',
                'ordering': ['kind', 'created_at', 'id'],
                'indexes': [models.Index(fields=['kind', 'project'], name='ledger_mark_kind')],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('project', 'kind'), name='ledger_mark_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['world500', 'china500', 'private500']), _negated=True), ('list_year__isnull', False), _connector='OR'), name='ledger_mark_list_year'),
                    models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['high_tech']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='ledger_mark_reason'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Phase',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name='标识')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('created_at', models.DateTimeField(verbose_name='登记时间')),
                ('updated_at', models.DateTimeField(verbose_name='更新时间')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='作废时间')),
                ('withdrawn_why', models.CharField(blank=True, default='', max_length=200, verbose_name='作废理由')),
                ('number', models.PositiveSmallIntegerField(verbose_name='期次')),
                ('name', models.CharField(blank=True, default='', max_length=60, verbose_name='分期名称')),
                ('total_wan', models.DecimalField(blank=True, decimal_places=4, max_digits=16, null=True, verbose_name='本期总投资（万元）')),
                ('fixed_wan', models.DecimalField(blank=True, decimal_places=4, max_digits=16, null=True, verbose_name='本期固定资产投资（万元）')),
                ('planned_started_on', models.DateField(blank=True, null=True, verbose_name='计划开工')),
                ('planned_producing_on', models.DateField(blank=True, null=True, verbose_name='计划投产')),
                ('started_on', models.DateField(blank=True, null=True, verbose_name='实际开工')),
                ('producing_on', models.DateField(blank=True, null=True, verbose_name='实际投产')),
                ('capacity', models.CharField(blank=True, default='', max_length=120, verbose_name='产能')),
                ('expected_output_wan', models.DecimalField(blank=True, decimal_places=4, max_digits=16, null=True, verbose_name='预计年产值（万元）')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='phases', to='ledger.project', verbose_name='项目')),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='作废人')),
            ],
            options={
                'verbose_name': '分期',
                'verbose_name_plural': '分期',
                'ordering': ['number', 'created_at', 'id'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('project', 'number'), name='ledger_phase_once'),
                    models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='ledger_phase_number'),
                    models.CheckConstraint(condition=models.Q(models.Q(('total_wan__isnull', True), ('total_wan__gte', 0), _connector='OR'), models.Q(('fixed_wan__isnull', True), ('fixed_wan__gte', 0), _connector='OR'), models.Q(('expected_output_wan__isnull', True), ('expected_output_wan__gte', 0), _connector='OR')), name='ledger_phase_positive'),
                    models.CheckConstraint(condition=models.Q(('started_on__isnull', True), ('producing_on__isnull', True), ('producing_on__gte', models.F('started_on')), _connector='OR'), name='ledger_phase_order'),
                ],
            },
        ),
        migrations.CreateModel(
            name='YearPlan',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name='标识')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('created_at', models.DateTimeField(verbose_name='登记时间')),
                ('updated_at', models.DateTimeField(verbose_name='更新时间')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='作废时间')),
                ('withdrawn_why', models.CharField(blank=True, default='', max_length=200, verbose_name='作废理由')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('amount_wan', models.DecimalField(decimal_places=4, max_digits=16, verbose_name='计划投资（万元）')),
                ('content', models.CharField(blank=True, default='', max_length=200, verbose_name='年度建设内容')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='year_plans', to='ledger.project', verbose_name='项目')),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='作废人')),
            ],
            options={
                'verbose_name': '年度计划投资',
                'verbose_name_plural': '年度计划投资',
                'ordering': ['year', 'created_at', 'id'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('project', 'year'), name='ledger_year_plan_once'),
                    models.CheckConstraint(condition=models.Q(('year__gte', 2000), ('year__lte', 2100)), name='ledger_year_plan_year'),
                    models.CheckConstraint(condition=models.Q(('amount_wan__isnull', True), ('amount_wan__gte', 0), _connector='OR'), name='ledger_year_plan_positive'),
                ],
            },
        ),
        migrations.AddField(
            model_name='project',
            name='agreement_kind',
            field=models.CharField(blank=True, choices=[('formal', '正式投资协议'), ('framework', '框架协议'), ('intent', '意向书')], default='', max_length=10, verbose_name='协议类型'),
        ),
        migrations.AddField(
            model_name='project',
            name='construction_nature',
            field=models.CharField(blank=True, choices=[('new', '新建'), ('expansion', '扩建'), ('upgrade', '技术改造'), ('relocation', '迁建'), ('purchase', '单纯购置')], default='', max_length=12, verbose_name='建设性质'),
        ),
        migrations.AddField(
            model_name='project',
            name='expected_jobs',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='预计用工（人）'),
        ),
        migrations.AddField(
            model_name='project',
            name='expected_output_wan',
            field=models.DecimalField(blank=True, decimal_places=4, max_digits=16, null=True, verbose_name='预计年产值（万元）'),
        ),
        migrations.AddField(
            model_name='project',
            name='expected_tax_wan',
            field=models.DecimalField(blank=True, decimal_places=4, max_digits=16, null=True, verbose_name='预计年税收（万元）'),
        ),
        migrations.AddField(
            model_name='project',
            name='filed_investment_wan',
            field=models.DecimalField(blank=True, decimal_places=4, max_digits=16, null=True, verbose_name='备案证金额（万元）'),
        ),
        migrations.AddField(
            model_name='project',
            name='foreign_equivalent_wan',
            field=models.DecimalField(blank=True, decimal_places=4, editable=False, max_digits=16, null=True, verbose_name='外币折合人民币（万元）'),
        ),
        migrations.AddField(
            model_name='project',
            name='foreign_rate',
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=14, null=True, verbose_name='折算汇率（每1单位外币合人民币元）'),
        ),
        migrations.AddField(
            model_name='project',
            name='foreign_rate_on',
            field=models.DateField(blank=True, null=True, verbose_name='汇率日期'),
        ),
        migrations.AddField(
            model_name='project',
            name='foreign_rate_source',
            field=models.CharField(blank=True, default='', max_length=60, verbose_name='汇率来源'),
        ),
        migrations.AddField(
            model_name='project',
            name='initials',
            field=models.CharField(default='', editable=False, max_length=120, verbose_name='名称首字母'),
        ),
        migrations.AddField(
            model_name='project',
            name='land_kind',
            field=models.CharField(blank=True, choices=[('new_supply', '新供地'), ('existing', '现有用地'), ('rented', '租赁厂房'), ('bought', '购买房产')], default='', max_length=12, verbose_name='用地情况'),
        ),
        migrations.AddField(
            model_name='project',
            name='name_key',
            field=models.CharField(default='', editable=False, max_length=120, verbose_name='名称（比对）'),
        ),
        migrations.AddField(
            model_name='project',
            name='statistics_investment_wan',
            field=models.DecimalField(blank=True, decimal_places=4, max_digits=16, null=True, verbose_name='纳统计划总投资（万元）'),
        ),
        migrations.AddIndex(
            model_name='project',
            index=models.Index(fields=['name_key'], name='ledger_project_name'),
        ),
        migrations.AddIndex(
            model_name='project',
            index=models.Index(fields=['chain'], name='ledger_project_chain'),
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('foreign_equivalent_wan__isnull', True), ('foreign_rate__isnull', True), ('foreign_rate_on__isnull', True), ('foreign_rate_source', '')), models.Q(models.Q(('foreign_currency', ''), _negated=True), models.Q(('foreign_rate_source', ''), _negated=True), ('foreign_amount_wan__isnull', False), ('foreign_equivalent_wan__isnull', False), ('foreign_rate__gt', 0), ('foreign_rate_on__isnull', False)), _connector='OR'), name='ledger_rate_together'),
        ),
        RunWithoutModels(put_triggers_back, note_triggers),
    ])
