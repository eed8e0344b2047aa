"""How channels are reached, and where people are reached on them."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import projects.privacy.fields
from projects.moves import together


class Migration(migrations.Migration):

    dependencies = [
        ('outbox', '0001_initial'),
        ('people', '0005_username_once'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.CreateModel(
            name='ChannelSetup',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name='标识')),
                ('channel', models.CharField(max_length=20, verbose_name='渠道')),
                ('name', models.CharField(help_text='例如：鸠江区项目调度群', max_length=60, verbose_name='名称')),
                ('base_url', models.CharField(blank=True, help_text='留空为官方地址；隔离网络填转发地址', max_length=200, verbose_name='接口地址')),
                ('account', models.CharField(blank=True, max_length=100, verbose_name='应用标识')),
                ('agent', models.CharField(blank=True, max_length=40, verbose_name='应用编号')),
                ('secret', projects.privacy.fields.EncryptedTextField(blank=True, max_length=400, verbose_name='密钥')),
                ('signing_secret', projects.privacy.fields.EncryptedTextField(blank=True, max_length=400, verbose_name='签名密钥')),
                ('is_brief', models.BooleanField(default=True, help_text='消息经过互联网上的平台时建议保持勾选：不出现项目名称和正文', verbose_name='只发类别和链接')),
                ('is_active', models.BooleanField(default=True, verbose_name='启用')),
                ('token', projects.privacy.fields.EncryptedTextField(blank=True, editable=False, verbose_name='访问凭证')),
                ('token_until', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='凭证有效期至')),
                ('paused_until', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='限流暂停至')),
                ('trouble', models.CharField(blank=True, editable=False, max_length=200, verbose_name='故障')),
                ('trouble_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='故障时间')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='创建时间')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='更新时间')),
                ('organisation', models.ForeignKey(help_text='应用消息：该单位及其下属的人员可用；群机器人：只把该单位都能看到的事项告诉这个群', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation', verbose_name='适用单位')),
            ],
            options={
                'verbose_name': '消息渠道',
                'verbose_name_plural': '消息渠道',
                'ordering': ['channel', 'name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ChannelAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(max_length=160, verbose_name='账号')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='更新时间')),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='channel_addresses', to=settings.AUTH_USER_MODEL, verbose_name='人员')),
                ('setup', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='addresses', to='outbox.channelsetup', verbose_name='消息渠道')),
            ],
            options={
                'verbose_name': '接收账号',
                'verbose_name_plural': '接收账号',
                'ordering': ['officer', 'setup'],
                'constraints': [
                    models.UniqueConstraint(fields=('officer', 'setup'), name='outbox_address_one'),
                    models.UniqueConstraint(fields=('setup', 'address'), name='outbox_address_own', violation_error_message='这个账号已由其他人员登记，请核对；确属本人的请联系系统管理员。'),
                ],
            },
        ),
    ])
