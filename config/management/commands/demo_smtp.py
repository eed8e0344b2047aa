"""The demo's SMTP server: takes every mail, keeps it in a Maildir, sends nothing on."""

from __future__ import annotations

import signal
import sys
import time
from argparse import ArgumentParser

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

MAX_BYTES = 30 * 1024 * 1024


class Command(BaseCommand):
    """``manage.py demo_smtp``: only in demo mode, only on the loopback, until SIGTERM."""

    help = "演示邮件服务器：收下全部邮件，存入 Maildir，不向外发送"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=2525, help="监听端口（只在本机）")

    def handle(self, *args: object, **options: object) -> None:
        if not settings.DEMO:
            raise CommandError("演示邮件服务器只在演示模式下运行（LUODI_DEMO=1）。")
        ended: list[int] = []
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda number, frame: ended.append(number))
        for part in ("tmp", "new", "cur"):  # a Maildir makes them only together with the folder itself
            (settings.DEMO_MAILDIR / part).mkdir(parents=True, exist_ok=True)
        controller = Controller(
            Mailbox(settings.DEMO_MAILDIR),
            hostname="127.0.0.1",
            port=int(str(options["port"])),
            ident="Luodi demonstration, delivers nowhere",
            data_size_limit=MAX_BYTES,
            enable_SMTPUTF8=True,
        )
        controller.start()
        self.stdout.write(f"演示邮件服务器在本机 {options['port']} 端口，邮件存于 {settings.DEMO_MAILDIR}")
        sys.stdout.flush()
        while not ended:
            time.sleep(0.1)
        controller.stop()
