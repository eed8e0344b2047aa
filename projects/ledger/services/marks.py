"""Marks 标识: who comes home, whose list a firm stands on, what is high technology and why."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from projects.errors import Invalid
from projects.ledger.acts import Act
from projects.ledger.kinds import RowKind
from projects.ledger.models import Mark
from projects.ledger.models.marks import OF_A_LIST, WITH_REASON
from projects.ledger.services.file_rows import RowShape, Values, add_row, update_row, withdraw_row
from projects.people.models import Officer

FIRST_LIST = 1995
MARK_FIELDS = ("kind", "list_year", "reason")


def _check_mark(mark: Mark, now: datetime) -> None:
    latest = timezone.localdate(now).year
    if mark.kind in OF_A_LIST and mark.list_year is None:
        raise Invalid(f"“{mark.get_kind_display()}”请填写榜单年度，如{latest}。", "list_year", "required")
    if mark.list_year is not None and not FIRST_LIST <= mark.list_year <= latest:
        raise Invalid(f"榜单年度请填{FIRST_LIST}至{latest}年之间的年份。", "list_year")
    if mark.kind in WITH_REASON and not mark.reason:
        raise Invalid(f"“{mark.get_kind_display()}”请写明依据或理由，如高新技术企业证书编号。", "reason", "required")


MARKS = RowShape(
    Mark, RowKind.MARK, MARK_FIELDS, (Act.ADD_MARK, Act.UPDATE_MARK, Act.WITHDRAW_MARK), _check_mark, "kind"
)


def add_mark(project_id: UUID, values: Values, *, by: Officer, now: datetime) -> Mark:
    """Enter a mark (``kind``, ``list_year``, ``reason``). Errors: ``file_rows.add_row``."""
    mark: Mark = add_row(MARKS, project_id, values, by=by, now=now)
    return mark


def update_mark(mark_id: UUID, values: Values, *, by: Officer, now: datetime, **more: Any) -> Mark:
    """Change a mark; ``why``, ``expected_version`` as ``file_rows.update_row``."""
    mark: Mark = update_row(MARKS, mark_id, values, by=by, now=now, **more)
    return mark


def withdraw_mark(mark_id: UUID, *, why: str, by: Officer, now: datetime, **more: Any) -> Mark:
    """Withdraw a mark; ``expected_version`` as ``file_rows.withdraw_row``."""
    mark: Mark = withdraw_row(MARKS, mark_id, why=why, by=by, now=now, **more)
    return mark
