"""Enterprises, found by their USCC before a second one is made."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from projects.audit.services import Difference, audited, differences, reading, record
from projects.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from projects.ledger.acts import Act
from projects.ledger.models import Enterprise
from projects.ledger.policies import check_may_update_enterprise
from projects.ledger.uscc import check_uscc
from projects.lines import check_line
from projects.people.models import Officer
from projects.people.roles import Permission

WRITABLE = ("name", "uscc", "kind", "origin_region", "recognitions")
_LABELS = {"name": "企业名称", "origin_region": "来源地"}
_SHOWN = {name: str(getattr(Enterprise._meta.get_field(name), "verbose_name", name)) for name in WRITABLE}


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
        check_line(cleaned[name], _LABELS.get(name, name), name)
    return cleaned


def _saved(enterprise: Enterprise) -> Enterprise:
    try:
        with transaction.atomic():
            enterprise.save()
    except IntegrityError as refused:
        raise Conflict(f"统一社会信用代码{enterprise.uscc}已登记在另一家企业名下，请先查询后引用。") from refused
    return enterprise


@audited()
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
    enterprise = _saved(Enterprise(**values, recognitions=recognised, created_at=now, updated_at=now))
    entered = [Difference(name, label, "", str(getattr(enterprise, name))) for name, label in _SHOWN.items()]
    record(Act.CREATE_ENTERPRISE, enterprise, by=by, now=now, changes=entered)
    return enterprise


@audited()
def update_enterprise(
    enterprise_id: UUID, values: dict[str, Any], *, by: Officer, now: datetime, expected_version: int | None = None
) -> Enterprise:
    """Change fields of an enterprise. Who may: ``policies.check_may_update_enterprise``."""
    enterprise = Enterprise.objects.visible_to(by).select_for_update().filter(pk=enterprise_id).first()
    if enterprise is None:
        raise NotFound("没有找到这家企业。")
    check_may_update_enterprise(enterprise, by)
    if expected_version is not None and enterprise.version != expected_version:
        raise Stale()
    before = reading(enterprise, WRITABLE)
    for name, value in _checked(values).items():
        setattr(enterprise, name, value)
    enterprise.version += 1
    enterprise.updated_at = now
    _saved(enterprise)
    changes = differences(before, reading(enterprise, WRITABLE), _SHOWN)
    record(Act.UPDATE_ENTERPRISE, enterprise, by=by, now=now, changes=changes)
    return enterprise


def register_enterprise(*, name: str, uscc: str, by: Officer, now: datetime) -> Enterprise:
    """The enterprise with this code (or name), registered now when nobody has yet and ``by`` may do so."""
    return _known(uscc, name) or _registered(name, uscc, by=by, now=now)


@audited()
def _registered(name: str, uscc: str, *, by: Officer, now: datetime) -> Enterprise:
    _check_may_write(by)
    values = _checked({"name": name, "uscc": uscc})
    enterprise = enterprise_by_uscc(values["uscc"], values["name"], now=now)
    record(Act.CREATE_ENTERPRISE, enterprise, by=by, now=now)
    return enterprise


def enterprise_by_uscc(uscc: str, name: str, *, now: datetime) -> Enterprise:
    """The enterprise with this code, else a new one. Without a code: by name among those that have none.

    Registered by two at the same moment, it is still one: the slower takes the row of the faster.
    """
    name = check_line(name, _LABELS["name"], "name")
    known = _known(uscc, name)
    if known is not None:
        return known
    enterprise = Enterprise(name=name or uscc, uscc=uscc, created_at=now, updated_at=now)
    try:
        with transaction.atomic():
            enterprise.save(force_insert=True)
    except IntegrityError:
        faster = _known(uscc, name)
        if faster is None:
            raise
        return faster
    return enterprise


def company_of(uscc: str, name: str, *, now: datetime) -> Enterprise:
    """The project company meant. ``Invalid`` (field ``company_name``) when the code is registered under another name.

    A company first known by its code alone takes the name with which it comes back.
    """
    check_company_name(uscc, name)
    company = enterprise_by_uscc(uscc, name, now=now)
    if name and _is_nameless(company) and name != company.name:
        company.name = name
        company.version += 1
        company.updated_at = now
        company.save(update_fields=["name", "version", "updated_at"])
    return company


def check_company_name(uscc: str, name: str) -> None:
    """``Invalid`` naming the registered name when ``name`` is not that of the enterprise with this code."""
    known = _known(uscc, name) if uscc and name else None
    if known is None or _is_nameless(known) or _comparable(known.name) == _comparable(name):
        return
    raise Invalid(
        f"信用代码{uscc}登记的企业是“{known.name}”，不是“{name}”。请按登记的名称填写，或核对信用代码；"
        "企业确已更名的，请先更新企业资料。",
        "company_name",
        "other_name",
    )


def _known(uscc: str, name: str) -> Enterprise | None:
    return Enterprise.objects.filter(uscc=uscc, **({} if uscc else {"name": name})).first()


def _is_nameless(enterprise: Enterprise) -> bool:
    """Registered by its code alone, which then stands for the name."""
    return bool(enterprise.uscc) and enterprise.name == enterprise.uscc


def _comparable(name: str) -> str:
    """Full-width brackets and spaces make no other name."""
    return "".join(unicodedata.normalize("NFKC", name).split())
