"""``load_workdays --from 2015 --to 2026``, or ``load_workdays --file 2027.csv --year 2027 --official``."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from projects.errors import DomainError
from projects.workdays.models import CalendarYear
from projects.workdays.services import load_file, load_years


class Command(BaseCommand):
    """Fill the working-day calendar."""

    help = "载入工作日历：按年份区间从程序库载入，或从 CSV 文件（date,kind,name）载入一年"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Either a range of years or a file."""
        parser.add_argument("--from", dest="first", type=int, help="起始年份")
        parser.add_argument("--to", dest="last", type=int, help="终止年份（含）")
        parser.add_argument("--file", type=Path, help="日历文件")
        parser.add_argument("--year", type=int, help="文件所属年份")
        parser.add_argument("--official", action="store_true", help="文件依据国务院办公厅放假通知")
        parser.add_argument("--source", default="", help="依据，例如通知文号")

    def handle(self, **options: Any) -> None:
        """Load, and say what is there now."""
        try:
            years = self._load(options)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        for year in years:
            kind = "已核定" if year.is_official else "推算，未核定，不作工作日承诺"
            self.stdout.write(f"{year}：{kind}，来源 {year.source}")

    def _load(self, options: dict[str, Any]) -> list[CalendarYear]:
        path, now = options["file"], timezone.now()
        if path is None:
            if options["first"] is None or options["last"] is None:
                raise CommandError("请给出 --from 与 --to，或 --file 与 --year。")
            return load_years(options["first"], options["last"], now=now)
        if options["year"] is None:
            raise CommandError("从文件载入时请用 --year 指明年份。")
        if not path.is_file():
            raise CommandError(f"找不到文件 {path}，请核对路径。")
        source = options["source"] or f"文件 {path.name}"
        return [
            load_file(
                options["year"],
                path.read_bytes(),
                official=options["official"],
                source=source,
                now=now,
            )
        ]
