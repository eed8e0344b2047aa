"""``exchange_receipt``: the receipt of a package of changes, from a file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from notifications.exchange.consoles import client_named, content_of
from notifications.exchange.services import take_receipt
from projects.errors import DomainError


class Command(BaseCommand):
    """Takes the receipt; the next package may then be made."""

    help = "收下区县带回的变更包回执，核对签名与校验码；同一份回执再次收下没有影响。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Options."""
        parser.add_argument("file", type=Path, help="回执文件（JSON）")
        parser.add_argument("--client", required=True, help="系统标识或系统账号")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take it."""
        client, content = client_named(options["client"]), content_of(options["file"])
        try:
            package = take_receipt(client, content, by=None, now=timezone.now())
        except DomainError as refusal:
            raise CommandError(refusal.detail) from refusal
        self.stdout.write(f"第{package.number}号变更包已完成交接，对方报告 {len(package.errors)} 个问题。")
        for error in package.errors:
            self.stdout.write(f"  {error}")
