"""Who may organise dispatch meetings."""

from __future__ import annotations

from projects.errors import NotAllowed
from projects.people.models import Officer, Organisation
from projects.people.roles import Permission
from workflow.dispatch.models import MaterialRequest
from workflow.dispatch.models.materials import ANSWERS


def check_may_dispatch(organisation: Organisation, by: Officer | None) -> None:
    """A holder of ``dispatch:write`` in whose subtree ``organisation`` stands; ``None`` is the system's own tick."""
    if by is None:
        return
    if not by.may(Permission.DISPATCH_WRITE):
        raise NotAllowed("您没有组织调度会的权限，请联系本级调度办公室，或请管理员授予调度员角色。")
    root = by.scope_root
    if root is None or not root.contains(organisation):
        raise NotAllowed(f"“{organisation}”的调度会不在您的管理范围内，请联系该单位的调度员。")


def may_dispatch(organisation: Organisation, by: Officer) -> bool:
    """The question behind ``check_may_dispatch``."""
    root = by.scope_root
    return by.may(Permission.DISPATCH_WRITE) and root is not None and root.contains(organisation)


def check_may_answer(request: MaterialRequest, by: Officer) -> None:
    """Whoever fills in, claims, verifies or dispatches for the unit that is asked, or for one above it."""
    if not may_answer(request, by):
        raise NotAllowed(f"这项材料由{request.organisation}报送，您没有代其报送的权限。")


def may_answer(request: MaterialRequest, by: Officer) -> bool:
    """The question behind ``check_may_answer``."""
    root = by.scope_root
    return any(by.may(one) for one in ANSWERS) and root is not None and root.contains(request.organisation)
