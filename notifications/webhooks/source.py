"""The feed of changes, read with the eyes of the owner of a webhook."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from notifications.webhooks.messages import TEST_TYPE
from notifications.webhooks.models import Delivery, Webhook
from projects.errors import Invalid
from projects.feed import queries as feed
from projects.gateway.rendering import EXACT, may_write
from projects.people.models import Officer
from projects.people.roles import Permission
from projects.privacy.pages import masked_values

MOST_PATTERNS = 20
_PATTERN = re.compile(r"\*|[a-z][a-z0-9_]{0,39}(\.[a-z][a-z0-9_]{0,39})*(\.\*)?")
TEST_DATA = {"message": "这是一条测试推送，收到并验签通过即可，不必处理。"}


def reader_of(webhook: Webhook) -> Officer:
    """The owner with what the system may do today: for a service account, the scopes of its client."""
    owner = webhook.owner
    if owner.kind == Officer.Kind.SERVICE:
        client = getattr(owner, "client", None)
        owner.permissions = frozenset(client.scopes if client else ())
    return owner


def may_be_told(reader: Officer) -> bool:
    """Does the owner still hold the scope? Otherwise its deliveries wait."""
    return reader.may(Permission.WEBHOOK_WRITE)


def checked_patterns(patterns: Iterable[str]) -> list[str]:
    """``Invalid`` where one is no type and no ``project.*``."""
    found = list(dict.fromkeys(one.strip() for one in patterns if one.strip()))
    if len(found) > MOST_PATTERNS:
        raise Invalid(f"变更类型最多 {MOST_PATTERNS} 项，请用 project.* 这样的写法合并。", "types")
    for one in found:
        if not _PATTERN.fullmatch(one):
            raise Invalid(f"变更类型“{one[:40]}”格式不对，请写成 project.updated 或 project.*，不填为全部。", "types")
    return found


def content_of(delivery: Delivery, reader: Officer, *, now: datetime) -> dict[str, Any] | None:
    """The row of the feed as the owner sees it now, masked as the API masks it; None when it sees it no more,
    or when it is older than what the feed keeps.
    """
    if delivery.change is None:
        return {"type": TEST_TYPE, "data": TEST_DATA}
    try:
        batch = feed.after(reader, delivery.change - 1, limit=1, now=now)
    except feed.Expired:
        return None
    for change in batch.changes:
        if change.id == delivery.change:
            row = change.as_row()
            return row if may_write(reader) else dict(masked_values(row, spared=EXACT))
    return None
