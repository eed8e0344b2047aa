"""``createsuperuser``: there is none (三员分立)."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

SAID = (
    "本系统没有超级用户。请分别开设系统、安全、审计三名管理员："
    "manage.py create_administrator --role system|security|audit --username 账号 --name 姓名"
)


class Command(BaseCommand):
    """Stands in front of Django's own."""

    help = "本系统没有超级用户，见 create_administrator"

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name in ("--username", "--name", "--email", "--database"):
            parser.add_argument(name)
        parser.add_argument("--noinput", "--no-input", action="store_true")

    def handle(self, *args: object, **options: object) -> None:
        raise CommandError(SAID)
