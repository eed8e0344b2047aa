"""An export is an act: who took what away."""

from __future__ import annotations

from datetime import datetime

from projects.audit.services import audited, record
from projects.people.models import Officer
from workflow.statistics.acts import Act


@audited()
def record_export(name: str, *, detail: str, rows: int, by: Officer, now: datetime) -> None:
    """``detail``: the question and both times in words; ``rows``: lines of the file."""
    record(Act.EXPORT, by=by, now=now, name=name, detail=f"共 {rows} 行。{detail}")
