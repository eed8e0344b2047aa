"""Who is told when a push is given up or a receiver is stopped: the security administrators of its unit, by the outbox.

A letter names the system, the address and the type of the change, never what changed.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils import timezone

from notifications.outbox.services import tell
from notifications.webhooks.models import Delivery, Webhook
from projects.people.models import Officer
from projects.people.roles import PERMISSIONS_OF, Permission

DEAD_RULE, STOP_RULE = "webhook_dead", "webhook_stop"
LABELS = {DEAD_RULE: "变更推送多次失败", STOP_RULE: "变更推送已停用"}
SUBJECT = "webhook"


def keepers_of(webhook: Webhook) -> list[Officer]:
    """The security administrators at and above its unit, of those nearest to it; where there are none, of the whole."""
    roles = [role for role, held in PERMISSIONS_OF.items() if Permission.CLIENT_WRITE in held]
    found = Officer.objects.filter(is_active=True, roles__role__in=roles).select_related("scope", "organisation")
    unit = webhook.owner.organisation
    able = [one for one in found.distinct() if _reaches(one, webhook)]
    depths = [one.scope_root.depth if one.scope_root else 0 for one in able]
    nearest = max(depths, default=0)
    return [one for one, depth in zip(able, depths, strict=True) if unit is None or depth == nearest]


def _reaches(officer: Officer, webhook: Webhook) -> bool:
    root, unit = officer.scope_root, webhook.owner.organisation
    return root is None or (unit is not None and root.contains(unit))


def tell_of_dead_letter(webhook: Webhook, delivery: Delivery, *, now: datetime) -> None:
    """Once a day for a webhook, however many are given up."""
    title = f"推送多次失败：{webhook.owner.name}"
    text = (
        f"系统“{webhook.owner.name}”的推送地址 {_host(webhook)} 连续多次没有收下变更（{delivery.type}），"
        "系统已停止重试这一条。请在“系统接入—变更推送”查看对方的应答，排除故障后点“重发”。"
        "同一天内的其他失败不再逐条发信，请一并查看。"
    )
    slot = timezone.localdate(now).isoformat()
    _tell(webhook, DEAD_RULE, slot, title, text, now)


def tell_of_stop(webhook: Webhook, why: str, *, now: datetime) -> None:
    """Each time it is stopped."""
    title = f"推送已停用：{webhook.owner.name}"
    text = f"系统“{webhook.owner.name}”的推送地址 {_host(webhook)} 已停用。{why}。请在“系统接入—变更推送”中查看和启用。"
    _tell(webhook, STOP_RULE, now.strftime("%Y%m%d%H%M%S"), title, text, now)


def _host(webhook: Webhook) -> str:
    try:
        return urlsplit(webhook.url).hostname or ""
    except ValueError:
        return ""


def _tell(webhook: Webhook, rule: str, slot: str, title: str, text: str, now: datetime) -> None:
    for officer in keepers_of(webhook):
        tell(
            rule=rule,
            subject_type=SUBJECT,
            subject_id=webhook.pk,
            slot=slot,
            recipient=officer,
            due_at=now,
            now=now,
            title=title,
            text=text,
            url=reverse("webhooks:webhook", args=[webhook.pk]),
        )


def named(keys: Iterable[uuid.UUID], officer: Officer) -> dict[uuid.UUID, tuple[str, str]]:
    """Name and address of the webhooks the officer may see, by their keys."""
    found = Webhook.objects.visible_to(officer).filter(pk__in=list(keys)).select_related("owner")
    return {one.pk: (f"推送：{one.owner.name}", reverse("webhooks:webhook", args=[one.pk])) for one in found}
