"""Who still stands on a document: rooms above the ledger answer, since the ledger does not know them."""

from __future__ import annotations

from django.conf import settings
from django.utils.module_loading import import_string

from projects.ledger.models import Evidence


def use_of(evidence: Evidence) -> str:
    """What uses the document now, in words; empty for nothing. ``EVIDENCE_USES`` names the questions."""
    answers = (import_string(name)(evidence) for name in settings.EVIDENCE_USES)
    return next((said for said in answers if said), "")
