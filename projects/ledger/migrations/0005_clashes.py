import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from projects.moves import together


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0004_enterprises"),
        ("people", "0005_username_once"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.AddField(
            model_name="cityrules",
            name="clash_tolerance_percent",
            field=models.PositiveSmallIntegerField(default=10, verbose_name="撞单比对金额容差（%）"),
        ),
        migrations.AddField(
            model_name="cityrules",
            name="clash_days",
            field=models.PositiveSmallIntegerField(default=5, verbose_name="撞单裁定时限（工作日）"),
        ),
        migrations.CreateModel(
            name="MatchKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="match_keys",
                        to="ledger.project",
                        verbose_name="项目",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("uscc", "统一社会信用代码"),
                            ("firm", "企业名称"),
                            ("ear", "企业名称读音"),
                            ("name", "项目名称"),
                            ("head", "项目名称开头"),
                            ("tail", "项目名称结尾"),
                        ],
                        max_length=8,
                        verbose_name="类别",
                    ),
                ),
                ("key", models.CharField(max_length=240, verbose_name="比对键")),
                ("since", models.DateTimeField(verbose_name="登记时间")),
            ],
            options={
                "verbose_name": "比对键",
                "verbose_name_plural": "比对键",
                "indexes": [models.Index(fields=["kind", "key"], name="ledger_match_key")],
                "constraints": [models.UniqueConstraint(fields=("project", "kind", "key"), name="ledger_match_once")],
            },
        ),
        migrations.CreateModel(
            name="Clash",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name="标识"
                    ),
                ),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clashes_as_first",
                        to="ledger.project",
                        verbose_name="首报项目",
                    ),
                ),
                (
                    "later",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clashes_as_later",
                        to="ledger.project",
                        verbose_name="后报项目",
                    ),
                ),
                (
                    "strength",
                    models.CharField(
                        choices=[("certain", "确定"), ("probable", "很可能"), ("possible", "可能")],
                        max_length=8,
                        verbose_name="把握",
                    ),
                ),
                ("grounds", models.JSONField(default=list, verbose_name="相同之处")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "待裁定"), ("ruled", "已裁定"), ("closed", "自行终结")],
                        default="open",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="裁定期限")),
                ("raised_at", models.DateTimeField(verbose_name="发现时间")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("first", "归首报单位"),
                            ("later", "归后报单位"),
                            ("joint", "共同推进"),
                            ("not_same", "不是同一项目"),
                        ],
                        default="",
                        max_length=8,
                        verbose_name="裁定",
                    ),
                ),
                ("reason", models.CharField(blank=True, default="", max_length=400, verbose_name="裁定理由")),
                (
                    "kept",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.project",
                        verbose_name="保留的项目",
                    ),
                ),
                (
                    "ruled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="裁定人",
                    ),
                ),
                ("ruled_at", models.DateTimeField(blank=True, null=True, verbose_name="裁定时间")),
                (
                    "reopened_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="复议人",
                    ),
                ),
                ("reopened_at", models.DateTimeField(blank=True, null=True, verbose_name="复议时间")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("updated_at", models.DateTimeField(verbose_name="更新时间")),
            ],
            options={
                "verbose_name": "撞单",
                "verbose_name_plural": "撞单",
                "ordering": ["due_on", "raised_at", "id"],
                "indexes": [models.Index(fields=["state", "due_on"], name="ledger_clash_due")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")), fields=("first", "later"), name="ledger_clash_open_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("first", models.F("later")), _negated=True), name="ledger_clash_two"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ruled"), _negated=True),
                            models.Q(
                                ("ruled_at__isnull", False),
                                ("ruled_by__isnull", False),
                                models.Q(("outcome", ""), _negated=True),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="ledger_clash_ruled_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kept__isnull", True),
                            ("kept", models.F("first")),
                            ("kept", models.F("later")),
                            _connector="OR",
                        ),
                        name="ledger_clash_keeps_one",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClashEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "clash",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="ledger.clash",
                        verbose_name="撞单",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("raised", "发现"),
                            ("stated", "陈述"),
                            ("ruled", "裁定"),
                            ("reopened", "复议"),
                            ("closed", "自行终结"),
                        ],
                        max_length=8,
                        verbose_name="类别",
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        blank=True,
                        choices=[("first", "首报"), ("later", "后报")],
                        default="",
                        max_length=6,
                        verbose_name="一方",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("first", "归首报单位"),
                            ("later", "归后报单位"),
                            ("joint", "共同推进"),
                            ("not_same", "不是同一项目"),
                        ],
                        default="",
                        max_length=8,
                        verbose_name="裁定",
                    ),
                ),
                ("text", models.TextField(blank=True, default="", max_length=2000, verbose_name="内容")),
                ("proof", models.TextField(blank=True, default="", max_length=2000, verbose_name="依据")),
            ],
            options={
                "verbose_name": "撞单经过",
                "verbose_name_plural": "撞单经过",
                "ordering": ["-at", "-id"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name="标识"
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="ledger.project",
                        verbose_name="项目",
                    ),
                ),
                (
                    "sender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                        verbose_name="移交单位",
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                        verbose_name="接收单位",
                    ),
                ),
                ("credits", models.JSONField(default=list, verbose_name="业绩分成")),
                ("why", models.CharField(max_length=200, verbose_name="理由")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "待接收"),
                            ("accepted", "已接收"),
                            ("declined", "未接收"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出人",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="提出时间")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="答复人",
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="答复时间")),
                ("answer", models.CharField(blank=True, default="", max_length=200, verbose_name="答复")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("updated_at", models.DateTimeField(verbose_name="更新时间")),
            ],
            options={
                "verbose_name": "项目移交",
                "verbose_name_plural": "项目移交",
                "ordering": ["-asked_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")), fields=("project",), name="ledger_transfer_open_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sender", models.F("to")), _negated=True), name="ledger_transfer_moves"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "accepted"), _negated=True),
                            models.Q(("answered_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="ledger_transfer_two",
                    ),
                ],
                "indexes": [],
            },
        ),
    ])
