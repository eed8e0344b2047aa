"""``create_administrator``: how the first administrators come to be. No account is shipped."""

from __future__ import annotations

import getpass
import os
import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from projects.access.services import open_administrator
from projects.errors import DomainError
from projects.people.roles import Role

ROLES = {"system": Role.SYSTEM_ADMIN, "security": Role.SECURITY_ADMIN, "audit": Role.AUDIT_ADMIN}
VARIABLE = "LUODI_ADMINISTRATOR_PASSWORD"


class Command(BaseCommand):
    """The password is asked on the terminal, or read from a variable or standard input; never from the arguments."""

    help = "开设系统、安全或审计管理员（三员分立，各由一人担任）；首次登录须修改密码并绑定动态码"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--role", required=True, choices=ROLES, help="system 系统、security 安全、audit 审计")
        parser.add_argument("--username", required=True, help="账号")
        parser.add_argument("--name", required=True, help="姓名")
        parser.add_argument("--email", default="", help="邮箱；审计管理员据此收到审计链告警")
        parser.add_argument("--password-stdin", action="store_true", help="从标准输入读取初始密码（第一行）")

    def handle(self, *args: object, **options: object) -> None:
        role = ROLES[str(options["role"])]
        try:
            officer = open_administrator(
                role,
                username=str(options["username"]),
                name=str(options["name"]),
                email=str(options["email"]),
                password=self._password(from_input=bool(options["password_stdin"])),
                by=None,
                now=timezone.now(),
            )
        except DomainError as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(
            f"已开设{role.label}{officer.name}（账号 {officer.username}）。首次登录须修改密码并绑定动态码。"
        )

    def _password(self, *, from_input: bool) -> str:
        if from_input:
            return sys.stdin.readline().rstrip("\r\n")
        given = os.environ.get(VARIABLE)
        if given is not None:
            return given
        typed = getpass.getpass("初始密码：")
        if typed != getpass.getpass("再输一遍："):
            raise CommandError("两次输入的密码不一致，请重新运行命令。")
        return typed
