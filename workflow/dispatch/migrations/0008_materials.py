import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import workflow.dispatch.models.materials
from projects.moves import together


class Migration(migrations.Migration):

    dependencies = [
        ('dispatch', '0007_fill_reasons'),
        ('ledger', '0011_bounds'),
        ('people', '0005_username_once'),
        ('people', '__first__'),
    ]

    operations = together([
        migrations.CreateModel(
            name='MaterialRequest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name='标识')),
                ('wanted', models.CharField(blank=True, max_length=200, verbose_name='要求')),
                ('due_on', models.DateField(verbose_name='报送期限')),
                ('asked_at', models.DateTimeField(verbose_name='征询时间')),
                ('answered_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='首次报送时间')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='撤回时间')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('updated_at', models.DateTimeField(verbose_name='更新时间')),
                ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='征询人')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='requests', to='dispatch.agendaentry', verbose_name='议题')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation', verbose_name='报送单位')),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='撤回人')),
            ],
            options={
                'verbose_name': '会前征询',
                'verbose_name_plural': '会前征询',
                'ordering': ['due_on', 'asked_at', 'id'],
                'indexes': [models.Index(fields=['organisation', 'due_on'], name='dispatch_request_due')],
                'constraints': [models.UniqueConstraint(fields=('entry', 'organisation'), name='dispatch_request_once')],
            },
        ),
        migrations.CreateModel(
            name='MaterialAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('progress', models.TextField(max_length=2000, verbose_name='进展情况')),
                ('problem', models.TextField(blank=True, max_length=2000, verbose_name='存在问题')),
                ('asked_for', models.TextField(blank=True, max_length=1000, verbose_name='需要协调事项')),
                ('at', models.DateTimeField(verbose_name='报送时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='报送人')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='dispatch.materialrequest', verbose_name='会前征询')),
            ],
            options={
                'verbose_name': '汇报材料',
                'verbose_name_plural': '汇报材料',
                'ordering': ['at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('progress', ''), _negated=True), name='dispatch_answer_says')],
            },
        ),
        migrations.CreateModel(
            name='MaterialFile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name='标识')),
                ('file', models.FileField(max_length=200, upload_to=workflow.dispatch.models.materials.stored_name, verbose_name='文件')),
                ('filename', models.CharField(max_length=200, verbose_name='原文件名')),
                ('content_type', models.CharField(max_length=80, verbose_name='内容类型')),
                ('size', models.PositiveBigIntegerField(verbose_name='大小（字节）')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='dispatch.materialanswer', verbose_name='汇报材料')),
            ],
            options={
                'verbose_name': '汇报材料文件',
                'verbose_name_plural': '汇报材料文件',
                'ordering': ['filename', 'id'],
            },
        ),
    ])
