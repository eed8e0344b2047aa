"""Who looks at anomalies, and who says that one is in order."""

from __future__ import annotations

from projects.errors import NotAllowed
from projects.people.models import Officer, Organisation
from projects.people.roles import Permission


def may_clear(by: Officer) -> bool:
    """The dispatch office; leaders only look."""
    return by.may(Permission.OVERSIGHT_READ) and by.may(Permission.DISPATCH_WRITE) and by.scope_root is not None


def check_may_clear(by: Officer) -> Organisation:
    """In whose name ``by`` judges; ``NotAllowed`` unless ``may_clear``."""
    root = by.scope_root
    if root is None or not may_clear(by):
        raise NotAllowed("异常线索由调度办公室核实，请联系该办公室的调度员。")
    return root
