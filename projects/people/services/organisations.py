"""Units of the tree: a new one, and facts of one that say nothing about its history."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from projects.audit.services import Difference, audited, differences, reading, record
from projects.days import check_plausible
from projects.errors import Conflict, Invalid
from projects.lines import check_line
from projects.people.acts import Act
from projects.people.models import Kind, Level, Officer, Organisation, UnitClass
from projects.people.policies import check_may_keep, check_receives
from projects.people.services.locks import lock_tree, locked_organisation, save_version

CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,31}")
REGION = re.compile(r"[0-9]{6}")
LABELS = {
    "code": "单位代码",
    "name": "名称",
    "short_name": "简称",
    "kind": "类型",
    "region_code": "行政区划代码",
    "unit_class": "考核分类",
    "valid_from": "起始日期",
    "office": "办公室设在",
    "level": "级别",
    "station": "驻点城市",
}
LENGTHS = {"name": 120, "short_name": 40, "station": 40}


@audited()
def add_organisation(
    parent: Organisation | None,
    *,
    code: str,
    name: str,
    kind: str,
    short_name: str = "",
    region_code: str = "",
    unit_class: UnitClass | None = None,
    valid_from: date | None = None,
    office: Organisation | None = None,
    level: str = "",
    station: str = "",
    by: Officer | None,
    now: datetime,
) -> Organisation:
    """A new node below ``parent`` (None: a root). ``Conflict`` when the code is taken or ``parent`` has ended."""
    check_may_keep(parent, by)
    facts = clean_facts({
        "code": code, "name": name, "kind": kind, "short_name": short_name, "region_code": region_code,
        "unit_class": unit_class, "valid_from": valid_from, "office": office, "level": level, "station": station,
    })  # fmt: skip
    lock_tree()
    if parent is not None:
        check_receives(parent, timezone.localdate(now))
    with _own_code(facts["code"]):
        added = _planted(parent, facts)
    entered = [Difference(name, LABELS[name], "", str(value)) for name, value in facts.items() if value]
    record(Act.ADD_ORGANISATION, added, by=by, now=now, changes=entered)
    return added


@audited()
def update_organisation(
    organisation: Organisation,
    values: dict[str, Any],
    *,
    by: Officer | None,
    now: datetime,
    expected_version: int | None = None,
) -> Organisation:
    """Change facts (``LABELS``). A name given here is a correction and leaves no former name behind."""
    locked = locked_organisation(organisation, expected_version=expected_version)
    check_may_keep(locked, by)
    before = reading(locked, values)
    _check_keeps_members(locked, values.get("kind", locked.kind))
    for name, value in clean_facts({**reading(locked, LABELS), **values}).items():
        setattr(locked, name, value)
    if locked.valid_from and locked.valid_to and locked.valid_from > locked.valid_to:
        raise Invalid(f"起始日期不能晚于终止日期{locked.valid_to}。", "valid_from")
    changed = differences(before, reading(locked, values), LABELS)
    if changed:
        with _own_code(locked.code):
            save_version(locked, *values)
        record(Act.UPDATE_ORGANISATION, locked, by=by, now=now, changes=changed)
    return locked


def clean_facts(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts of a unit, trimmed and checked against one another; ``Invalid`` names the field."""
    cleaned = dict(facts)
    for name in LENGTHS:
        cleaned[name] = _line(cleaned[name], name)
    if not cleaned["name"]:
        raise Invalid("请填写单位名称。", "name")
    cleaned["code"], cleaned["region_code"] = cleaned["code"].strip(), cleaned["region_code"].strip()
    if not CODE.fullmatch(cleaned["code"]):
        raise Invalid("单位代码用字母、数字和连字符，不超过32位。", "code")
    if cleaned["region_code"] and not REGION.fullmatch(cleaned["region_code"]):
        raise Invalid("行政区划代码是6位数字，如340212；没有的留空。", "region_code")
    _check_kind(cleaned)
    if cleaned["valid_from"]:
        check_plausible(cleaned["valid_from"], "valid_from")
    return cleaned


def _line(text: str, name: str) -> str:
    line = check_line(text, LABELS[name], name)
    if len(line) > LENGTHS[name]:
        raise Invalid(f"“{LABELS[name]}”不超过{LENGTHS[name]}个字。", name)
    return line


def _check_kind(facts: dict[str, Any]) -> None:
    kind = facts["kind"]
    if kind not in Kind.values:
        raise Invalid("请选择单位类型。", "kind")
    if facts["level"] and facts["level"] not in Level.values:
        raise Invalid("请选择级别。", "level")
    if facts["office"] and kind != Kind.BODY:
        raise Invalid("只有领导小组、联席会议填写“办公室设在”。", "office")
    if facts["station"] and kind != Kind.TEAM:
        raise Invalid("只有专班、小分队填写驻点城市。", "station")
    if facts["level"] and kind not in (Kind.BODY, Kind.TEAM):
        raise Invalid("只有领导小组、联席会议、专班、小分队填写级别。", "level")


def _check_keeps_members(organisation: Organisation, kind: str) -> None:
    """Who has members stays a body or team, each of its own kind."""
    if kind == organisation.kind or not organisation.is_group:
        return
    if organisation.memberships.exists() or organisation.backings.exists():
        raise Conflict("这个单位已登记成员或后盾单位，不能改变类型；需要的话请撤销后另建。")


@contextmanager
def _own_code(code: str) -> Iterator[None]:
    """``Conflict`` when saving fails because another unit uses this code; any other refusal goes on."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as refused:
        if not Organisation.objects.filter(code=code).exists():
            raise
        raise Conflict(f"单位代码“{code}”已被使用，请核对或换一个代码。", "code_taken") from refused


def _planted(parent: Organisation | None, facts: dict[str, Any]) -> Organisation:
    if parent is None:
        return Organisation.objects.add_root(create_kwargs=facts)
    # treebeard counts children on the row it is given: take it fresh, so that siblings never share a path
    return Organisation.objects.add_child(Organisation.objects.get(pk=parent.pk), create_kwargs=facts)
