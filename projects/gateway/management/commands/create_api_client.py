"""``create_api_client``: a district system with its first key."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from projects.errors import DomainError
from projects.gateway.models import Signing
from projects.gateway.services import LONGEST, USUAL, create_client
from projects.gateway.signatures import secret_shown
from projects.people.models import Organisation


class Command(BaseCommand):
    """Creates a service account of an organisation and prints its key, alone, on the last line."""

    help = "为一个单位登记接入系统并签发接口密钥。密钥只显示这一次，单独占输出的最后一行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Options."""
        parser.add_argument("--organisation", required=True, help="单位代码，例如 340212")
        parser.add_argument("--scopes", required=True, help="权限范围，逗号分隔，例如 project:read,project:write")
        parser.add_argument("--name", default="", help="系统名称")
        parser.add_argument("--days", type=int, default=USUAL.days, help=f"有效天数，默认 {USUAL.days}")
        parser.add_argument("--networks", default="", help="允许的地址或地址段，逗号分隔（IPv4、IPv6）")
        parser.add_argument(
            "--signing", default=Signing.OFF, choices=Signing.values, help="请求签名：off、optional 或 required"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Create the client."""
        now = timezone.now()
        organisation = Organisation.objects.filter(code=options["organisation"]).first()
        if organisation is None:
            raise CommandError(f"没有代码为 {options['organisation']} 的单位。请先载入单位，或核对代码。")
        if not 1 <= options["days"] <= LONGEST.days:
            raise CommandError(f"有效天数应在 1 到 {LONGEST.days} 之间。")
        try:
            row, key = create_client(
                organisation,
                name=options["name"] or f"{organisation.label}业务系统",
                scopes=options["scopes"].split(","),
                by=None,
                now=now,
                expires_at=now + timedelta(days=options["days"]),
                networks=[network for network in options["networks"].split(",") if network.strip()],
                signing=options["signing"],
            )
        except DomainError as refusal:
            raise CommandError(refusal.detail) from refusal
        self.stdout.write(f"已为 {organisation} 创建系统账号 {row.account.username}（{'、'.join(row.scopes)}）。")
        if options["signing"] != Signing.OFF:
            self.stdout.write(f"签名密钥：{secret_shown(row)}")
        self.stdout.write("密钥只显示这一次，请立即妥善保存：")
        self.stdout.write(str(key))
