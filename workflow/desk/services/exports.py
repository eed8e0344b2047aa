"""An export is an act: who took what away, by which filter, how many rows."""

from __future__ import annotations

from datetime import datetime

from projects.audit.services import audited, record
from projects.people.models import Officer
from workflow.desk.acts import Act


@audited()
def record_export(kind: str, *, filters: str, rows: int, columns: str, by: Officer, now: datetime) -> None:
    """``kind``: xlsx or csv. ``filters`` and ``columns`` in words."""
    said = f"共 {rows} 个项目。筛选条件：{filters}。列：{columns}"
    record(Act.EXPORT, by=by, now=now, name=f"项目台账（{kind}）", detail=said)
