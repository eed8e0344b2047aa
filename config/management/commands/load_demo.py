"""``load_demo``: fills an empty database with the demonstration; again is harmless."""

from __future__ import annotations

import secrets
from argparse import ArgumentParser
from time import monotonic

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.demo.accounts import PASSWORD, lines
from config.demo.loading import PROJECTS, SEED, is_loaded, load
from projects.errors import DomainError


class Command(BaseCommand):
    """Only in demo mode, unless forced; then the password is a random one, printed once."""

    help = "载入演示数据：五市县公开报道的项目与合成项目；重复运行不改变任何数据"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=SEED, help="合成数据的随机种子")
        parser.add_argument("--projects", type=int, default=PROJECTS, help="项目总数（不少于公开项目与赣州121个）")
        parser.add_argument("--published-only", action="store_true", help="只载入公开报道的项目")
        parser.add_argument("--force", action="store_true", help="在非演示环境也载入")

    def handle(self, *args: object, **options: object) -> None:
        if not settings.DEMO and not options["force"]:
            raise CommandError("当前不是演示环境，不载入演示数据。演示请设 LUODI_DEMO=1；确需载入请加 --force。")
        if is_loaded():
            self.stdout.write("演示数据已经载入，未作任何改动。")
            self._say_accounts(PASSWORD if settings.DEMO else "（首次载入时给出）")
            return
        password = PASSWORD if settings.DEMO else secrets.token_urlsafe(12)
        self._load(
            password,
            seed=int(str(options["seed"])),
            projects=int(str(options["projects"])),
            published_only=bool(options["published_only"]),
        )
        self._say_accounts(password)

    def _load(self, password: str, *, seed: int, projects: int, published_only: bool) -> None:
        began = monotonic()
        try:
            loaded = load(
                now=timezone.now(),
                password=password,
                seed=seed,
                projects=projects,
                published_only=published_only,
                say=self.stdout.write,
            )
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        seconds = monotonic() - began
        self.stdout.write(f"演示数据载入完成：{len(loaded.plans)} 个项目，{loaded.happened} 件事，{seconds:.0f} 秒。")

    def _say_accounts(self, password: str) -> None:
        for line in lines(password):
            self.stdout.write(line)
