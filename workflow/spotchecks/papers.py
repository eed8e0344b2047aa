"""Photos of a record as documents: nobody declares them void."""

from __future__ import annotations

from projects.ledger.models import Evidence
from workflow.spotchecks.models import Paper


def use_by_record(evidence: Evidence) -> str:
    """The record that stands on the document."""
    paper = Paper.objects.select_related("record__visit__round").filter(evidence=evidence).first()
    return f"{paper.record.visit.round.number}的核查记录" if paper else ""
