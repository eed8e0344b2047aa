"""Who may keep webhooks and the list of networks. Pure."""

from __future__ import annotations

from notifications.webhooks.models import Webhook
from projects.errors import NotAllowed
from projects.people.models import Kind, Officer
from projects.people.roles import Permission


def check_may_keep(webhook: Webhook, by: Officer) -> None:
    """Its own system, or the security administrator of its unit."""
    if webhook.owner_id == by.pk and by.may(Permission.WEBHOOK_WRITE):
        return
    root, unit = by.scope_root, webhook.owner.organisation
    inside = root is None or (unit is not None and root.contains(unit))
    if not (by.may(Permission.CLIENT_WRITE) and inside):
        raise NotAllowed("推送地址由接入系统自己或本级安全管理员管理。")


def may_open_networks(by: Officer) -> bool:
    """The list holds for the whole installation: the security administrator of the city, not of a district."""
    root = by.scope_root
    return by.may(Permission.CLIENT_WRITE) and (root is None or root.kind in (Kind.CITY, Kind.PROVINCE))


def check_may_open_networks(by: Officer) -> None:
    """``NotAllowed`` for everybody else."""
    if not may_open_networks(by):
        raise NotAllowed("允许的地址段对全市生效，由市级安全管理员登记，请联系市级安全管理员。")
