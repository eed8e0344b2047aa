"""Who may write plans and templates."""

from __future__ import annotations

from projects.errors import Conflict, NotAllowed
from projects.ledger.models import Project
from projects.ledger.policies import may_write
from projects.ledger.stages import Standing
from projects.people.models import Officer, Organisation
from projects.people.roles import Permission
from projects.plans.models import Node


def may_report(node: Node, project: Project, by: Officer) -> bool:
    """May ``by`` enter actual dates and notes: who writes the project, or the node's own owner?"""
    return node.owner_id == by.pk or may_write(project, by)


def check_may_report(node: Node, project: Project, by: Officer) -> None:
    """``NotAllowed`` unless ``may_report``."""
    if not may_report(node, project, by):
        raise NotAllowed("节点进度由项目的填报员或该节点的责任人填报，请联系他们。")


def check_going_on(project: Project) -> None:
    """A plan is written while the project is being pursued or paused."""
    if project.standing not in (Standing.ACTIVE, Standing.SUSPENDED):
        raise Conflict(f"项目已{Standing(project.standing).label}，节点方案只供查阅；恢复入库后才能修改。")


def may_keep_templates(organisation: Organisation, by: Officer) -> bool:
    """The dispatch office in whose subtree the organisation stands."""
    root = by.scope_root
    return by.may(Permission.DISPATCH_WRITE) and root is not None and root.contains(organisation)


def check_may_keep_templates(organisation: Organisation, by: Officer) -> None:
    """``NotAllowed`` unless ``may_keep_templates``."""
    if not may_keep_templates(organisation, by):
        raise NotAllowed("节点模板由本级调度办公室维护，请联系调度员修改。")
