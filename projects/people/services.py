"""Every write about people: organisations, officers, roles, posts, tenures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import IntegrityError, transaction

from projects.errors import Conflict, Invalid
from projects.people.models import Kind, Officer, OfficerRole, Organisation, Post, Tenure
from projects.people.roles import ADMINISTRATORS


@transaction.atomic
def add_organisation(
    parent: Organisation | None, *, code: str, name: str, kind: str, short_name: str = "", region_code: str = ""
) -> Organisation:
    """A new node below ``parent`` (None: a root). ``Conflict`` when the code is taken."""
    if kind not in Kind.values:
        raise Invalid("请选择单位类型。", "kind")
    if Organisation.objects.filter(code=code).exists():
        raise Conflict(f"单位代码“{code}”已被使用，请核对或换一个代码。")
    fields = {"code": code, "name": name, "kind": kind, "short_name": short_name, "region_code": region_code}
    if parent is None:
        return Organisation.objects.add_root(create_kwargs=fields)
    # treebeard counts children on the row it is given: take it fresh, so that siblings never share a path
    return Organisation.objects.add_child(Organisation.objects.get(pk=parent.pk), create_kwargs=fields)


@transaction.atomic
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
    grant_roles(officer, roles)
    return officer


@transaction.atomic
def grant_roles(officer: Officer, roles: Iterable[str]) -> None:
    """Make ``roles`` the officer's roles. Administrators' roles exclude one another and all others."""
    wanted = set(roles)
    check_roles(wanted)
    officer.roles.exclude(role__in=wanted).delete()
    for role in wanted - {held.role for held in officer.roles.all()}:
        OfficerRole.objects.create(officer=officer, role=role)
    settle_staff(officer)


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


@transaction.atomic
def add_post(organisation: Organisation, *, title: str, is_principal: bool = False) -> Post:
    """A new chair."""
    return Post.objects.create(organisation=organisation, title=title, is_principal=is_principal)


@transaction.atomic
def start_tenure(post: Post, officer: Officer, *, valid_from: date, basis: str = "") -> Tenure:
    """Seat ``officer``; whoever sits there leaves the day before."""
    current = post.tenures.filter(valid_to__isnull=True).select_for_update().first()
    if current is not None:
        if valid_from <= current.valid_from:
            raise Invalid(f"任职起始日期应晚于现任起始日期{current.valid_from}。", "valid_from")
        current.valid_to = valid_from - timedelta(days=1)
        current.save(update_fields=["valid_to"])
    return Tenure.objects.create(post=post, officer=officer, valid_from=valid_from, basis=basis)
