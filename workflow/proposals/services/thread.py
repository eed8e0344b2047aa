"""What every write of a proposal does: the next version, an entry of the thread, an entry of the audit log."""

from __future__ import annotations

from datetime import datetime

from projects.audit.services import Difference, record
from projects.people.models import Officer
from workflow.proposals.acts import Act
from workflow.proposals.kinds import EntryKind
from workflow.proposals.models import Proposal, ProposalEntry


def move(
    proposal: Proposal, state: str, kind: EntryKind, act: Act, *, text: str, by: Officer | None, now: datetime
) -> None:
    """Bring ``proposal`` to ``state`` and say so. It is locked, or new."""
    before = "" if proposal._state.adding else proposal.get_state_display()
    proposal.state, proposal.updated_at = state, now
    proposal.version = 1 if proposal._state.adding else proposal.version + 1
    proposal.save()
    ProposalEntry.objects.create(proposal=proposal, kind=kind, text=text, by=by, at=now)
    changes = [Difference("state", "状态", before, proposal.get_state_display())]
    record(act, proposal, by=by, now=now, changes=changes, detail=text, name=str(proposal))
