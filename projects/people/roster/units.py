"""Rows of units against the tree."""

from __future__ import annotations

from typing import Any

from projects.people.models import Organisation
from projects.people.roster.cells import narrowed
from projects.people.roster.columns import Row
from projects.people.roster.known import Known

EDITABLE = ("short_name", "region_code", "unit_class", "valid_from")
"""What an import changes in a unit that is known; an empty cell leaves what is there."""
LENGTHS = {"name": 120, "short_name": 40}


def check_units(rows: list[Row], known: Known) -> None:
    """Note problems and outcomes."""
    by_code = _first_of_each(rows)
    for row in rows:
        _check_texts(row)
        _settle_class(row, known)
        if not row.values["code"]:
            continue
        unit = known.units.get(row.values["code"])
        if unit is None:
            _check_new(row, by_code, known)
        else:
            _check_known(row, unit, known)
    _check_circles(by_code, known)


def in_order(rows: list[Row]) -> list[Row]:
    """New units with parents before children, in the order of the sheet otherwise. Without circles, as checked."""
    new = {row.values["code"]: row for row in rows if row.outcome == "new"}
    done: dict[str, Row] = {}
    for row in new.values():
        chain = []
        current: Row | None = row
        while current is not None and current.values["code"] not in done:
            chain.append(current)
            current = new.get(current.values["parent"])
        for one in reversed(chain):
            done[one.values["code"]] = one
    return list(done.values())


def _first_of_each(rows: list[Row]) -> dict[str, Row]:
    by_code: dict[str, Row] = {}
    for row in rows:
        code = row.values["code"]
        if code and code in by_code:
            row.refuse("code", f"代码与第{by_code[code].number}行重复，请删去一行或改正。")
        elif code:
            by_code[code] = row
    return by_code


def _check_texts(row: Row) -> None:
    for name, most in LENGTHS.items():
        if len(row.values[name]) > most:
            row.refuse(name, f"不超过{most}个字。")


def _settle_class(row: Row, known: Known) -> None:
    said = row.values["unit_class"]
    row.values["unit_class"] = known.classes.get(narrowed(said)) if said else None
    if said and row.values["unit_class"] is None:
        names = "、".join(one.name for one in known.classes.values()) or "（还没有分类）"
        row.refuse("unit_class", f"没有分类“{said}”，可填：{names}；需要新分类请先在“考核分类”里增加。")


def _check_new(row: Row, by_code: dict[str, Row], known: Known) -> None:
    row.outcome = "new"
    if not row.values["kind"] and not row.problem_of("kind"):
        row.refuse("kind", "新增单位请填写类型。")
    parent = row.values["parent"]
    if not parent:
        if not row.problem_of("parent") and not known.keeps(None):
            row.refuse("parent", "请填写上级单位的代码。")
        return
    above = known.units.get(parent)
    if above is not None and known.keeps(above):
        if above.is_ended_on(known.on):
            row.refuse("parent", f"上级单位“{above}”已于{above.valid_to}撤销，请改为承接单位。")
    elif parent not in by_code or above is not None:
        row.refuse("parent", f"没有代码为“{parent}”的上级单位：本表和系统里都没有，或不在您的维护范围内。")


def _check_known(row: Row, unit: Organisation, known: Known) -> None:
    if not known.keeps(unit):
        row.refuse("code", "代码已被使用，或不在您的维护范围内。")
        return
    if unit.is_ended_on(known.on):
        row.refuse("code", f"“{unit}”已于{unit.valid_to}撤销，不能再修改。")
    if row.values["name"] and row.values["name"] != unit.name:
        row.refuse("name", f"系统里的名称是“{unit.name}”。更名请在单位页办理，历史记录才会保留旧名称。")
    if row.values["kind"] and row.values["kind"] != unit.kind:
        row.refuse("kind", f"系统里的类型是“{unit.get_kind_display()}”，要改请在单位页修改。")
    above = known.parent_of(unit)
    if row.values["parent"] and row.values["parent"] != (above.code if above else ""):
        row.refuse("parent", f"系统里的上级是“{above or '（无）'}”，调整上级请在单位页办理。")
    changes = changes_of(row, unit)
    row.outcome = "changed" if changes else "same"


def changes_of(row: Row, unit: Organisation) -> dict[str, Any]:
    """The cells that say something else than the unit."""
    said = {name: row.values[name] for name in EDITABLE if row.values[name]}
    return {name: value for name, value in said.items() if value != getattr(unit, name)}


def _check_circles(by_code: dict[str, Row], known: Known) -> None:
    """Parents among the new rows must lead out of them."""
    safe: set[str] = set()
    for code, row in by_code.items():
        seen: list[str] = []
        current = code
        while current in by_code and current not in known.units and current not in safe and current not in seen:
            seen.append(current)
            current = by_code[current].values["parent"]
        if current in seen:
            row.refuse("parent", "上级代码绕成了圈：几个单位互为上级，请核对。")
        else:
            safe.update(seen)
