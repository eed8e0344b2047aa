"""``exchange_in``: a package of calls from a file, carried out to its end, its receipt written to another."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from notifications.exchange.consoles import client_named, content_of
from notifications.exchange.services import carry_out, hand_back, take_in
from projects.errors import DomainError


class Command(BaseCommand):
    """Takes a package in and makes its calls; interrupted, the same command goes on where it stopped."""

    help = "收下区县带来的申报包，逐条办理，写出回执。中断后再次执行，从停下的地方继续；办完的给出同一份回执。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Options."""
        parser.add_argument("file", type=Path, help="申报包（zip）")
        parser.add_argument("--client", required=True, help="系统标识或系统账号")
        parser.add_argument("--to", required=True, type=Path, help="回执写到哪个文件，已有的不覆盖")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take in, carry out, give back."""
        target: Path = options["to"]
        if target.exists():
            raise CommandError(f"{target} 已存在，请换一个文件名或先移走它。")
        client, content = client_named(options["client"]), content_of(options["file"])
        try:
            package = take_in(client, content, by=None, now=timezone.now())
            carry_out(package.pk)
            package.refresh_from_db()
            target.write_bytes(hand_back(package, by=None, now=timezone.now()))
        except DomainError as refusal:
            raise CommandError(refusal.detail) from refusal
        self.stdout.write(
            f"第{package.number}号申报包已办完：{package.count} 条，被拒绝 {package.refused} 条；回执写到 {target}。"
        )
