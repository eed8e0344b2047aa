"""节点临期: nodes of plans that are due before the next sitting and not reached."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from projects.plans.queries import nodes_due_between
from projects.workdays.days import date_text
from workflow.dispatch.agenda.base import AgendaRule, Finding, Look, shortened
from workflow.dispatch.models import AgendaReason

_NODES_TOLD = 3


class NodeDue(AgendaRule):
    """The nearest first."""

    code = AgendaReason.NODE_DUE
    label = "节点临期"
    says = "下一次会议前到期、还没有完成的方案节点"

    def find(self, look: Look, days: int) -> Iterable[Finding]:
        due = nodes_due_between(look.on, look.until_on)
        told: dict[UUID, list[str]] = defaultdict(list)
        for node in due.filter(plan__project__landing_organisation__path__startswith=look.region.path):
            due_on = node.due_on  # type: ignore[attr-defined]  # annotated
            told[node.plan_id].append(f"“{node.name}”{date_text(due_on)}到期")
        for project, sentences in told.items():
            more = f"等{len(sentences)}个节点" if len(sentences) > _NODES_TOLD else ""
            yield Finding(project, shortened(f"节点{'、'.join(sentences[:_NODES_TOLD])}{more}"))
