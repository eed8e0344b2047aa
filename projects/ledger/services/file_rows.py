"""The rows a project's file keeps beside its own fields: entered, changed, withdrawn, always with their history.

One way for all of them; what makes a phase a phase is said in a ``RowShape`` (``phases.py``, ``marks.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from projects.audit.services import audited, record
from projects.days import check_plausible
from projects.errors import Conflict, Invalid, NotFound, Stale
from projects.ledger.acts import Act
from projects.ledger.kinds import RowKind
from projects.ledger.models import FileRow, Project
from projects.ledger.money import check_wan
from projects.ledger.policies import check_may_write
from projects.ledger.services.projects import locked_project, save_version
from projects.ledger.services.rows import keep_row, shown_row
from projects.lines import check_line
from projects.people.models import Officer
from projects.rows import one_or_none

Values = dict[str, Any]


@dataclass(frozen=True)
class RowShape:
    """One kind of row. ``acts``: entering, changing, withdrawing. ``check`` says what is wrong with a whole row.

    ``once``: the field that no two rows of a project share.
    """

    model: type[FileRow]
    kind: RowKind
    fields: tuple[str, ...]
    acts: tuple[Act, Act, Act]
    check: Callable[[Any, datetime], None]
    once: str


@audited()
def add_row(shape: RowShape, project_id: UUID, values: Values, *, by: Officer, now: datetime) -> Any:
    """Enter a row. ``Invalid`` at a field, ``Conflict`` when the same row is there, ``NotAllowed``, ``NotFound``."""
    project = locked_project(project_id, by=by)
    check_may_write(project, by)
    row = shape.model(project=project, created_by=by, created_at=now, updated_at=now)  # type: ignore[misc]
    _put(shape, row, values, now=now)
    row.save(force_insert=True)
    _keep(shape, project, row, act=shape.acts[0], before={}, by=by, now=now)
    return row


@audited()
def update_row(
    shape: RowShape,
    row_id: UUID,
    values: Values,
    *,
    by: Officer,
    now: datetime,
    why: str = "",
    expected_version: int | None = None,
) -> Any:
    """Change fields of a row; nothing is written when none changes. Errors as ``add_row``, and ``Stale``."""
    project, row = _locked(shape, row_id, by=by, expected_version=expected_version)
    before = shown_row(row, shape.fields)
    _put(shape, row, values, now=now)
    if shown_row(row, shape.fields) == before:
        return row
    _save(row, now=now)
    _keep(shape, project, row, act=shape.acts[1], before=before, by=by, now=now, why=_reason(why))
    return row


@audited()
def withdraw_row(
    shape: RowShape, row_id: UUID, *, why: str, by: Officer, now: datetime, expected_version: int | None = None
) -> Any:
    """Withdraw a row 作废: it no longer counts and stays in the history. ``Invalid`` without a reason."""
    project, row = _locked(shape, row_id, by=by, expected_version=expected_version)
    why = _reason(why)
    if not why:
        raise Invalid("请写明作废的理由，例如“重复登记”。", "why", "required")
    before = shown_row(row, shape.fields)
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_why = now, by, why
    _save(row, now=now)
    _keep(shape, project, row, act=shape.acts[2], before=before, by=by, now=now, why=why)
    return row


def _locked(shape: RowShape, row_id: UUID, *, by: Officer, expected_version: int | None) -> tuple[Project, Any]:
    """The row under the lock of its project, which every writer takes first."""
    rows: Any = shape.model._default_manager
    known = one_or_none(rows.filter(pk=row_id))
    if known is None:
        raise NotFound()
    project = locked_project(known.project_id, by=by)
    check_may_write(project, by)
    row = rows.get(pk=row_id)
    if row.is_withdrawn:
        raise Conflict(f"“{row}”已作废，不能再修改；需要时请重新登记。", "withdrawn")
    if expected_version is not None and row.version != expected_version:
        raise Stale()
    return project, row


def _put(shape: RowShape, row: Any, values: Values, *, now: datetime) -> None:
    unknown = sorted(set(values) - set(shape.fields))
    if unknown:
        raise Invalid(f"不认识的字段：{'、'.join(unknown)}。", unknown[0], "unknown_field")
    for name, value in values.items():
        setattr(row, name, _clean(shape.model, name, value))
    shape.check(row, now)
    _check_once(shape, row)


def _clean(model: type[FileRow], name: str, value: Any) -> Any:
    """One value checked by its column: shape, length, choices, a possible amount, a possible day."""
    field: Any = model._meta.get_field(name)
    label = str(field.verbose_name)
    if isinstance(value, str):
        value = check_line(value, label, name)
    value = field.get_default() or "" if value is None and not field.null and field.blank else value
    try:
        value = field.clean(None if value == "" and field.null else value, None)
    except ValidationError as refused:
        raise Invalid(f"“{label}”：{'；'.join(refused.messages)}", name) from refused
    if isinstance(value, Decimal):
        return check_wan(value, name)
    if name.endswith("_on") and value is not None:
        check_plausible(value, name)
    return value


def _check_once(shape: RowShape, row: Any) -> None:
    """Under the lock of the project no second writer comes between; the database holds the same by constraint."""
    rows: Any = shape.model._default_manager
    same = rows.current().filter(project=row.project_id, **{shape.once: getattr(row, shape.once)})
    if same.exclude(pk=row.pk).exists():
        raise Conflict(f"本项目已登记“{row}”，请直接修改已有的一条，或先作废。", "row_taken")


def _save(row: Any, *, now: datetime) -> None:
    row.version += 1
    row.updated_at = now
    row.save()


def _keep(
    shape: RowShape,
    project: Project,
    row: Any,
    *,
    act: Act,
    before: dict[str, str],
    by: Officer,
    now: datetime,
    why: str = "",
) -> None:
    after = {} if row.is_withdrawn else shown_row(row, shape.fields)
    changes = keep_row(project, shape.kind, row.pk, title=str(row), before=before, after=after, by=by, now=now, why=why)
    save_version(project, now=now)
    record(act, project, by=by, now=now, changes=changes, detail=f"{row}；{why}".strip("；"))


def _reason(why: str) -> str:
    return check_line(why, "理由", "why")[:200]
