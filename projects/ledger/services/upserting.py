"""A thousand projects by the client's own references: the rules of one, the statements of one.

Each row is drafted or changed in memory by ``drafting``, as ``create_project`` and ``update_project`` do it; what
passes is written table by table. A row that is refused leaves nothing behind, a firm it would have registered neither.
Locks in the order of the other writers: projects, enterprises, the counter of numbers, clashes, the audit log.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from projects.audit.services import audited, record
from projects.errors import Conflict, DomainError, Invalid, NotFound, Stale
from projects.ledger.acts import Act
from projects.ledger.fields import COMPANY_FIELDS, MANY_FIELDS
from projects.ledger.models import Change, Enterprise, Project
from projects.ledger.services.belongings import set_belongings
from projects.ledger.services.clashes import is_compared, look_for_clashes_of
from projects.ledger.services.drafting import (
    Draft,
    Many,
    Reads,
    checked_change,
    differences_of,
    draft_project,
    next_version,
    put_values,
)
from projects.ledger.services.projects import STAGE_FIELDS, next_numbers
from projects.people.models import Officer

CREATED, UPDATED, UNCHANGED, REFUSED = "created", "updated", "unchanged", "refused"
_RELATED = ("company", *Project.UNIT_FIELDS)


@dataclass(frozen=True)
class Wanted:
    """One row. ``values`` answers what ``create_project`` takes, or refuses; it may register firms (``registers``).

    ``firms``: investors known already, to be locked all at once. ``version``: what the client has seen; None: any.
    """

    external_ref: str
    values: Callable[[], dict[str, Any]]
    firms: tuple[Enterprise, ...] = ()
    version: int | None = None
    registers: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of a row."""

    status: str
    project: Project | None = None
    refusal: Exception | None = None


class NotAllTaken(DomainError):
    """All or nothing was asked for, and some rows were refused: nothing is written."""

    def __init__(self, outcomes: list[Outcome]) -> None:
        number = sum(one.status == REFUSED for one in outcomes)
        super().__init__(
            f"{len(outcomes)}行中有{number}行没有通过核对，按“全部成功才写入”的要求，本次没有写入任何一行。"
            "请按各行说明改正后重新提交。",
            "rows_refused",
        )
        self.outcomes = outcomes


@dataclass
class _Batch:
    """What passed, in the order of the rows."""

    drafts: list[Draft] = field(default_factory=list)
    changed: list[tuple[Project, list[Change], Many]] = field(default_factory=list)


@audited()
def upsert_projects(
    rows: Sequence[Wanted], *, by: Officer, now: datetime, refusals: tuple[type[Exception], ...] = (), atomic: bool
) -> list[Outcome]:
    """Create or change a project per row, each by the rules of ``upsert_project``; one outcome per row, in order.

    ``refusals``: what ``Wanted.values`` may raise besides ``DomainError``. The second of two rows with one reference is
    refused. ``NotAllTaken`` with all outcomes when ``atomic`` and one row is refused. ``Conflict`` when another writer
    enters one of the references in the same moment.
    """
    caught: tuple[type[Exception], ...] = (DomainError, *refusals)
    known = _locked([row.external_ref for row in rows], by=by)
    reads, batch, outcomes, seen = Reads(), _Batch(), [], set()
    reads.standing(firm for row in rows for firm in row.firms)
    for row in rows:
        try:
            if row.external_ref and row.external_ref in seen:
                raise _repeated(row.external_ref)
            seen.add(row.external_ref)
            outcomes.append(_drafted(row, known, batch, reads, by=by, now=now))
        except caught as refused:
            outcomes.append(Outcome(REFUSED, refusal=refused))
    if atomic and any(one.status == REFUSED for one in outcomes):
        raise NotAllTaken(outcomes)
    _write(batch, by=by, now=now, reads=reads)
    _tell(outcomes, by=by, now=now)
    return outcomes


def _locked(refs: Iterable[str], *, by: Officer) -> dict[str, Project | None]:
    """What the caller's organisation entered under these references, locked; None where it is out of sight."""
    own = Project.objects.filter(source_organisation=by.organisation, external_ref__in={ref for ref in refs if ref})
    found = own.select_related(*_RELATED).prefetch_related("investors", "tags").order_by("pk")
    rows = {one.external_ref: one for one in found.select_for_update(of=("self",), no_key=True)}
    seen = set(Project.objects.visible_to(by).filter(pk__in=own.order_by().values("pk")).values_list("pk", flat=True))
    return {ref: one if one.pk in seen else None for ref, one in rows.items()}


def _repeated(ref: str) -> Invalid:
    return Invalid(
        f"外部编号“{ref}”在本次提交中出现了不止一次，只处理第一行；请合并后重新提交这一行。",
        "external_ref",
        "repeated_ref",
    )


def _drafted(
    row: Wanted, known: dict[str, Project | None], batch: _Batch, reads: Reads, *, by: Officer, now: datetime
) -> Outcome:
    """Checked, and put into ``batch`` when it passes. What a refused row registered is taken back."""
    with audited() if row.registers else nullcontext():
        values = {**row.values(), "external_ref": row.external_ref}
        if not row.external_ref:
            raise Invalid("请填写“外部编号”：批量提交按外部编号录入或更新。", "external_ref", "required")
        if row.external_ref not in known:
            if row.version is not None:
                raise Stale("还没有这个外部编号的项目，无版本可比。若要新建，请去掉 version 后重新提交。")
            draft = draft_project(values, by=by, now=now, reads=reads)
            batch.drafts.append(draft)
            return Outcome(CREATED, draft.project)
        project = known[row.external_ref]
        if project is None:
            raise NotFound("没有找到这个项目，或它不在您的查看范围内。")
        if row.version is not None and row.version != project.version:
            raise Stale()
        cleaned = checked_change(project, values, by=by)
        changes, many = put_values(project, cleaned, by=by, now=now, reads=reads)
    if not changes:
        return Outcome(UNCHANGED, project)
    batch.changed.append((project, changes, many))
    return Outcome(UPDATED, project)


def _write(batch: _Batch, *, by: Officer, now: datetime, reads: Reads) -> None:
    """Each table in one go."""
    projects = [draft.project for draft in batch.drafts]
    if projects:
        numbers = next_numbers(timezone.localdate(now).year, len(projects))
        for project, number in zip(projects, numbers, strict=True):
            project.number = number
            project.note_name()
        with _nobody_faster():
            Project.objects.bulk_create(projects)
    for project, _, _ in batch.changed:
        next_version(project, now=now, reads=reads)
        project.note_name()
    _save([project for project, _, _ in batch.changed], {one.field for _, own, _ in batch.changed for one in own})
    Change.objects.bulk_create([one for _, changes, _ in batch.changed for one in changes])
    set_belongings(
        [
            *((draft.project, draft.many) for draft in batch.drafts),
            *((project, many) for project, _, many in batch.changed),
        ]
    )
    for draft in batch.drafts:
        record(Act.CREATE_PROJECT, draft.project, by=by, now=now, changes=draft.entered())
    for project, changes, _ in batch.changed:
        record(Act.UPDATE_PROJECT, project, by=by, now=now, changes=differences_of(changes))
    compared = [project for project, changes, _ in batch.changed if is_compared(one.field for one in changes)]
    found = [*projects, *compared]
    prefetch_related_objects(found, "investors")
    look_for_clashes_of(found, by=by, now=now)


@contextmanager
def _nobody_faster() -> Iterator[None]:
    """``Conflict`` when one of the references was entered by another writer since we looked."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as refused:
        if "external_ref" not in str(refused):
            raise
        raise Conflict("其中有外部编号刚刚被另一请求录入，本次没有写入任何一行，请重新提交。") from refused


def _save(projects: Sequence[Project], written: Iterable[str]) -> None:
    """One statement for all: the columns that changed in one of them, and what follows from a change."""
    if not projects:
        return
    names = {"company" if name in COMPANY_FIELDS else name for name in written} - {*MANY_FIELDS}
    names |= {"version", "updated_at", "needs_chief", "name_key", "initials"}
    columns: list[Any] = [Project._meta.get_field(name) for name in sorted(names - {*STAGE_FIELDS})]
    quoted = ", ".join(f"{column.column} = %s" for column in columns)
    key: Any = Project._meta.pk
    rows = [
        [*(one.get_db_prep_save(getattr(row, one.attname), connection) for one in columns),
         key.get_db_prep_save(row.pk, connection)]
        for row in projects
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE ledger_project SET {quoted} WHERE id = %s", rows)  # noqa: S608


def _tell(outcomes: Sequence[Outcome], *, by: Officer, now: datetime) -> None:
    """One entry for the call as a whole, whatever became of its rows."""
    said = {CREATED: "新增", UPDATED: "更新", UNCHANGED: "未变", REFUSED: "未通过"}
    numbers = Counter(one.status for one in outcomes)
    detail = "，".join(f"{word}{numbers[status]}行" for status, word in said.items())
    record(Act.UPSERT_PROJECTS, by=by, now=now, name=f"{len(outcomes)}行", detail=detail)
