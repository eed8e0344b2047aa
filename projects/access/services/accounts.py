"""Changes of an account. About an administrator they wait for a second one (services.requests)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from projects.access.acts import Act
from projects.access.models import Account, AccountRequest, LoginAttempt
from projects.access.policies import check_may_change, takes_two
from projects.access.services.factors import forget_factor
from projects.access.services.passwords import check_password_rules, set_by_another, temporary_password
from projects.access.services.sessions import end_open
from projects.audit.services import Difference, audited, record
from projects.errors import Conflict, Invalid
from projects.people.models import Officer, OfficerRole
from projects.people.roles import ADMINISTRATORS, Role
from projects.people.services import check_roles, checked_mail, grant_roles

Kind = AccountRequest.Kind


@dataclass(frozen=True)
class Outcome:
    """What came of a change: done at once, with the temporary password if one was set; or a request that waits."""

    password: str = ""
    request: AccountRequest | None = None


@audited()
def change_account(
    officer: Officer,
    kind: str,
    *,
    roles: Iterable[str] = (),
    reason: str = "",
    by: Officer | None,
    now: datetime,
) -> Outcome:
    """Do ``kind`` to the account, or ask for it where it takes two. ``roles``: for ``Kind.ROLES``, all it shall hold.

    ``by`` None is the operator at the console, who needs no second person.
    """
    check_may_change(officer, kind, by)
    officer, wanted = locked(officer), sorted(set(roles))
    check_change(officer, kind, wanted)
    if by is not None and takes_two(officer, kind, wanted):
        return Outcome(request=_ask(officer, kind, wanted, reason, by=by, now=now))
    return Outcome(password=carry_out(officer, kind, wanted, by=by, now=now))


def locked(officer: Officer) -> Officer:
    """The officer's row, and in one order those of all administrators, ours until the transaction ends.

    So of two administrators who are switched off at the same moment the second is seen to be the last.
    """
    rows = Officer.objects.select_for_update(no_key=True).filter(Q(pk=officer.pk) | Q(is_staff=True)).order_by("pk")
    held: dict[UUID, Officer] = {row.pk: row for row in rows}
    return held[officer.pk]


def check_change(officer: Officer, kind: str, roles: Iterable[str]) -> None:
    """Does it make sense, and does it leave an administrator of each kind?"""
    wanted = set(roles)
    if kind == Kind.ROLES:
        if not wanted <= set(Role.values):
            raise Invalid("角色不存在，请从列表中选择。", "roles")
        check_roles(wanted)
    if kind == Kind.DISABLE and not officer.is_active:
        raise Conflict("这个账号已是停用状态。")
    if kind == Kind.ENABLE and officer.is_active:
        raise Conflict("这个账号已是启用状态。")
    if kind in (Kind.DISABLE, Kind.ROLES):
        _check_not_last(officer, keeps=wanted if kind == Kind.ROLES else set())


def _check_not_last(officer: Officer, *, keeps: set[str]) -> None:
    for held in officer.roles.filter(role__in=ADMINISTRATORS):
        if held.role not in keeps and is_last_of(officer, held.role):
            label = Role(held.role).label
            raise Conflict(
                f"{officer.name}是最后一名在用的{label}，请先任命另一名{label}再办理。", "last_administrator"
            )


def is_last_of(officer: Officer, role: str) -> bool:
    """Is there no other active holder of ``role``?"""
    others = OfficerRole.objects.filter(role=role, officer__is_active=True).exclude(officer=officer)
    return officer.is_active and not others.exists()


def _ask(officer: Officer, kind: str, roles: list[str], reason: str, *, by: Officer, now: datetime) -> AccountRequest:
    if not reason.strip():
        raise Invalid("涉及管理员账号，须写明理由，由另一名管理员复核。", "reason")
    if AccountRequest.objects.filter(officer=officer, kind=kind, state=AccountRequest.State.OPEN).exists():
        raise Conflict("同一事项已有待复核的申请，请先处理。")
    asked = AccountRequest.objects.create(
        kind=kind, officer=officer, roles=",".join(roles), reason=reason.strip()[:200], asked_by=by, asked_at=now
    )
    record(Act.ASK, officer, by=by, now=now, detail=f"{asked.get_kind_display()} {named(roles)}；理由：{asked.reason}")
    return asked


def named(roles: Iterable[str]) -> str:
    """Roles as people call them."""
    return "、".join(str(Role(role).label) for role in roles)


def carry_out(officer: Officer, kind: str, roles: Iterable[str], *, by: Officer | None, now: datetime) -> str:
    """Make the change; the temporary password, if it sets one. Only after ``check_may_change`` or a confirmation."""
    if kind == Kind.ROLES:
        grant_roles(officer, roles, by=by, now=now)
        return ""
    return _DONE[Kind(kind)](officer, by, now)


def _reset_password(officer: Officer, by: Officer | None, now: datetime) -> str:
    password = temporary_password()
    set_by_another(officer, password, now=now)
    record(Act.RESET_PASSWORD, officer, by=by, now=now, detail="下次登录须修改")
    return password


def _reset_factor(officer: Officer, by: Officer | None, now: datetime) -> str:
    forget_factor(officer)
    end_open(officer, now=now)
    record(Act.RESET_FACTOR, officer, by=by, now=now)
    return ""


def _disable(officer: Officer, by: Officer | None, now: datetime) -> str:
    switch(officer, is_active=False, now=now)
    change = Difference("is_active", "启用", "是", "否")
    record(Act.DISABLE, officer, by=by, now=now, changes=[change])
    return ""


def _enable(officer: Officer, by: Officer | None, now: datetime) -> str:
    switch(officer, is_active=True, now=now)
    record(Act.ENABLE, officer, by=by, now=now, changes=[Difference("is_active", "启用", "否", "是")])
    return ""


_DONE: dict[str, Callable[[Officer, Officer | None, datetime], str]] = {
    Kind.PASSWORD: _reset_password,
    Kind.FACTOR: _reset_factor,
    Kind.DISABLE: _disable,
    Kind.ENABLE: _enable,
}


def switch(officer: Officer, *, is_active: bool, now: datetime) -> None:
    """On or off; off ends the sessions, on starts the days without use anew. A part of other services."""
    officer.is_active = is_active
    officer.save(update_fields=["is_active"])
    end_open(officer, now=now)
    if is_active:
        Account.objects.update_or_create(officer=officer, defaults={"counted_from": now})


@audited()
def unlock(officer: Officer, *, by: Officer | None, now: datetime) -> int:
    """Forget the failed tries on the account, from everywhere; how many addresses were locked."""
    check_may_change(officer, "unlock", by)
    tried = LoginAttempt.objects.filter(username=officer.username.lower())
    count = tried.locked(now).count()
    tried.update(tries=0)
    record(Act.UNLOCK, officer, by=by, now=now, detail=f"{count}个来源地址")
    return count


@audited()
def end_sessions(officer: Officer, *, by: Officer | None, now: datetime) -> int:
    """Sign the officer out everywhere; how many sessions that were."""
    check_may_change(officer, "end_sessions", by)
    ended = end_open(officer, now=now)
    record(Act.END_SESSIONS, officer, by=by, now=now, detail=f"{ended}个会话")
    return ended


@audited()
def open_administrator(
    role: str, *, username: str, name: str, password: str, email: str = "", by: Officer | None, now: datetime
) -> Officer:
    """A new administrator, by the operator at the console: how the first ones come to be.

    ``Invalid`` for another role or a weak password, ``Conflict`` when the account exists. The password is changed at
    the first sign-in, where the second factor is bound too.
    """
    if role not in ADMINISTRATORS:
        raise Invalid("只能开设系统、安全、审计管理员。", "role")
    if not username.strip() or not name.strip():
        raise Invalid("请填写账号和姓名。", "username")
    officer = Officer(username=username.strip(), name=name.strip(), email=checked_mail(email))
    check_password_rules(officer, password)
    if Officer.objects.filter(username__iexact=officer.username).exists():
        raise Conflict(f"账号“{officer.username}”已存在，请换一个账号名。")
    officer.set_unusable_password()
    officer.save(force_insert=True)
    set_by_another(officer, password, now=now)
    record(Act.OPEN_ADMINISTRATOR, officer, by=by, now=now, detail=named([role]))
    grant_roles(officer, [role], by=by, now=now)
    return officer
