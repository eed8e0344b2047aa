"""``api_sandbox``: founds the vendors' sandbox in an empty database; called again, puts it back as it was founded."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.sandbox.keeping import check_possible, is_founded, keep, put_back
from config.sandbox.scene import DISTRICT, found
from projects.errors import DomainError


class Command(BaseCommand):
    """Keys are printed once, when the sandbox is founded, and stay valid over every return."""

    help = "厂商联调环境：第一次在空库里建立并给出密钥；再次运行把数据恢复到刚建立时的样子，密钥不变。"

    def handle(self, *args: object, **options: object) -> None:
        """Found or put back."""
        try:
            check_possible()
            if is_founded():
                put_back()
                self.stdout.write("联调环境已恢复到刚建立时的样子，密钥不变；变更流请从 after=now 重新开始。")
                return
            keys = found(now=timezone.now()).keys
            keep()
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"联调环境已建立：沙箱区（{DISTRICT}），各阶段各一个项目。密钥只显示这一次，请妥善保存：")
        for name, key in keys.items():
            self.stdout.write(f"  --{name} {key}")
        self.stdout.write("对接自检：luodi-conformance --base-url https://… 加上以上各行。")
