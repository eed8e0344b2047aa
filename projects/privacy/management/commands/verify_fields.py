"""``verify_fields``: does every ciphered value decipher?"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from projects.privacy.columns import ciphered_fields
from projects.privacy.services import broken_values


class Command(BaseCommand):
    """Names model, key and field of each value that does not; never the value."""

    help = "逐个解密核对全部加密字段，指出被改动、被搬移、未加密或缺少密钥的值。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Check; exit 1 when anything was found."""
        found = 0
        for field in ciphered_fields():
            for finding in broken_values(field):
                found += 1
                self.stdout.write(f"{finding.context} pk={finding.pk}：{finding.why}")
        if found:
            raise CommandError(f"有 {found} 个加密字段值无法解密，请核对密钥配置，或从备份恢复这些值。")
        self.stdout.write("加密字段完好，全部可以解密。")
