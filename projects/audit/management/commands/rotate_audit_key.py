"""``rotate_audit_key``: the chain goes on under the newest key of ``LUODI_AUDIT_KEY``."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from projects.audit.rotation import begin_key
from projects.errors import DomainError


class Command(BaseCommand):
    """Once, after the new key was put in front and before the system starts again."""

    help = "启用 LUODI_AUDIT_KEY 中最新的密钥：先核对审计链，再写入“更换审计密钥”并留下新密钥签名的检查点。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Begin; exit 1 when it was refused or the check found something."""
        try:
            found = begin_key(now=timezone.now())
        except DomainError as refused:
            raise CommandError(refused.detail) from refused
        if not found.is_good:
            raise CommandError(f"密钥已更换，但核对发现异常：{found.findings[0]['sentence']}")
        self.stdout.write(f"审计密钥已更换：自第 {found.seq} 条起使用新密钥，已核对 {found.rows} 条。")
