"""Entering and editing projects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from projects.audit.services import Difference, audited, record
from projects.errors import Conflict, Invalid, NotFound, Stale
from projects.ledger.acts import Act
from projects.ledger.chiefs import reasons_for_chief
from projects.ledger.fields import (
    COMPANY_FIELDS,
    DERIVED_FIELDS,
    FOREIGN_FIELDS,
    LABELS,
    MANY_FIELDS,
    ORGANISATION_FIELDS,
    show_value,
)
from projects.ledger.foreign import convert_foreign
from projects.ledger.models import Change, CityRules, Enterprise, Project, Sequence, Tag
from projects.ledger.policies import check_may_report_for, check_may_write
from projects.ledger.services.clashes import is_compared, look_for_clashes
from projects.ledger.services.enterprise_rows import standing_rows
from projects.ledger.services.enterprises import company_of
from projects.ledger.values import clean_values
from projects.ledger.verified import check_amounts_stand
from projects.people.models import Officer
from projects.people.policies import check_receives

_STAGE_FIELDS = ("stage", "standing")


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
    project.version += 1
    project.updated_at = now
    project.needs_chief = bool(reasons_for_chief(project, CityRules.of(project.landing_organisation)))
    concrete = [field.name for field in Project._meta.concrete_fields if not field.primary_key]
    with _own_external_ref(project):
        project.save(update_fields=[name for name in concrete if stage_moved or name not in _STAGE_FIELDS])


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
    cleaned = clean_values(values)
    _check_required(cleaned)
    check_may_report_for(cleaned["landing_organisation"], by)
    today = timezone.localdate(now)
    _check_units_receive(Project(), cleaned, on=today)
    source = by.organisation or cleaned["landing_organisation"]
    project = Project(
        number=_next_number(today.year),
        source_organisation=source,
        first_contact_organisation=source,
        negotiating_on=today,
        created_by=by,
        created_at=now,
        updated_at=now,
        version=0,
    )
    many = {name: cleaned.pop(name) for name in MANY_FIELDS if name in cleaned}
    _set_plain(project, cleaned, now=now)
    _check_dates(project, now=now)
    project.needs_chief = bool(reasons_for_chief(project, CityRules.of(project.landing_organisation)))
    project.version = 1
    with _own_external_ref(project):
        project.save(force_insert=True)
    _set_many(project, many)
    entered = [Difference(name, LABELS[name], "", _current(project, name)) for name in _told(values) if name in LABELS]
    record(Act.CREATE_PROJECT, project, by=by, now=now, changes=entered)
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
    check_may_write(project, by)
    cleaned = clean_values(values)
    check_amounts_stand(project, cleaned)
    if cleaned.get("landing_organisation", project.landing_organisation) != project.landing_organisation:
        check_may_report_for(cleaned["landing_organisation"], by)
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
    cleaned = dict(cleaned)
    _check_units_receive(project, cleaned, on=timezone.localdate(now))
    before = {name: _current(project, name) for name in _told(cleaned)}
    units = {name: getattr(project, f"{name}_id") for name in ORGANISATION_FIELDS}
    many = {name: cleaned.pop(name) for name in MANY_FIELDS if name in cleaned}
    _set_plain(project, cleaned, now=now)
    _check_dates(project, now=now)
    _set_many(project, many)
    changes = [
        _change(project, name, old, units.get(name), by=by, now=now, why=why)
        for name, old in before.items()
        if _current(project, name) != old or units.get(name) != getattr(project, f"{name}_id", None)
    ]
    if is_compared(one.field for one in changes):
        look_for_clashes(project, by=by, now=now)
    return Change.objects.bulk_create(changes)


def _change(
    project: Project, name: str, before: str, unit: UUID | None, *, by: Officer, now: datetime, why: str
) -> Change:
    told = {"field": name, "label": LABELS[name], "before": before, "after": _current(project, name)}
    return Change(project=project, at=now, by=by, why=why, unit_before_id=unit, **told)


def differences_of(changes: Iterable[Change]) -> list[Difference]:
    """The same changes in the words of the audit log."""
    return [Difference(one.field, one.label, one.before, one.after) for one in changes]


def _check_required(values: dict[str, Any]) -> None:
    for name in ("name", "landing_organisation"):
        if not values.get(name):
            raise Invalid(f"请填写“{LABELS[name]}”。", name, "required")


def _check_units_receive(project: Project, cleaned: Mapping[str, Any], *, on: date) -> None:
    """A unit that has ended is not newly chosen; one that stands in the project may stay. Rows locked in one order."""
    given = [(name, cleaned[name]) for name in ORGANISATION_FIELDS if cleaned.get(name)]
    chosen = [(name, unit) for name, unit in given if unit.pk != getattr(project, f"{name}_id")]
    for name, unit in sorted(chosen, key=lambda one: str(one[1].pk)):
        check_receives(unit, on, field=name)


def _check_dates(project: Project, *, now: datetime) -> None:
    if project.negotiating_on > timezone.localdate(now):
        raise Invalid("在谈日期不能晚于今天。", "negotiating_on")
    if project.signed_on and project.negotiating_on > project.signed_on:
        raise Invalid(f"在谈日期不能晚于签约日期{project.signed_on}。", "negotiating_on")


def _current(project: Project, name: str) -> str:
    if name in COMPANY_FIELDS:
        attribute = name.removeprefix("company_")
        return str(getattr(project.company, attribute)) if project.company else ""
    value = getattr(project, name)
    return show_value(sorted(str(item) for item in value.all()) if name in MANY_FIELDS else value)


def _set_plain(project: Project, cleaned: dict[str, Any], *, now: datetime) -> None:
    for name, value in cleaned.items():
        if name not in COMPANY_FIELDS:
            setattr(project, name, value)
    if any(name in cleaned for name in COMPANY_FIELDS):
        project.company = _company(project, cleaned, now=now)
    if any(name in cleaned for name in FOREIGN_FIELDS):
        convert_foreign(project, on=timezone.localdate(now))


def _told(written: Iterable[str]) -> tuple[str, ...]:
    """The fields that are written, and those the ledger works out from them."""
    names = tuple(written)
    return (*names, *DERIVED_FIELDS) if any(name in FOREIGN_FIELDS for name in names) else names


def _company(project: Project, cleaned: dict[str, Any], *, now: datetime) -> Enterprise | None:
    """The company after the change: what is not given stays as it was, both empty is none."""
    known = project.company
    uscc = cleaned.get("company_uscc", known.uscc if known else "")
    name = cleaned.get("company_name", known.name if known and known.name != known.uscc else "")
    if not uscc and not name:
        return None
    if uscc and not name and known and known.uscc == uscc and known.name != uscc:
        raise Invalid("要取消项目公司，请把名称和统一社会信用代码都清空；否则请填写名称。", "company_name")
    return company_of(uscc, name, now=now)


def _set_many(project: Project, many: dict[str, Any]) -> None:
    if "investors" in many:
        investors: Iterable[Enterprise] = many["investors"]
        project.investors.set(standing_rows(investors))
    if "tags" in many:
        project.tags.set([Tag.objects.get_or_create(name=name)[0] for name in many["tags"]])


def _next_number(year: int) -> str:
    """For example XM-2026-00318, without gaps inside a year."""
    Sequence.objects.get_or_create(name=f"project-{year}")
    counter = Sequence.objects.select_for_update().get(name=f"project-{year}")
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"XM-{year}-{counter.last:05d}"
