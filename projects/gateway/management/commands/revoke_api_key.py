"""``revoke_api_key``: end a key from the console, at once."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from projects.errors import DomainError
from projects.gateway.models import ApiKey
from projects.gateway.services import revoke_key


class Command(BaseCommand):
    """Revokes the key with this public id."""

    help = "吊销一把接口密钥，立即生效，不可恢复。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Options."""
        parser.add_argument("public_id", help="公开标识：密钥中 luodi_ 与点之间的 12 位")
        parser.add_argument("--reason", required=True, help="吊销原因，记入审计记录")

    def handle(self, *args: Any, **options: Any) -> None:
        """Revoke it."""
        key = ApiKey.objects.select_related("account__organisation").filter(public_id=options["public_id"]).first()
        if key is None:
            raise CommandError(f"没有公开标识为 {options['public_id']} 的密钥，请用 list_api_clients 核对。")
        if key.revoked_at is not None:
            raise CommandError(f"密钥 {key.public_id} 已于 {timezone.localtime(key.revoked_at):%Y-%m-%d %H:%M} 吊销。")
        try:
            revoke_key(key, reason=options["reason"], by=None, now=timezone.now())
        except DomainError as refusal:
            raise CommandError(refusal.detail) from refusal
        self.stdout.write(f"密钥 {key.public_id}（{key.account.name}）已吊销，立即失效。")
