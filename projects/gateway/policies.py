"""Who may keep clients and their keys: the security administrator, within the own subtree. Pure."""

from __future__ import annotations

from projects.errors import NotAllowed
from projects.people.models import Officer, Organisation
from projects.people.roles import Permission

NOT_YOURS = "接入系统由安全管理员管理，请联系本级安全管理员。"


def may_manage(by: Officer | None) -> bool:
    """The security administrator, or the operator at the console (None)."""
    return by is None or by.may(Permission.CLIENT_WRITE)


def check_may_manage(by: Officer | None, organisation: Organisation | None = None) -> None:
    """``NotAllowed`` for everybody else, and for a unit outside the administrator's subtree."""
    if not may_manage(by):
        raise NotAllowed(NOT_YOURS)
    root = by.scope_root if by else None
    if root is not None and organisation is not None and not root.contains(organisation):
        raise NotAllowed(f"{organisation}不在您的管理范围内，请联系上级安全管理员。")
