"""``purge_idempotency``: forget old answers."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from projects.gateway.services import purge_records


class Command(BaseCommand):
    """Deletes idempotency records older than 48 hours."""

    help = "清除 48 小时以前的幂等记录。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Purge."""
        self.stdout.write(f"已清除 {purge_records(now=timezone.now())} 条。")
