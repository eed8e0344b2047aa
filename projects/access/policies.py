"""Who may do what to an account: each administrator the own part, nobody to oneself (三员分立, GB/T 22239)."""

from __future__ import annotations

from collections.abc import Iterable

from projects.access.models import AccountRequest
from projects.errors import NotAllowed
from projects.people.models import Officer
from projects.people.policies import administers
from projects.people.roles import ADMINISTRATORS, Permission

Kind = AccountRequest.Kind
PERMISSION_FOR: dict[str, str] = {
    Kind.ROLES: Permission.ACCESS_WRITE,
    Kind.FACTOR: Permission.ACCESS_WRITE,
    Kind.PASSWORD: Permission.PEOPLE_WRITE,
    Kind.DISABLE: Permission.PEOPLE_WRITE,
    Kind.ENABLE: Permission.PEOPLE_WRITE,
    "unlock": Permission.ACCESS_WRITE,
    "end_sessions": Permission.ACCESS_WRITE,
}
WHOSE = {Permission.ACCESS_WRITE: "安全管理员", Permission.PEOPLE_WRITE: "系统管理员"}
READERS = (Permission.PEOPLE_WRITE, Permission.ACCESS_WRITE, Permission.AUDIT_READ)


def is_administrator(officer: Officer) -> bool:
    """Does the officer hold one of the three administrators' roles?"""
    return officer.roles.filter(role__in=ADMINISTRATORS).exists()


def may_read(by: Officer) -> bool:
    """Do the pages of accounts open to ``by``?"""
    return any(by.may(permission) for permission in READERS)


def may_change(officer: Officer, kind: str, by: Officer | None) -> bool:
    """May ``by`` do ``kind`` to the account?"""
    return by is None or (by.pk != officer.pk and by.may(PERMISSION_FOR[kind]) and keeps(by, officer))


def keeps(by: Officer, officer: Officer) -> bool:
    """Does the account lie in what ``by`` administers: the own subtree, or everything without a unit?"""
    return administers(officer.organisation, by)


def check_may_change(officer: Officer, kind: str, by: Officer | None) -> None:
    """``NotAllowed`` with whose part it is. ``by`` None: the operator at the console."""
    if by is not None and by.pk == officer.pk:
        raise NotAllowed("不能变更自己的账号和权限，请由另一名管理员办理。", "own_account")
    if by is not None and not keeps(by, officer):
        raise NotAllowed("这个账号不在您的管理范围内，请联系上级单位的管理员。", "out_of_scope")
    if not may_change(officer, kind, by):
        raise NotAllowed(f"这项操作由{WHOSE[Permission(PERMISSION_FOR[kind])]}办理。")


def takes_two(officer: Officer, kind: str, roles: Iterable[str]) -> bool:
    """Does the change take a second administrator: is it about one, or does it make one?"""
    return is_administrator(officer) or (kind == Kind.ROLES and bool(set(roles) & ADMINISTRATORS))


def may_answer(request: AccountRequest, by: Officer) -> bool:
    """May ``by`` confirm or refuse? Any administrator who neither asked nor is concerned."""
    is_other = by.is_active and by.pk not in (request.asked_by_id, request.officer_id)
    return is_other and is_administrator(by) and keeps(by, request.officer)


def check_may_answer(request: AccountRequest, by: Officer) -> None:
    """``NotAllowed`` with who may."""
    if not may_answer(request, by):
        raise NotAllowed("须由申请人和当事人以外的另一名管理员复核。", "second_person")
