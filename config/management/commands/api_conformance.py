"""``api_conformance``: the kit of clients/python against any server; here only the door."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import BaseCommand

from clients.python.luodi_client.conformance.__main__ import arguments, run


class Command(BaseCommand):
    """Walks the contract of the API; exit code 1 when a rule is broken."""

    help = "对接自检：把接口约定逐条走一遍。与 luodi-conformance 相同；建立的数据在最后列出。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Options of the kit."""
        arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it; the code of the kit is the code of the command."""
        code = run(argparse.Namespace(**options), self.stdout.write)
        if code:
            raise SystemExit(code)
