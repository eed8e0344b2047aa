"""``verify_audit``: is the audit log what was written?"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from projects.audit import checkpoints, keeping
from projects.audit.verification import MOST_FINDINGS


class Command(BaseCommand):
    """Walks the chain, compares it with head and checkpoints, names every place that is wrong."""

    help = "核对审计链：逐条验证摘要，并与库外检查点比对；发现改动、删除、插入、调换、截断、清空或重写时指出位置。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Check; exit 1 when anything was found."""
        found = keeping.check(now=timezone.now())
        if found.is_good:
            self.stdout.write(f"审计链完好：核对 {found.rows} 条，至第 {found.seq} 条。检查点：{checkpoints.path()}")
            return
        for finding in found.findings:
            self.stdout.write(f"[{finding['code']}] {finding['sentence']}")
        more = f"（只列出前 {MOST_FINDINGS} 处）" if found.amiss >= MOST_FINDINGS else ""
        raise CommandError(f"审计链有 {found.amiss} 处异常{more}，请保存现场，对照备份与检查点核查。")
