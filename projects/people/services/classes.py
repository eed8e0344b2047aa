"""The classes in which units are ranked."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from projects.audit.services import Difference, audited, record
from projects.errors import Conflict, Invalid
from projects.lines import check_line
from projects.people.acts import Act
from projects.people.models import Officer, UnitClass
from projects.people.policies import check_may_keep


@audited()
def add_class(name: str, *, by: Officer | None, now: datetime) -> UnitClass:
    """A new class, last in order."""
    check_may_keep(None, by)
    added = UnitClass(name=_name(name), position=UnitClass.objects.count() + 1)
    _save(added)
    record(Act.ADD_CLASS, added, by=by, now=now)
    return added


@audited()
def rename_class(unit_class: UnitClass, name: str, *, by: Officer | None, now: datetime) -> UnitClass:
    """The same class under another name."""
    check_may_keep(None, by)
    before, unit_class.name = unit_class.name, _name(name)
    if before != unit_class.name:
        _save(unit_class)
        record(Act.RENAME_CLASS, unit_class, by=by, now=now, changes=[Difference("name", "分类名称", before, name)])
    return unit_class


@audited()
def remove_class(unit_class: UnitClass, *, by: Officer | None, now: datetime) -> None:
    """Only while no unit is in it."""
    check_may_keep(None, by)
    used = unit_class.organisations.count()
    if used:
        raise Conflict(f"分类“{unit_class}”还有{used}个单位，请先把它们改到别的分类。")
    record(Act.REMOVE_CLASS, unit_class, by=by, now=now)
    unit_class.delete()


def settle_class(name: str, *, by: Officer | None, now: datetime) -> UnitClass:
    """The class of this name, made where it is missing: for loading data, not for typed forms."""
    known = UnitClass.objects.filter(name=name.strip()).first()
    return known or add_class(name, by=by, now=now)


def _name(text: str) -> str:
    name = check_line(text, "分类名称", "name")
    if not 1 <= len(name) <= 40:
        raise Invalid("请填写分类名称，不超过40个字。", "name")
    return name


def _save(unit_class: UnitClass) -> None:
    try:
        with transaction.atomic():
            unit_class.save()
    except IntegrityError as refused:
        raise Conflict(f"已有分类“{unit_class.name}”，请换一个名称。") from refused
