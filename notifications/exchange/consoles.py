"""What the commands share: the client that is meant, the file that is given."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.core.management.base import CommandError

from projects.gateway.models import Client
from projects.rows import one_or_none


def client_named(text: str) -> Client:
    """By its identifier or the name of its account."""
    clients = Client.objects.select_related("account__organisation")
    try:
        found = one_or_none(clients.filter(pk=UUID(text)))
    except ValueError:
        found = clients.filter(account__username=text).first()
    if found is None:
        raise CommandError(f"没有标识或账号为 {text} 的接入系统，请在系统接入页面核对。")
    return found


def content_of(file: Path) -> bytes:
    """The bytes of a file."""
    try:
        return file.read_bytes()
    except OSError as failed:
        raise CommandError(f"不能读取 {file}：{failed.strerror}。") from failed
