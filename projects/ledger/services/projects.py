"""Entering and editing projects, one at a time; a thousand: ``bulk``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from projects.audit.services import audited, record
from projects.errors import Conflict, NotFound, Stale
from projects.ledger.acts import Act
from projects.ledger.models import Change, Project, Sequence
from projects.ledger.services.belongings import set_belongings
from projects.ledger.services.clashes import is_compared, look_for_clashes
from projects.ledger.services.drafting import (
    Reads,
    checked_change,
    differences_of,
    draft_project,
    next_version,
    put_values,
)
from projects.people.models import Officer

STAGE_FIELDS = ("stage", "standing")


def locked_project(
    project_id: UUID, *, by: Officer, expected_version: int | None = None, check: bool = True
) -> Project:
    """The row, locked until the transaction ends. ``NotFound`` outside one's scope, ``Stale`` on an older version."""
    if check and not Project.objects.visible_to(by).filter(pk=project_id).exists():
        raise NotFound("没有找到这个项目，或它不在您的查看范围内。")
    project = Project.objects.select_for_update(no_key=True).get(pk=project_id)
    if expected_version is not None and project.version != expected_version:
        raise Stale()
    return project


def save_version(project: Project, *, now: datetime, stage_moved: bool = False) -> None:
    """Save under the lock with the next version. Stage and standing are written only by ``take_step``."""
    next_version(project, now=now, reads=Reads())
    concrete = [field.name for field in Project._meta.concrete_fields if not field.primary_key]
    with _own_external_ref(project):
        project.save(update_fields=[name for name in concrete if stage_moved or name not in STAGE_FIELDS])


@contextmanager
def _own_external_ref(project: Project) -> Iterator[None]:
    """``Conflict`` when saving fails because the unit uses this reference already; any other refusal goes on."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as refused:
        taken = Project.objects.filter(
            source_organisation=project.source_organisation, external_ref=project.external_ref
        ).exclude(pk=project.pk)
        if not project.external_ref or not taken.exists():
            raise
        raise Conflict(f"外部编号“{project.external_ref}”已被本单位另一个项目使用，请更换或改为更新。") from refused


@audited()
def create_project(values: dict[str, Any], *, by: Officer, now: datetime) -> Project:
    """Enter a project in 在谈. ``name`` and ``landing_organisation`` are required; see ``fields.WRITABLE_FIELDS``."""
    draft = draft_project(values, by=by, now=now, reads=Reads())
    project = draft.project
    (project.number,) = next_numbers(timezone.localdate(now).year)
    with _own_external_ref(project):
        project.save(force_insert=True)
    set_belongings([(project, draft.many)])
    record(Act.CREATE_PROJECT, project, by=by, now=now, changes=draft.entered())
    look_for_clashes(project, by=by, now=now)
    return project


@audited()
def update_project(
    project_id: UUID,
    values: dict[str, Any],
    *,
    by: Officer,
    now: datetime,
    expected_version: int | None = None,
    why: str = "",
) -> Project:
    """Change fields; one ``Change`` row per field that really changed; nothing is written when none did."""
    project = locked_project(project_id, by=by, expected_version=expected_version)
    cleaned = checked_change(project, values, by=by)
    changes = apply_values(project, cleaned, by=by, now=now, why=why)
    if changes:
        save_version(project, now=now)
        record(Act.UPDATE_PROJECT, project, by=by, now=now, changes=differences_of(changes), detail=why)
    return project


@audited()
def upsert_project(
    external_ref: str, values: dict[str, Any], *, by: Officer, now: datetime, expected_version: int | None = None
) -> tuple[Project, bool]:
    """Create or update by the client's own reference; the second value says whether it was created."""
    known = Project.objects.filter(source_organisation=by.organisation, external_ref=external_ref).first()
    if known is None:
        return create_project({**values, "external_ref": external_ref}, by=by, now=now), True
    return update_project(known.pk, values, by=by, now=now, expected_version=expected_version), False


def apply_values(
    project: Project, cleaned: dict[str, Any], *, by: Officer, now: datetime, why: str = ""
) -> list[Change]:
    """Put checked values on a locked project and record each real change. The caller saves.

    ``Invalid`` (``organisation_ended``) when another unit is chosen that has ended.
    """
    changes, many = put_values(project, cleaned, by=by, now=now, why=why, reads=Reads())
    set_belongings([(project, many)])
    if is_compared(one.field for one in changes):
        look_for_clashes(project, by=by, now=now)
    return Change.objects.bulk_create(changes)


def next_numbers(year: int, count: int = 1) -> list[str]:
    """For example XM-2026-00318, without gaps inside a year. Other writers wait for the counter until we end."""
    counter = Sequence.held(f"project-{year}")
    first = counter.last + 1
    counter.last += count
    counter.save(update_fields=["last"])
    return [f"XM-{year}-{number:05d}" for number in range(first, first + count)]
