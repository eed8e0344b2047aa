"""An export is an act: who took what away, by which filter, how many rows."""

from __future__ import annotations

from datetime import datetime

from projects.audit.services import audited, record
from projects.people.models import Officer
from workflow.items.acts import Act


@audited()
def record_export(*, filters: str, rows: int, by: Officer, now: datetime) -> None:
    """``filters`` in words."""
    record(Act.EXPORT, by=by, now=now, name="交办台账（xlsx）", detail=f"共 {rows} 件。筛选条件：{filters}")
