"""A register that leaves the system stands in the audit log."""

from __future__ import annotations

from datetime import datetime

from projects.audit.services import audited, record
from projects.people.models import Officer
from workflow.letters.acts import Act


@audited()
def record_export(*, filters: str, rows: int, by: Officer, now: datetime) -> None:
    """``filters`` in words."""
    record(Act.EXPORT, by=by, now=now, name="函件台账（xlsx）", detail=f"共 {rows} 件。筛选条件：{filters}")
