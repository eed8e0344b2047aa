"""Showing a telephone in full: an act with a reason, recorded, and not without end.

Source: PIPL 6 and 51, reliability.md 4.2 (个人信息) and row 30. Everybody else sees ``138****1234``.
"""

from __future__ import annotations

from datetime import datetime, time

from django.conf import settings
from django.db import models
from django.utils import timezone

from projects.audit.models import Entry
from projects.audit.services import audited, record
from projects.errors import Conflict, Invalid, NotAllowed, NotFound
from projects.people.acts import Act
from projects.people.models import Officer
from projects.people.policies import may_keep
from projects.people.roles import Permission, Role
from projects.privacy.tokens import UNREADABLE, Unreadable

SHORTEST_WORDS = 2
LONGEST_WORDS = 100


class Reason(models.TextChoices):
    """What the number is needed for."""

    PROJECT = "project", "联系项目事宜"
    MEETING = "meeting", "会议通知"
    EMERGENCY = "emergency", "应急处置"
    OTHER = "other", "其他"


def may_reveal(officer: Officer, by: Officer) -> bool:
    """May ``by`` ask for this person's number? Whose number it is sees it anyway; a district system never does."""
    return bool(officer.phone) and officer.pk != by.pk and _may_ask(by) and _is_visible(officer, by)


def _may_ask(by: Officer) -> bool:
    """Who calls people: dispatchers and leaders; and who keeps their numbers."""
    if by.kind != Officer.Kind.PERSON:
        return False
    return by.may(Permission.DISPATCH_WRITE) or by.may(Permission.PEOPLE_WRITE) or (by.is_active and _leads(by))


def _leads(by: Officer) -> bool:
    return by.has_role(Role.LEADER)


def _is_visible(officer: Officer, by: Officer) -> bool:
    if by.may(Permission.PEOPLE_WRITE) and may_keep(officer.organisation, by):
        return True
    return Officer.objects.visible_to(by).filter(pk=officer.pk).exists()


def check_may_reveal(officer: Officer, by: Officer) -> None:
    """``NotFound`` outside what ``by`` sees, ``NotAllowed`` without the role for it."""
    if not _is_visible(officer, by):
        raise NotFound("没有找到这个人，或不在您的查看范围内。")
    if not _may_ask(by):
        raise NotAllowed("您的角色不能查看完整电话。确需联系的，请找调度员或单位的系统管理员。")


@audited()
def reveal_phone(officer: Officer, *, reason: str, words: str = "", by: Officer, now: datetime) -> str:
    """The full number, once, with one audit entry that says why.

    ``reason``: a ``Reason``; ``other`` needs ``words``. ``Invalid`` names the field, ``NotAllowed`` when today's number
    of reveals (``settings.REVEALS_PER_DAY``) is used up.
    """
    check_may_reveal(officer, by)
    why = checked_why(reason, words.strip())
    if not officer.phone:
        raise Invalid(f"{officer.name}没有登记电话，请联系其所在单位。", "reason")
    if isinstance(officer.phone, Unreadable):
        raise Conflict(UNREADABLE, "unreadable")
    check_rate(by, now)
    record(Act.REVEAL_PHONE, officer, by=by, now=now, detail=f"事由：{why}")
    return officer.phone


def checked_why(reason: str, words: str) -> str:
    """The reason as the log tells it, or ``Invalid`` naming the field."""
    if reason not in Reason.values:
        raise Invalid("请选择查看事由。", "reason")
    if reason == Reason.OTHER and len(words) < SHORTEST_WORDS:
        raise Invalid("选“其他”时请写明事由。", "words")
    if len(words) > LONGEST_WORDS:
        raise Invalid(f"事由请控制在{LONGEST_WORDS}字以内。", "words")
    return f"{Reason(reason).label}；{words}" if words else str(Reason(reason).label)


def check_rate(by: Officer, now: datetime) -> None:
    """At most so many a day, counted under the lock of the account, so that two at once are counted too."""
    Officer.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(now), time()))
    seen = Entry.objects.filter(actor=by.username, actor_id=str(by.pk), at__gte=midnight, action=Act.REVEAL_PHONE)
    if seen.count() >= settings.REVEALS_PER_DAY:
        raise NotAllowed(
            f"您今天查看完整电话已达 {settings.REVEALS_PER_DAY} 次上限，请明天再试；急需时请联系安全管理员。",
            "too_many_reveals",
        )
