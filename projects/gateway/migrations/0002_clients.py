"""Clients beside service accounts; who revoked a key and why; refused calls; numbers of signed requests."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from projects.moves import together

PERSON = {"null": True, "blank": True, "related_name": "+", "to": settings.AUTH_USER_MODEL}


class Migration(migrations.Migration):
    dependencies = [
        ("gateway", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.CreateModel(
            name="Client",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name="标识"
                    ),
                ),
                ("contact", models.CharField(blank=True, max_length=80, verbose_name="建设或运维单位")),
                ("scopes", models.JSONField(default=list, verbose_name="权限范围")),
                ("networks", models.JSONField(blank=True, default=list, verbose_name="允许的地址段")),
                (
                    "signing",
                    models.CharField(
                        choices=[("off", "不签名"), ("optional", "可签名"), ("required", "必须签名")],
                        default="off",
                        max_length=8,
                        verbose_name="请求签名",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("created_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="client",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="系统账号",
                    ),
                ),
            ],
            options={
                "verbose_name": "接入系统",
                "verbose_name_plural": "接入系统",
                "ordering": ["account__organisation__path", "account__name", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("signing__in", ["off", "optional", "required"])),
                        name="gateway_signing_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="KeyRefusal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(blank=True, max_length=45, verbose_name="来源地址")),
                ("public_id", models.CharField(blank=True, max_length=12, verbose_name="公开标识")),
                ("minute", models.DateTimeField(verbose_name="时间（分钟）")),
                ("reason", models.CharField(max_length=60, verbose_name="原因")),
            ],
            options={
                "verbose_name": "被拒绝的调用",
                "verbose_name_plural": "被拒绝的调用",
                "ordering": ["-minute", "-id"],
                "indexes": [models.Index(fields=["minute"], name="gateway_refusal_age")],
                "constraints": [
                    models.UniqueConstraint(fields=("address", "public_id", "minute"), name="gateway_refusal_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SignedRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("nonce", models.CharField(max_length=64, verbose_name="请求编号")),
                ("seen_at", models.DateTimeField(verbose_name="收到时间")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
            ],
            options={
                "verbose_name": "已签名的请求",
                "verbose_name_plural": "已签名的请求",
                "indexes": [models.Index(fields=["seen_at"], name="gateway_signed_age")],
                "constraints": [models.UniqueConstraint(fields=("account", "nonce"), name="gateway_nonce_once")],
            },
        ),
        migrations.AddField(
            "apikey", "pepper", models.PositiveSmallIntegerField(default=1, verbose_name="摘要密钥编号")
        ),
        migrations.AddField(
            "apikey",
            "revoked_by",
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, verbose_name="吊销人", **PERSON),
        ),
        migrations.AddField(
            "apikey", "revoked_reason", models.CharField(blank=True, max_length=200, verbose_name="吊销原因")
        ),
    ])
