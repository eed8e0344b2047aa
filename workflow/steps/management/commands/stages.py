"""Write ``docs/stages.md``, or with ``--check`` compare it with the code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from workflow.steps.diagram import stages_markdown


class Command(BaseCommand):
    """``manage.py stages [--check]``"""

    help = "生成（或核对）docs/stages.md"

    def add_arguments(self, parser: CommandParser) -> None:
        """One switch."""
        parser.add_argument("--check", action="store_true", help="只核对，不写文件")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or compare."""
        path = Path(settings.BASE_DIR) / "docs" / "stages.md"
        text = stages_markdown()
        if not options["check"]:
            path.write_text(text, encoding="utf-8")
            self.stdout.write("已写入 docs/stages.md")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            raise CommandError("docs/stages.md 与代码不一致，请运行 python manage.py stages 后提交。")
