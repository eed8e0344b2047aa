"""Accounts and their roles."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone

from projects.audit.services import Difference, audited, differences, reading, record
from projects.errors import Conflict, Invalid, NotAllowed
from projects.lines import check_line
from projects.people.acts import Act
from projects.people.models import Officer, OfficerRole, Organisation
from projects.people.policies import check_may_keep, check_receives
from projects.people.roles import ADMINISTRATORS, Role

OFFICER_LABELS = {"name": "姓名", "organisation": "所属单位", "scope": "数据范围", "email": "邮箱", "phone": "电话"}
OWN = frozenset({"email", "phone"})
"""What everybody changes on the own account."""
ADMINISTRATORS_OWN = "管理员账号的邮箱和电话由本人在“我的账号”修改，姓名和单位不在页面上变更。"


@audited()
def add_officer(
    organisation: Organisation,
    *,
    username: str,
    name: str,
    roles: Iterable[str] = (),
    email: str = "",
    phone: str = "",
    password: str | None = None,
    scope: Organisation | None = None,
    kind: str = Officer.Kind.PERSON,
    by: Officer | None,
    now: datetime,
) -> Officer:
    """A new account. Without a password nobody can sign in with it. ``Conflict`` for a unit that has ended.

    ``by`` opens accounts in the units he keeps only, and gives nobody a wider sight than his own. A name that differs
    from another only in its capitals is taken: people could not tell the two apart.
    """
    for unit in (organisation, scope or organisation):
        check_may_keep(unit, by)
    check_receives(organisation, timezone.localdate(now))
    if Officer.objects.filter(username__iexact=username).exists():
        raise Conflict(f"账号“{username}”已存在（不分大小写），请换一个账号名。")
    officer = Officer(
        username=username,
        name=check_line(name, "姓名", "name"),
        organisation=organisation,
        email=email,
        phone=phone,
        scope=scope,
        kind=kind,
    )
    officer.set_password(password)
    try:
        with transaction.atomic():
            officer.save(force_insert=True)
    except IntegrityError as refused:
        raise Conflict(f"账号“{username}”已存在（不分大小写），请换一个账号名。") from refused
    record(Act.ADD_OFFICER, officer, by=by, now=now, changes=[Difference("username", "账号", "", username)])
    grant_roles(officer, roles, by=by, now=now)
    return officer


@audited()
def update_officer(officer: Officer, values: dict[str, Any], *, by: Officer | None, now: datetime) -> Officer:
    """Change name, unit, scope, mail address, telephone of a person; everybody the own address and telephone.

    An administrator's account is changed by nobody else: three stay three (domain: 三员分立).
    """
    # Foreign keys are checked at commit, under the head of the log: a full lock that waits for that head makes a ring.
    locked = Officer.objects.select_for_update(of=("self",), no_key=True).get(pk=officer.pk)
    unit = values.get("organisation", locked.organisation)
    _check_may_edit(locked, values, by)
    if "name" in values:
        values = {**values, "name": check_line(values["name"], "姓名", "name")}
    if "email" in values:
        values = {**values, "email": checked_mail(values["email"])}
    if unit is not None and unit != locked.organisation:
        check_receives(unit, timezone.localdate(now))
    before = reading(locked, values)
    for name, value in values.items():
        setattr(locked, name, value)
    changed = differences(before, reading(locked, values), OFFICER_LABELS)
    if changed:
        locked.version += 1
        locked.save(update_fields=[*values, "version", "updated_at"])
        record(Act.UPDATE_OFFICER, locked, by=by, now=now, changes=changed)
    return locked


def _check_may_edit(officer: Officer, values: dict[str, Any], by: Officer | None) -> None:
    if by is None or (by.pk == officer.pk and set(values) <= OWN):
        return
    if officer.roles.filter(role__in=ADMINISTRATORS).exists():
        raise NotAllowed(ADMINISTRATORS_OWN, "administrator")
    check_may_keep(officer.organisation, by)
    for unit in (values.get("organisation", officer.organisation), values.get("scope") or officer.organisation):
        check_may_keep(unit, by)


def checked_mail(address: str) -> str:
    """A mail address without blanks around it, or nothing; ``Invalid`` for what is none."""
    found = address.strip()
    try:
        if found:
            validate_email(found)
    except ValidationError as refused:
        raise Invalid("邮箱格式不正确，例如 zhangsan@luodi.example。", "email") from refused
    return found


@audited()
def grant_roles(officer: Officer, roles: Iterable[str], *, by: Officer | None, now: datetime) -> None:
    """Make ``roles`` the officer's roles. Administrators' roles exclude one another and all others."""
    wanted = set(roles)
    check_roles(wanted)
    held = {one.role for one in officer.roles.all()}
    officer.roles.exclude(role__in=wanted).delete()
    for role in sorted(wanted - held):
        OfficerRole.objects.create(officer=officer, role=role)
    settle_staff(officer)
    if wanted != held:
        change = Difference("roles", "角色", _named(held), _named(wanted))
        record(Act.GRANT_ROLES, officer, by=by, now=now, changes=[change])


def _named(roles: Iterable[str]) -> str:
    return "、".join(str(Role(role).label) for role in sorted(roles))


def check_roles(wanted: Iterable[str]) -> None:
    """``Invalid`` when an administrator's role stands beside any other."""
    held = set(wanted)
    if held & ADMINISTRATORS and len(held) > 1:
        raise Invalid("系统、安全、审计管理员须由不同的人担任，也不能兼任业务角色。", "roles")


@transaction.atomic
def settle_staff(officer: Officer) -> None:
    """Who holds an administrator's role enters the back office, and nobody else."""
    officer.is_staff = officer.roles.filter(role__in=ADMINISTRATORS).exists()
    officer.save(update_fields=["is_staff"])
    officer.__dict__.pop("permissions", None)
