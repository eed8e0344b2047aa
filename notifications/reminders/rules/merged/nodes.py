"""计划节点: promised nodes that come near, and those that are late, to their owner and the chief."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time, timedelta

from django.db.models import Q

from notifications.reminders.rules.looking import rows_of
from notifications.reminders.rules.merged.base import Line, Merged, MergedRule, Window
from notifications.reminders.rules.merged.people import joined, who_see, with_part
from projects.ledger.kinds import ResponsibilityRole
from projects.ledger.models import Responsibility
from projects.people.models import Officer
from projects.plans.models import Node

AT = time(9)
NEAR = 7
"""Calendar days before the promised day on which it is told for the first time."""


class NodeRule(MergedRule):
    """``due_in``: which nodes, by their promised day, as the window sees them."""

    who = "节点责任人，项目的首席责任人"
    merged = "每人每天一封，合并列出当天新到时点的节点"
    page = "desk:timeline"

    def due_in(self, window: Window) -> Q:
        """The condition on nodes that are not reached."""
        raise NotImplementedError

    def found(self, window: Window, only: Officer | None = None) -> Iterator[Line]:
        """Three queries and one a person."""
        wanted = Node.objects.unreached().filter(self.due_in(window))
        if only is not None:
            held = Responsibility.objects.current().filter(officer=only).values("project")
            wanted = wanted.filter(Q(owner=only) | Q(plan__in=held))
        related = ("plan__project__landing_organisation", "owner__organisation", "owner__scope", "owner_organisation")
        nodes = rows_of(wanted.select_related(*related).order_by("committed_on", "position", "pk"))
        chiefs = with_part({one.plan_id for one in nodes}, ResponsibilityRole.CHIEF)
        seen = who_see(joined(chiefs, *({one.plan_id: _owner(one)} for one in nodes)), only)
        for node in nodes:
            concerned = {one.pk for one in [*_owner(node), *chiefs.get(node.plan_id, [])]}
            for officer in seen.get(node.plan_id, []):
                if officer.pk in concerned:
                    yield Line(officer, node.pk, node.plan_id, _said(node))


def _owner(node: Node) -> list[Officer]:
    return [node.owner] if node.owner is not None and node.owner.is_active else []


class NodeDue(NodeRule):
    """Promised for one of the coming days."""

    name = "node_due"
    label = "计划节点将到期"
    when = f"承诺完成日前 {NEAR} 天（遇休息日顺延到下一个工作日）09:00，每个节点一次"
    opening = "以下计划节点将到期，请按期完成；确有困难的请及时说明："
    over = "节点已完成、取消或调整"

    def due_in(self, window: Window) -> Q:
        after, until = window.instants
        fresh = Q(committed_on__gt=window.after + timedelta(days=NEAR))
        fresh |= Q(plan__confirmed_at__gt=after, plan__confirmed_at__lte=until)
        fresh |= Q(created_at__gt=after, created_at__lte=until)
        return Q(committed_on__gte=window.on, committed_on__lte=window.on + timedelta(days=NEAR)) & fresh


class NodeLate(NodeRule):
    """The promised day has passed."""

    name = "node_late"
    label = "计划节点逾期"
    when = "承诺完成日次日（遇休息日顺延到下一个工作日）09:00，每个节点一次"
    opening = "以下计划节点已过承诺完成日，尚未完成："
    over = "节点已完成或取消"

    def due_in(self, window: Window) -> Q:
        return Q(committed_on__gte=window.after, committed_on__lt=window.on)


def _said(node: Node) -> str:
    project = node.plan.project
    whose = node.owner.name if node.owner else node.owner_organisation.label if node.owner_organisation else ""
    moved = f"，计划已调整为 {node.planned_on}" if node.planned_on != node.committed_on else ""
    owner = f"，责任：{whose}" if whose else ""
    return (
        f"{node.name}：{project.name}（{project.number}，{project.landing_organisation.label}），"
        f"承诺 {node.committed_on} 完成{moved}{owner}"
    )


DUE, LATE = NodeDue(), NodeLate()


class PlannedNodes(Merged):
    """Promised nodes."""

    name = "reminders.nodes"
    rules = (DUE, LATE)
    at = AT
