"""``list_api_clients``: every district system with its keys, one line each."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from projects.gateway.models import ApiKey, Client
from projects.gateway.queries import key_row


class Command(BaseCommand):
    """For the operator at the console; nothing it prints opens a door."""

    help = "列出接入系统及其密钥：公开标识、状态、到期、最近使用。"

    def handle(self, *args: Any, **options: Any) -> None:
        """List."""
        now = timezone.now()
        for client in Client.objects.select_related("account__organisation").prefetch_related("account__api_keys"):
            off = "" if client.is_active else "（已停用）"
            self.stdout.write(f"{client.organisation}　{client.name}{off}　{'、'.join(client.scopes)}")
            for key in client.account.api_keys.all():
                word = key_row(key, is_on=client.is_active, now=now).word
                self.stdout.write(f"  {key.public_id}　{word}　到期 {day_of(key)}　最近使用 {use_of(key)}")


def day_of(key: ApiKey) -> str:
    """When it ends."""
    return f"{timezone.localtime(key.expires_at):%Y-%m-%d %H:%M}" if key.expires_at else "不限"


def use_of(key: ApiKey) -> str:
    """When and from where it was used."""
    if key.last_used_at is None:
        return "无"
    return f"{timezone.localtime(key.last_used_at):%Y-%m-%d %H:%M} {key.last_used_from or ''}".rstrip()
