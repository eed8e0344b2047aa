"""Write ``docs/personal-data.md``, or with ``--check`` compare it with the code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from projects.privacy.inventory import context_of, own_fields, sensitivity_of
from projects.privacy.register import register_markdown


class Command(BaseCommand):
    """``manage.py personal_data [--check]``"""

    help = "生成（或核对）个人信息清单 docs/personal-data.md"

    def add_arguments(self, parser: CommandParser) -> None:
        """One switch."""
        parser.add_argument("--check", action="store_true", help="只核对，不写文件")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or compare; a column that nobody has classified is refused."""
        unknown = [context_of(field) for field in own_fields() if sensitivity_of(field) is None]
        if unknown:
            raise CommandError(f"请在 projects/privacy/inventory.py 中为这些字段分类：{'、'.join(unknown)}")
        path = Path(settings.BASE_DIR) / "docs" / "personal-data.md"
        text = register_markdown()
        if not options["check"]:
            path.write_text(text, encoding="utf-8")
            self.stdout.write("已写入 docs/personal-data.md")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            raise CommandError("docs/personal-data.md 与代码不一致，请运行 python manage.py personal_data 后提交。")
