"""Reads of accounts: which there are, and in what state each is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest, Lower

from projects.access.limits import UNUSED_AFTER
from projects.access.models import Account, AccountRequest, LoginAttempt, SignIn
from projects.access.policies import may_answer, may_read
from projects.access.validators import profile
from projects.people.models import Officer
from projects.people.roles import Role

STATES = {
    "active": "正常",
    "locked": "登录锁定",
    "disabled": "已停用",
    "must_change": "须改密码",
    "unused": "90天未用",
    "no_password": "未设密码",
    "enrolled": "已绑动态码",
}
_NO_PASSWORD = "!"  # noqa: S105 - Django's mark of a password nobody can type


def idle() -> timedelta:
    """A session without use ends after this."""
    return timedelta(minutes=settings.SESSION_IDLE_MINUTES)


def whole() -> timedelta:
    """A session ends after this, used or not."""
    return timedelta(hours=settings.SESSION_HOURS)


def accounts_visible_to(by: Officer) -> QuerySet[Officer]:
    """People's accounts of what the administrator keeps: the own subtree, or everything; none for anybody else."""
    if not may_read(by):
        return Officer.objects.none()
    people: QuerySet[Officer] = Officer.objects.filter(kind=Officer.Kind.PERSON)
    root = by.scope_root
    return people if root is None else people.filter(organisation__path__startswith=root.path)


def with_state(accounts: QuerySet[Officer], *, now: datetime) -> QuerySet[Officer]:
    """Each with what its state is made of: ``is_locked``, ``open_sessions``."""
    locked = LoginAttempt.objects.locked(now).filter(username=Lower(OuterRef("username")))
    held = Q(
        sign_ins__ended_at__isnull=True,
        sign_ins__last_seen_at__gt=now - idle(),
        sign_ins__started_at__gt=now - whole(),
    )
    return (
        accounts.annotate(is_locked=Exists(locked), open_sessions=Count("sign_ins", filter=held, distinct=True))
        .select_related("organisation", "account")
        .prefetch_related("roles")
        .order_by("name", "id")
    )


def in_state(accounts: QuerySet[Officer], state: str, *, now: datetime) -> QuerySet[Officer]:
    """Those in ``state``, one of ``STATES``; all for anything else. After ``with_state``."""
    usable = ~Q(password__startswith=_NO_PASSWORD) & ~Q(password="")
    old = now - (profile().max_age or timedelta(days=36500))
    conditions = {
        "active": Q(is_active=True, is_locked=False) & usable,
        "locked": Q(is_locked=True),
        "disabled": Q(is_active=False),
        "must_change": usable
        & (Q(account__isnull=True) | Q(account__chosen_at__isnull=True) | Q(account__chosen_at__lt=old)),
        "unused": Q(pk__in=unused(now=now).values("pk")),
        "no_password": ~usable,
        "enrolled": Q(account__enrolled_at__isnull=False),
    }
    return accounts.filter(conditions[state]) if state in conditions else accounts


def unused(*, now: datetime) -> QuerySet[Officer]:
    """People's active accounts with a password that nobody used for ``UNUSED_AFTER``.

    A service account is no person's; who has no password has no account that could lie idle.
    """
    begun = Greatest(
        "created_at", Coalesce(F("account__counted_from"), F("created_at")), Coalesce(F("last_login"), F("created_at"))
    )
    return (
        Officer.objects.filter(is_active=True, kind=Officer.Kind.PERSON)
        .exclude(password__startswith=_NO_PASSWORD)
        .exclude(password="")
        .annotate(used_at=begun)
        .filter(used_at__lt=now - UNUSED_AFTER)
    )


def account_of(officer: Officer) -> Account:
    """The account's row; a blank one, not saved, where there is none yet."""
    return Account.objects.filter(officer=officer).first() or Account(officer=officer)


def must_change(officer: Officer, *, now: datetime) -> bool:
    """Did somebody else set the password, or is it too old? In demo mode no password grows old."""
    chosen_at = account_of(officer).chosen_at
    if chosen_at is None:
        return True
    max_age = profile().max_age
    return max_age is not None and not settings.DEMO and chosen_at + max_age <= now


def needs_code(officer: Officer) -> bool:
    """Must a code follow the password: for administrators, for whoever chose it, or for everybody by setting?"""
    return is_code_required(officer) or account_of(officer).is_enrolled


def is_code_required(officer: Officer) -> bool:
    """May the officer not do without a second factor? ``is_staff`` follows from an administrator's role."""
    return officer.is_staff or settings.SECOND_FACTOR == "everyone"


def sessions_of(officer: Officer, *, now: datetime) -> QuerySet[SignIn]:
    """Where the officer is signed in."""
    return SignIn.objects.open(now, idle=idle(), whole=whole()).filter(officer=officer)


@dataclass(frozen=True)
class Asked:
    """A request, and whether the reader may answer or take it back."""

    row: AccountRequest
    may_answer: bool
    may_withdraw: bool

    @property
    def role_names(self) -> str:
        """The roles asked for, as people call them."""
        return "、".join(str(Role(role).label) for role in self.row.wanted)


def requests_for(by: Officer, *, state: str = AccountRequest.State.OPEN) -> list[Asked]:
    """Requests in ``state``, newest first; for the three administrators."""
    if not may_read(by):
        return []
    rows = AccountRequest.objects.filter(state=state).select_related("officer__organisation", "asked_by", "decided_by")
    return [Asked(row, may_answer(row, by), row.asked_by_id == by.pk) for row in rows[:50]]
