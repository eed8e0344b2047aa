"""Every write about people: organisations, officers, roles, posts, tenures.

``by`` is the officer who acts, None for the operator at the console; each write leaves its audit entry.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from projects.audit.services import Difference, audited, record
from projects.errors import Conflict, Invalid
from projects.people.acts import Act
from projects.people.models import Kind, Officer, OfficerRole, Organisation, Post, Tenure
from projects.people.roles import ADMINISTRATORS, Role


@audited()
def add_organisation(
    parent: Organisation | None,
    *,
    code: str,
    name: str,
    kind: str,
    short_name: str = "",
    region_code: str = "",
    by: Officer | None,
    now: datetime,
) -> Organisation:
    """A new node below ``parent`` (None: a root). ``Conflict`` when the code is taken."""
    if kind not in Kind.values:
        raise Invalid("请选择单位类型。", "kind")
    if Organisation.objects.filter(code=code).exists():
        raise Conflict(f"单位代码“{code}”已被使用，请核对或换一个代码。")
    fields = {"code": code, "name": name, "kind": kind, "short_name": short_name, "region_code": region_code}
    added = _planted(parent, fields)
    record(Act.ADD_ORGANISATION, added, by=by, now=now, changes=[Difference("code", "单位代码", "", code)])
    return added


def _planted(parent: Organisation | None, fields: dict[str, str]) -> Organisation:
    if parent is None:
        return Organisation.objects.add_root(create_kwargs=fields)
    # treebeard counts children on the row it is given: take it fresh, so that siblings never share a path
    return Organisation.objects.add_child(Organisation.objects.get(pk=parent.pk), create_kwargs=fields)


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
    """A new account. Without a password nobody can sign in with it."""
    officer = Officer(
        username=username, name=name, organisation=organisation, email=email, phone=phone, scope=scope, kind=kind
    )
    officer.set_password(password)
    try:
        with transaction.atomic():
            officer.save(force_insert=True)
    except IntegrityError as refused:
        raise Conflict(f"账号“{username}”已存在，请换一个账号名。") from refused
    record(Act.ADD_OFFICER, officer, by=by, now=now, changes=[Difference("username", "账号", "", username)])
    grant_roles(officer, roles, by=by, now=now)
    return officer


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
    """Who holds an administrator's role enters the back office, and nobody else but the superuser."""
    officer.is_staff = officer.is_superuser or officer.roles.filter(role__in=ADMINISTRATORS).exists()
    officer.save(update_fields=["is_staff"])
    officer.__dict__.pop("permissions", None)


@audited()
def add_post(
    organisation: Organisation, *, title: str, is_principal: bool = False, by: Officer | None, now: datetime
) -> Post:
    """A new chair."""
    post = Post.objects.create(organisation=organisation, title=title, is_principal=is_principal)
    record(Act.ADD_POST, post, by=by, now=now)
    return post


@audited()
def start_tenure(
    post: Post, officer: Officer, *, valid_from: date, basis: str = "", by: Officer | None, now: datetime
) -> Tenure:
    """Seat ``officer``; whoever sits there leaves the day before."""
    current = post.tenures.filter(valid_to__isnull=True).select_for_update().first()
    if current is not None:
        if valid_from <= current.valid_from:
            raise Invalid(f"任职起始日期应晚于现任起始日期{current.valid_from}。", "valid_from")
        current.valid_to = valid_from - timedelta(days=1)
        current.save(update_fields=["valid_to"])
    tenure = Tenure.objects.create(post=post, officer=officer, valid_from=valid_from, basis=basis)
    before = str(current.officer) if current else ""
    change = Difference("officer", "任职人", before, str(officer))
    record(Act.START_TENURE, post, by=by, now=now, changes=[change], detail=f"自{valid_from}起；{basis}")
    return tenure
