"""Who lays down presets, and who has preferences: who may, apart from when it is allowed."""

from __future__ import annotations

from projects.errors import NotAllowed, NotFound
from projects.people.models import Officer, Organisation
from projects.people.roles import Permission


def may_lay_down(unit: Organisation, by: Officer) -> bool:
    """The dispatch office in whose subtree the unit stands."""
    root = by.scope_root
    return by.may(Permission.DISPATCH_WRITE) and root is not None and root.contains(unit)


def check_may_lay_down(unit: Organisation, by: Officer) -> None:
    """``NotAllowed`` without the right at all, ``NotFound`` for units beyond the own subtree."""
    if not by.may(Permission.DISPATCH_WRITE):
        raise NotAllowed("单位提醒预设由本单位的调度员设定，请联系调度办公室。")
    if not may_lay_down(unit, by):
        raise NotFound()


def check_is_own(officer: Officer, by: Officer) -> None:
    """A person chooses for himself alone; a district system gets no reminders."""
    if officer.pk != by.pk:
        raise NotAllowed("提醒设置只能由本人修改。")
    if officer.kind != Officer.Kind.PERSON:
        raise NotAllowed("系统账号不接收提醒，没有提醒设置。")
