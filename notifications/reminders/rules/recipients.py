"""Tests of recipients that many rules share."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model

from notifications.reminders.rules.base import Test
from projects.people.models import Kind, Officer
from projects.people.roles import Permission, Role, permissions_of

T = TypeVar("T")
Choose = Callable[[Any], Iterable[Officer]]
"""The thing told of → who is to hear of it, by what is on record about it."""


def remembered(matter: Model, key: Hashable, find: Callable[[], T]) -> T:
    """What ``find`` gives, looked up once for each row in memory: a scan asks about many people and one thing."""
    kept: dict[Hashable, T] = matter.__dict__.setdefault("_of_recipients", {})
    if key not in kept:
        kept[key] = find()
    return kept[key]


def found_by(choose: Choose, matter: Model) -> list[Officer]:
    """Those whom ``choose`` finds, each once."""
    return remembered(matter, choose, lambda: list({one.pk: one for one in choose(matter)}.values()))


def among(choose: Choose, why_not: str) -> Test:
    """Is one of those whom ``choose`` finds."""
    return Test(
        lambda matter, officer, now: any(one.pk == officer.pk for one in found_by(choose, matter)),
        why_not,
    )


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
IS_SELF = Test(
    lambda person, officer, now: bool(person.pk == officer.pk),
    "这条规则按人合并，每人只收到自己的一封",
)
