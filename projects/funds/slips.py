"""The question the ledger asks before a document is declared void."""

from __future__ import annotations

from projects.funds.models import Fund
from projects.ledger.models import Evidence


def use_by_fund(evidence: Evidence) -> str:
    """Which arrival stands on this slip."""
    fund = Fund.objects.valid().filter(slip=evidence).first()
    return f"到位资金“{fund}”" if fund else ""
