"""A project in memory with checked values on it: what entering and changing, one row and a thousand, have in common.

Nothing of the project is saved here; only a project company that nobody knew yet is registered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from projects.audit.services import Difference
from projects.errors import Invalid
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
from projects.ledger.models import Change, CityRules, Enterprise, Project
from projects.ledger.policies import check_may_report_for, check_may_write
from projects.ledger.services.enterprise_rows import heirs_of
from projects.ledger.services.enterprises import company_of
from projects.ledger.values import clean_values
from projects.ledger.verified import check_amounts_stand
from projects.people.models import Officer, Organisation
from projects.people.policies import check_receives

Many = dict[str, list[Any]]
"""``investors``: enterprises under which the firms are kept now; ``tags``: names."""


@dataclass
class Reads:
    """What the rules read of other tables, each row asked for once in one transaction."""

    _rules: dict[UUID, CityRules] = field(default_factory=dict)
    _receiving: set[tuple[UUID, date]] = field(default_factory=set)
    _firms: dict[UUID, Enterprise] = field(default_factory=dict)

    def rules(self, unit: Organisation) -> CityRules:
        """The choices of the city of ``unit``."""
        if unit.pk not in self._rules:
            self._rules[unit.pk] = CityRules.of(unit)
        return self._rules[unit.pk]

    def check_receives(self, unit: Organisation, on: date, *, name: str) -> None:
        """``Invalid`` when the unit chosen in the field ``name`` has ended."""
        if (unit.pk, on) not in self._receiving:
            check_receives(unit, on, field=name)
            self._receiving.add((unit.pk, on))

    def standing(self, enterprises: Iterable[Enterprise]) -> list[Enterprise]:
        """``standing_rows``: locked in one order; one that is locked already is not asked for again."""
        wanted = [one.pk for one in enterprises]
        self._firms |= heirs_of([key for key in wanted if key not in self._firms])
        found = [self._firms[key] for key in wanted if key in self._firms]
        return list({one.pk: one for one in found}.values())


@dataclass
class Draft:
    """A project that has no number yet and is not saved, and what was written of it."""

    project: Project
    many: Many
    written: tuple[str, ...]

    def entered(self) -> list[Difference]:
        """What the audit log says of it."""
        names = [name for name in told_of(self.written) if name in LABELS]
        return [Difference(name, LABELS[name], "", shown(self.project, name, self.many)) for name in names]


def draft_project(values: dict[str, Any], *, by: Officer, now: datetime, reads: Reads) -> Draft:
    """A new project in 在谈 with every rule of its fields checked, or the refusal."""
    cleaned = clean_values(values)
    _check_required(cleaned)
    check_may_report_for(cleaned["landing_organisation"], by)
    today = timezone.localdate(now)
    _check_units_receive(None, cleaned, on=today, reads=reads)
    source = by.organisation or cleaned["landing_organisation"]
    project = Project(
        source_organisation=source,
        first_contact_organisation=source,
        negotiating_on=today,
        created_by=by,
        created_at=now,
        updated_at=now,
        version=0,
    )
    many = _many_of(cleaned, reads)
    _set_plain(project, cleaned, now=now)
    _check_dates(project, now=now)
    next_version(project, now=now, reads=reads)
    return Draft(project, many, tuple(values))


def next_version(project: Project, *, now: datetime, reads: Reads) -> None:
    """What follows from a change, in memory: the version, the moment, whether it needs a chief."""
    project.version += 1
    project.updated_at = now
    project.needs_chief = bool(reasons_for_chief(project, reads.rules(project.landing_organisation)))


def checked_change(project: Project, values: dict[str, Any], *, by: Officer) -> dict[str, Any]:
    """``values`` checked, for a project under lock that ``by`` may write; amounts that were verified stand."""
    check_may_write(project, by)
    cleaned = clean_values(values)
    check_amounts_stand(project, cleaned)
    if cleaned.get("landing_organisation", project.landing_organisation) != project.landing_organisation:
        check_may_report_for(cleaned["landing_organisation"], by)
    return cleaned


def put_values(
    project: Project, cleaned: Mapping[str, Any], *, by: Officer, now: datetime, why: str = "", reads: Reads
) -> tuple[list[Change], Many]:
    """Put checked values on a locked project; answers each real change, unsaved, and the rows that belong to it.

    ``Invalid`` (``organisation_ended``) when another unit is chosen that has ended.
    """
    cleaned = dict(cleaned)
    _check_units_receive(project, cleaned, on=timezone.localdate(now), reads=reads)
    before = {name: shown(project, name) for name in told_of(cleaned)}
    units = {name: getattr(project, f"{name}_id") for name in ORGANISATION_FIELDS}
    many = _many_of(cleaned, reads)
    _set_plain(project, cleaned, now=now)
    _check_dates(project, now=now)
    changes = []
    for name, old in before.items():
        new = shown(project, name, many)
        if new != old or units.get(name) != getattr(project, f"{name}_id", None):
            told = {"field": name, "label": LABELS[name], "before": old, "after": new, "why": why}
            changes.append(Change(project=project, at=now, by=by, unit_before_id=units.get(name), **told))
    return changes, many


def differences_of(changes: Iterable[Change]) -> list[Difference]:
    """The same changes in the words of the audit log."""
    return [Difference(one.field, one.label, one.before, one.after) for one in changes]


def shown(project: Project, name: str, many: Mapping[str, list[Any]] | None = None) -> str:
    """A field as the history shows it; of ``many`` where it is given, for it is not saved yet."""
    if name in COMPANY_FIELDS:
        attribute = name.removeprefix("company_")
        return str(getattr(project.company, attribute)) if project.company else ""
    if name in MANY_FIELDS:
        items = many[name] if many is not None and name in many else getattr(project, name).all()
        return show_value(sorted(str(item) for item in items))
    return show_value(getattr(project, name))


def told_of(written: Iterable[str]) -> tuple[str, ...]:
    """The fields that are written, and those the ledger works out from them."""
    names = tuple(written)
    return (*names, *DERIVED_FIELDS) if any(name in FOREIGN_FIELDS for name in names) else names


def _many_of(cleaned: dict[str, Any], reads: Reads) -> Many:
    many = {name: cleaned.pop(name) for name in MANY_FIELDS if name in cleaned}
    if "investors" in many:
        many["investors"] = reads.standing(many["investors"])
    return many


def _check_required(values: dict[str, Any]) -> None:
    for name in ("name", "landing_organisation"):
        if not values.get(name):
            raise Invalid(f"请填写“{LABELS[name]}”。", name, "required")


def _check_units_receive(project: Project | None, cleaned: Mapping[str, Any], *, on: date, reads: Reads) -> None:
    """A unit that has ended is not newly chosen; one that stands in the project may stay. Rows read in one order."""
    given = [(name, cleaned[name]) for name in ORGANISATION_FIELDS if cleaned.get(name)]
    chosen = [(name, unit) for name, unit in given if project is None or unit.pk != getattr(project, f"{name}_id")]
    for name, unit in sorted(chosen, key=lambda one: str(one[1].pk)):
        reads.check_receives(unit, on, name=name)


def _check_dates(project: Project, *, now: datetime) -> None:
    if project.negotiating_on > timezone.localdate(now):
        raise Invalid("在谈日期不能晚于今天。", "negotiating_on")
    if project.signed_on and project.negotiating_on > project.signed_on:
        raise Invalid(f"在谈日期不能晚于签约日期{project.signed_on}。", "negotiating_on")


def _set_plain(project: Project, cleaned: dict[str, Any], *, now: datetime) -> None:
    for name, value in cleaned.items():
        if name not in COMPANY_FIELDS:
            setattr(project, name, value)
    if any(name in cleaned for name in COMPANY_FIELDS):
        project.company = _company(project, cleaned, now=now)
    if any(name in cleaned for name in FOREIGN_FIELDS):
        convert_foreign(project, on=timezone.localdate(now))


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
