"""进退建议待研究: open proposals that a project leave the library or be set a term."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from workflow.dispatch.agenda.base import AgendaRule, Finding, Look, shortened
from workflow.dispatch.models import AgendaReason
from workflow.proposals.models import Proposal


class ProposalOpen(AgendaRule):
    """The oldest first; a project with two is told with the older one."""

    code = AgendaReason.PROPOSAL_OPEN
    label = "进退建议待研究"
    says = "系统提出退库、限期注册、限期开工或退出，还没有办理的项目"

    def find(self, look: Look, days: int) -> Iterable[Finding]:
        told: dict[UUID, Finding] = {}
        for proposal in Proposal.objects.open().filter(project__in=look.projects).order_by("proposed_at", "pk"):
            said = shortened(f"{proposal.get_kind_display()}：{proposal.because}")
            told.setdefault(proposal.project_id, Finding(proposal.project_id, said))
        return told.values()
