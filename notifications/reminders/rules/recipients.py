"""Tests of recipients that many rules share."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from notifications.reminders.rules.base import Test
from projects.people.models import Kind, Officer
from projects.people.roles import Permission, Role, permissions_of


def holds(permission: str) -> Test:
    """Has a role that may do this."""
    roles = "、".join(role.label for role in Role if permission in permissions_of([role]))
    return Test(
        lambda matter, officer, now: officer.may(permission),
        f"没有“{Permission(permission).label}”的权限（{roles}才有）",
    )


def _is_active(matter: Any, officer: Officer, now: datetime) -> bool:
    return officer.is_active and officer.kind == Officer.Kind.PERSON


def _is_city(matter: Any, officer: Officer, now: datetime) -> bool:
    root = officer.scope_root
    return root is not None and root.kind == Kind.CITY


IS_ACTIVE = Test(_is_active, "账号已停用或已离任，不再接收提醒")
OF_CITY_OFFICE = Test(_is_city, "数据范围不是全市，不属于市级调度办公室")
IS_NO_OFFICE = Test(
    lambda matter, officer, now: not officer.may(Permission.DISPATCH_WRITE),
    "是调度员：调度办公室由另一条规则告知",
)
