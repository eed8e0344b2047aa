"""Who asks, who reports, who runs a round."""

from __future__ import annotations

from projects.errors import NotAllowed
from projects.people.models import Officer
from projects.people.roles import Permission
from workflow.reporting.models import ReportRequest, ReportReturn


def check_may_ask(by: Officer) -> None:
    """A dispatch office, of its own territory."""
    if not by.may(Permission.DISPATCH_WRITE) or by.scope_root is None:
        raise NotAllowed("报送要求由调度办公室发布，您没有组织调度的权限。")


def may_run(request: ReportRequest, by: Officer) -> bool:
    """Is it a request of the territory that the officer's office answers for, or of a part of it?"""
    root = by.scope_root
    return by.may(Permission.DISPATCH_WRITE) and root is not None and root.contains(request.organisation)


def check_may_run(request: ReportRequest, by: Officer) -> None:
    """The refusal behind ``may_run``."""
    if not may_run(request, by):
        raise NotAllowed(f"这项报送由{request.organisation}的调度办公室组织，您不能办理。")


def may_fill(report: ReportReturn, by: Officer) -> bool:
    """Does the officer enter for this unit? The office may, for one that sends paper."""
    root = by.scope_root
    return by.may(Permission.PROJECT_WRITE) and root is not None and root.contains(report.unit)


def check_may_fill(report: ReportReturn, by: Officer) -> None:
    """The refusal behind ``may_fill``."""
    if not may_fill(report, by):
        raise NotAllowed(f"{report.unit}的报送由该单位的填报员填写，您不能办理。")
