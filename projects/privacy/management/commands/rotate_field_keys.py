"""``rotate_field_keys``: ciphered values get the current key and provider."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from projects.privacy.columns import ciphered_fields
from projects.privacy.fields import EncryptedTextField
from projects.privacy.services import Rotation, outdated, rotate_batch

PASSES = 5
"""A value that was edited meanwhile is looked at again; a process with old settings could keep us busy for ever."""


class Command(BaseCommand):
    """May be stopped and started again at any time: it looks for what is left."""

    help = "用现用密钥与算法重新加密全部字段值；可随时中断后重跑，不覆盖他人同时的修改。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Rotate all columns; exit 1 when something is left."""
        left = 0
        for field in ciphered_fields():
            done, remaining = self._rotate(field)
            left += remaining
            self.stdout.write(
                f"{field.context}：已更换 {done.changed}，被同时修改 {done.kept}，"
                f"无法解密 {done.unreadable}，剩余 {remaining}"
            )
        if left:
            raise CommandError(
                f"还有 {left} 个值未更换：无法解密的请运行 verify_fields 查明，其余请在全部进程换用新配置后重跑。"
            )

    def _rotate(self, field: EncryptedTextField) -> tuple[Rotation, int]:
        total = Rotation()
        for _ in range(PASSES):
            done = Rotation()
            for batch in outdated(field):
                done += rotate_batch(field, batch, by=None, now=timezone.now())
            total = Rotation(total.changed + done.changed, total.kept + done.kept, done.unreadable)
            if done.kept == 0:
                break
        return total, sum(len(batch) for batch in outdated(field))
