"""``exchange_out``: the next package of changes of a client, written to a file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from notifications.exchange.consoles import client_named
from notifications.exchange.services import hand_out, make_package
from projects.errors import DomainError


class Command(BaseCommand):
    """Makes the package or gives the open one again, and writes the zip."""

    help = "生成接入系统的变更包并写到文件；上一包的回执没到之前，给出的仍是上一包，内容不变。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Options."""
        parser.add_argument("--client", required=True, help="系统标识或系统账号，见系统接入页面")
        parser.add_argument("--to", required=True, type=Path, help="写到哪个文件，如 luodi.zip；已有的不覆盖")
        parser.add_argument("--snapshot", action="store_true", help="下一包为完整快照")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make and write."""
        target: Path = options["to"]
        if target.exists():
            raise CommandError(f"{target} 已存在，请换一个文件名或先移走它。")
        now, client = timezone.now(), client_named(options["client"])
        try:
            package = make_package(client, snapshot=options["snapshot"], by=None, now=now)
            content = hand_out(package, by=None, now=now)
        except DomainError as refusal:
            raise CommandError(refusal.detail) from refusal
        target.write_bytes(content)
        self.stdout.write(f"第{package.number}号（{package.get_kind_display()}，{package.count} 条）已写到 {target}。")
