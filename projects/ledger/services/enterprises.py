"""Enterprises, found by their USCC before a second one is made."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from copy import copy
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from projects.audit.services import Difference, audited, record
from projects.days import check_plausible
from projects.errors import Invalid, NotAllowed
from projects.ledger.acts import Act
from projects.ledger.enterprises import ancestors, known_enterprise
from projects.ledger.models import Enterprise
from projects.ledger.policies import check_may_update_enterprise
from projects.ledger.services.clashes import look_again
from projects.ledger.services.enterprise_rows import (
    insert_enterprise,
    keep_changes,
    label_of,
    lock_families,
    locked_enterprise,
    save_enterprise,
    shown_fields,
    standing_rows,
)
from projects.ledger.services.recognitions import state_recognitions
from projects.ledger.uscc import check_uscc, normalise_uscc
from projects.lines import check_line
from projects.people.models import Officer
from projects.people.roles import Permission
from projects.rows import one_or_none

FIELDS = (
    "name",
    "uscc",
    "former_registration_number",
    "kind",
    "is_abroad",
    "origin_region",
    "legal_representative",
    "registered_on",
    "parent",
)
WRITABLE = (*FIELDS, "recognitions")
_FORMER = re.compile(r"[0-9]{13}|[0-9]{15}")


def _check_may_write(by: Officer) -> None:
    if not by.may(Permission.PROJECT_WRITE):
        raise NotAllowed("您没有登记企业的权限，请联系管理员授予填报员角色。")


def _checked(values: dict[str, Any], *, by: Officer, today: date) -> dict[str, Any]:
    """Each value by itself; whether they fit together: ``_check_whole``."""
    unknown = sorted(set(values) - set(WRITABLE))
    if unknown:
        raise Invalid(f"不认识的字段：{'、'.join(unknown)}。", unknown[0], "unknown_field")
    cleaned: dict[str, Any] = {key: value.strip() if isinstance(value, str) else value for key, value in values.items()}
    if cleaned.get("uscc"):
        cleaned["uscc"] = check_uscc(cleaned["uscc"])
    if cleaned.get("former_registration_number"):
        cleaned["former_registration_number"] = _former(cleaned["former_registration_number"])
    if cleaned.get("registered_on"):
        _check_day(cleaned["registered_on"], today)
    if "parent" in cleaned:
        cleaned["parent"] = _parent(cleaned["parent"], by)
    for name in [name for name in ("name", "kind", "origin_region", "legal_representative") if name in cleaned]:
        cleaned[name] = _text(name, cleaned[name])
    return cleaned


def _text(name: str, value: str) -> str:
    field: Any = Enterprise._meta.get_field(name)
    try:
        field.clean(value, None)
    except ValidationError as refused:
        raise Invalid("；".join(refused.messages), name) from refused
    return check_line(value, label_of(name), name)


def _former(text: str) -> str:
    """The number that a firm had before 2015: never a code of today, so nothing but its length is checked."""
    number = normalise_uscc(text)
    if not _FORMER.fullmatch(number):
        raise Invalid("原工商注册号为13位或15位数字，请对照旧营业执照核对。", "former_registration_number")
    return number


def _check_day(on: date, today: date) -> None:
    """Firms are older than projects: only the future is refused here, and what the calendar cannot mean."""
    if on > today:
        raise Invalid("成立日期不能晚于今天。", "registered_on")
    if on.year < 1800:
        check_plausible(on, "registered_on")


def _parent(value: Enterprise | UUID | None, by: Officer) -> Enterprise | None:
    if value is None or value == "":
        return None
    key = value.pk if isinstance(value, Enterprise) else value
    found = one_or_none(Enterprise.objects.visible_to(by).select_related("merged_into").filter(pk=key))
    if found is None:
        raise Invalid("没有找到集团母公司，请先登记。", "parent")
    return found.heir


def _check_whole(enterprise: Enterprise) -> None:
    """``Invalid`` when the fields do not fit together. The ring is looked for under the lock of ``lock_families``."""
    if enterprise.is_abroad and enterprise.uscc:
        raise Invalid("境外企业没有统一社会信用代码：请清空代码，或取消“境外企业”。", "uscc")
    if enterprise.is_abroad and not enterprise.origin_region:
        raise Invalid("境外企业请在“来源地”填写国家或地区。", "origin_region")
    if enterprise.parent is None:
        return
    if enterprise.parent == enterprise:
        raise Invalid("企业不能是自己的集团母公司。", "parent", "ring")
    if enterprise.pk in ancestors(enterprise):
        raise Invalid(
            f"“{enterprise.parent}”本身属于“{enterprise}”的集团，不能再作它的母公司，请核对。", "parent", "ring"
        )


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
    **more: Any,
) -> Enterprise:
    """A new enterprise. ``Invalid`` (``invalid_uscc``) on a wrong code, ``Conflict`` on one already registered.

    ``more``: the other ``FIELDS``.
    """
    _check_may_write(by)
    given = {"name": name, "uscc": uscc, "kind": kind, "origin_region": origin_region, **more}
    values = _checked(given, by=by, today=timezone.localdate(now))
    enterprise = Enterprise(**values, created_at=now, updated_at=now)
    _check_whole(enterprise)
    insert_enterprise(enterprise)
    if recognitions:
        state_recognitions(enterprise, recognitions, by=by, now=now)
        enterprise.save(update_fields=["recognitions"])
    shown = shown_fields(enterprise, WRITABLE)
    _keep_created(enterprise, by=by, now=now)
    entered = [Difference(name, label_of(name), "", text) for name, text in shown.items() if name in given or text]
    record(Act.CREATE_ENTERPRISE, enterprise, by=by, now=now, changes=entered)
    return enterprise


def _keep_created(enterprise: Enterprise, *, by: Officer, now: datetime) -> None:
    told = f"{enterprise.name} {enterprise.uscc}".strip()
    keep_changes(enterprise, [Difference("created", "登记企业", "", told)], by=by, now=now)


@audited()
def update_enterprise(
    enterprise_id: UUID,
    values: dict[str, Any],
    *,
    by: Officer,
    now: datetime,
    expected_version: int | None = None,
    why: str = "",
) -> Enterprise:
    """Change fields of an enterprise; one row of history per field. Who may: ``policies.check_may_update_enterprise``.

    ``recognitions``, a list of lines, makes the rows of 荣誉资质 say exactly these. ``Invalid`` (``ring``) when the
    group would contain itself.
    """
    if "parent" in values:
        lock_families()
    enterprise = locked_enterprise(enterprise_id, by=by, expected_version=expected_version)
    check_may_update_enterprise(enterprise, by)
    before, stored = shown_fields(enterprise, FIELDS), copy(enterprise)
    _put(enterprise, values, by=by, now=now)
    after = shown_fields(enterprise, FIELDS)
    changes = [Difference(name, label_of(name), before[name], after[name]) for name in FIELDS
               if before[name] != after[name]]  # fmt: skip
    check_may_update_enterprise(stored, by, [one.field for one in changes])
    if "recognitions" in values:
        changes += state_recognitions(enterprise, values["recognitions"] or (), by=by, now=now)
    save_enterprise(enterprise, now=now)
    keep_changes(enterprise, changes, by=by, now=now, why=why)
    record(Act.UPDATE_ENTERPRISE, enterprise, by=by, now=now, changes=changes, detail=why)
    if {"name", "uscc"} & {one.field for one in changes}:
        look_again(enterprise, by=by, now=now)
    return enterprise


def _put(enterprise: Enterprise, values: dict[str, Any], *, by: Officer, now: datetime) -> None:
    for name, value in _checked(values, by=by, today=timezone.localdate(now)).items():
        if name != "recognitions":
            setattr(enterprise, name, value)
    _check_whole(enterprise)


def register_enterprise(*, name: str, uscc: str, by: Officer, now: datetime) -> Enterprise:
    """The enterprise with this code (or name), registered now when nobody has yet and ``by`` may do so."""
    return _known(uscc, name) or _registered(name, uscc, by=by, now=now)


@audited()
def _registered(name: str, uscc: str, *, by: Officer, now: datetime) -> Enterprise:
    _check_may_write(by)
    values = _checked({"name": name, "uscc": uscc}, by=by, today=timezone.localdate(now))
    enterprise = enterprise_by_uscc(values["uscc"], values["name"], now=now)
    _keep_created(enterprise, by=by, now=now)
    record(Act.CREATE_ENTERPRISE, enterprise, by=by, now=now)
    return enterprise


def enterprise_by_uscc(uscc: str, name: str, *, now: datetime) -> Enterprise:
    """The enterprise with this code, else a new one. Without a code: by name among those that have none.

    Registered by two at the same moment, it is still one: the slower takes the row of the faster.
    """
    name = check_line(name, label_of("name"), "name")
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
    company = standing_rows([enterprise_by_uscc(uscc, name, now=now)])[0]
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
    return known_enterprise(uscc, name)


def _is_nameless(enterprise: Enterprise) -> bool:
    """Registered by its code alone, which then stands for the name."""
    return bool(enterprise.uscc) and enterprise.name == enterprise.uscc


def _comparable(name: str) -> str:
    """Full-width brackets and spaces make no other name."""
    return "".join(unicodedata.normalize("NFKC", name).split())
