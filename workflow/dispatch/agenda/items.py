"""交办未回复: action items on a project that are late, or that nobody has signed for in time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from projects.ledger.models import Project
from workflow.dispatch.agenda.base import AgendaRule, Finding, Look, shortened
from workflow.dispatch.models import AgendaReason
from workflow.items.queries import unanswered

_TOLD = 2


class ItemUnanswered(AgendaRule):
    """The most pressing first. Items of no project have no place on an agenda of projects."""

    code = AgendaReason.ITEM_UNANSWERED
    label = "交办未回复"
    says = "逾期未办结、到期未签收的交办事项所在项目"

    def find(self, look: Look, days: int) -> Iterable[Finding]:
        told: dict[UUID, list[str]] = defaultdict(list)
        for item in unanswered(look.region, look.on):
            if item.project_id is not None:
                told[item.project_id].append(item.sentence)
        here = set(Project.objects.under(look.region).filter(pk__in=list(told)).values_list("pk", flat=True))
        for project, sentences in told.items():
            if project in here:
                more = f"等{len(sentences)}件" if len(sentences) > _TOLD else ""
                yield Finding(project, shortened(f"{'；'.join(sentences[:_TOLD])}{more}"))
