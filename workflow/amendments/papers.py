"""Documents as the basis of changes of amounts: which stand on one (``settings.EVIDENCE_USES``)."""

from __future__ import annotations

from projects.ledger.models import Evidence
from workflow.amendments.models import Amendment, AmendmentState

_STANDING = (AmendmentState.SUBMITTED, AmendmentState.APPROVED)


def use_by_amendment(evidence: Evidence) -> str:
    """The request, waiting or approved, that stands on the document."""
    found = Amendment.objects.filter(basis=evidence, state__in=_STANDING).order_by("requested_at").first()
    return f"金额变更申请“{found.get_kind_display()}”（{found.get_state_display()}）" if found else ""
