"""A report that leaves the system stands in the audit log."""

from __future__ import annotations

from datetime import datetime

from projects.audit.services import audited, record
from projects.people.models import Officer
from workflow.spotchecks.acts import Act
from workflow.spotchecks.models import Round


@audited()
def record_export(round_: Round, *, rows: int, by: Officer, now: datetime) -> None:
    """Who took which report, and how many visits stood in it."""
    record(Act.EXPORT, round_, by=by, now=now, detail=f"{rows} 项", name=str(round_))
