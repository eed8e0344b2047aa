"""Enterprises, found by their USCC before a second one is made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from projects.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from projects.ledger.models import Enterprise
from projects.ledger.uscc import check_uscc
from projects.people.models import Officer
from projects.people.roles import Permission

WRITABLE = ("name", "uscc", "kind", "origin_region", "recognitions")


def _check_may_write(by: Officer) -> None:
    if not by.may(Permission.PROJECT_WRITE):
        raise NotAllowed("您没有登记企业的权限，请联系管理员授予填报员角色。")


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    unknown = sorted(set(values) - set(WRITABLE))
    if unknown:
        raise Invalid(f"不认识的字段：{'、'.join(unknown)}。", unknown[0], "unknown_field")
    cleaned = {key: value.strip() if isinstance(value, str) else value for key, value in values.items()}
    if cleaned.get("uscc"):
        cleaned["uscc"] = check_uscc(cleaned["uscc"])
    for name in [name for name in ("name", "kind", "origin_region") if name in cleaned]:
        field: Any = Enterprise._meta.get_field(name)
        try:
            field.clean(cleaned[name], None)
        except ValidationError as refused:
            raise Invalid("；".join(refused.messages), name) from refused
        if "\x00" in cleaned[name]:
            raise Invalid("内容含有不可见字符，请重新输入。", name)
    return cleaned


def _saved(enterprise: Enterprise) -> Enterprise:
    try:
        with transaction.atomic():
            enterprise.save()
    except IntegrityError as refused:
        raise Conflict(f"统一社会信用代码{enterprise.uscc}已登记在另一家企业名下，请先查询后引用。") from refused
    return enterprise


@transaction.atomic
def create_enterprise(
    *,
    name: str,
    uscc: str = "",
    kind: str = Enterprise.Kind.DOMESTIC,
    origin_region: str = "",
    recognitions: Sequence[str] = (),
    by: Officer,
    now: datetime,
) -> Enterprise:
    """A new enterprise. ``Invalid`` (``invalid_uscc``) on a wrong code, ``Conflict`` on one already registered."""
    _check_may_write(by)
    values = _checked({"name": name, "uscc": uscc, "kind": kind, "origin_region": origin_region})
    recognised = [str(item) for item in recognitions]
    return _saved(Enterprise(**values, recognitions=recognised, created_at=now, updated_at=now))


@transaction.atomic
def update_enterprise(
    enterprise_id: UUID, values: dict[str, Any], *, by: Officer, now: datetime, expected_version: int | None = None
) -> Enterprise:
    """Change fields of an enterprise."""
    _check_may_write(by)
    enterprise = Enterprise.objects.visible_to(by).select_for_update().filter(pk=enterprise_id).first()
    if enterprise is None:
        raise NotFound("没有找到这家企业。")
    if expected_version is not None and enterprise.version != expected_version:
        raise Stale()
    for name, value in _checked(values).items():
        setattr(enterprise, name, value)
    enterprise.version += 1
    enterprise.updated_at = now
    return _saved(enterprise)


def enterprise_by_uscc(uscc: str, name: str, *, now: datetime) -> Enterprise:
    """The enterprise with this code, else a new one. Without a code: by name among those that have none."""
    known = Enterprise.objects.filter(uscc=uscc, **({} if uscc else {"name": name})).first()
    return known or _saved(Enterprise(name=name or uscc, uscc=uscc, created_at=now, updated_at=now))
