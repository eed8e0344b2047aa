"""Rows of people against accounts, posts and who holds them."""

from __future__ import annotations

from typing import Any

from projects.people.models import Officer, Post, Tenure
from projects.people.roster.columns import Row
from projects.people.roster.known import Known

EDITABLE = ("name", "email", "phone")
MOST_TITLE = 60
Chair = tuple[str, str]


def check_people(rows: list[Row], known: Known, new_units: dict[str, Row]) -> None:
    """Note problems and outcomes. ``new_units``: rows of the sheet of units, by code."""
    officers = known.officers(row.values["username"] for row in rows)
    codes = [row.values["organisation"] for row in rows]
    posts, holders = known.posts(codes), known.holders(codes)
    accounts: dict[str, Row] = {}
    chairs: dict[Chair, Row] = {}
    for row in rows:
        _check_once(row, "username", row.values["username"].lower(), accounts, "账号与第{}行重复，请删去一行或改正。")
        _check_unit(row, known, new_units)
        officer = officers.get(row.values["username"])
        changed = _check_account(row, officer, known)
        seated = _check_chair(row, officer, posts, holders, chairs)
        if officer is None:
            row.outcome = "new"
        else:
            row.outcome = "changed" if changed or seated else "same"


def chair_of(row: Row) -> Chair:
    """Code of the unit, title of the post."""
    return row.values["organisation"], row.values["post"]


def changes_of(row: Row, officer: Officer) -> dict[str, Any]:
    """The cells that say something else than the account, without the unit; an empty cell says nothing."""
    said = {name: row.values[name] for name in EDITABLE if row.values[name]}
    return {name: value for name, value in said.items() if value != getattr(officer, name)}


def _check_once(row: Row, column: str, value: Any, seen: dict[Any, Row], sentence: str) -> None:
    if value and value in seen:
        row.refuse(column, sentence.format(seen[value].number))
    elif value:
        seen[value] = row


def _check_unit(row: Row, known: Known, new_units: dict[str, Row]) -> None:
    code = row.values["organisation"]
    if not code:
        if not row.problem_of("organisation"):
            row.refuse("organisation", "请填写单位代码。")
        return
    unit = known.units.get(code)
    if unit is not None and known.keeps(unit):
        if unit.is_ended_on(known.on):
            heir = f"，请改为承接单位“{unit.successor}”（{unit.successor.code}）" if unit.successor else ""
            row.refuse("organisation", f"“{unit}”已于{unit.valid_to}撤销{heir}。")
    elif unit is not None or code not in new_units:
        row.refuse("organisation", f"没有代码为“{code}”的单位：单位表和系统里都没有，或不在您的维护范围内。")


def _check_account(row: Row, officer: Officer | None, known: Known) -> bool:
    """Would the account change?"""
    if officer is None:
        return False
    if officer.kind != Officer.Kind.PERSON or not known.keeps(officer.organisation):
        row.refuse("username", "账号已被使用，或不在您的维护范围内，请换一个。")
        return False
    code = officer.organisation.code if officer.organisation else ""
    if officer.is_staff and (changes_of(row, officer) or row.values["organisation"] != code):
        row.refuse("username", "这是管理员账号，不能用表格修改；邮箱和电话由本人在“我的账号”修改。")
        return False
    return bool(changes_of(row, officer)) or row.values["organisation"] != code


def _check_chair(
    row: Row, officer: Officer | None, posts: dict[Chair, Post], holders: dict[Chair, Tenure], chairs: dict[Chair, Row]
) -> bool:
    """Would somebody be seated?"""
    if not row.values["post"]:
        if row.values["is_principal"]:
            row.refuse("is_principal", "填了“是”，请同时填写职务。")
        return False
    if len(row.values["post"]) > MOST_TITLE:
        row.refuse("post", f"不超过{MOST_TITLE}个字。")
    chair = chair_of(row)
    sentence = "这个职务已在第{}行登记；一个职务同时只有一人，请写明分工，如“副区长（分管工业）”。"
    _check_once(row, "post", chair, chairs, sentence)
    post = posts.get(chair)
    is_said = bool(row.cells.get("is_principal", "").strip())
    if post is not None and is_said and post.is_principal != row.values["is_principal"]:
        now = "是" if post.is_principal else "不是"
        row.refuse("is_principal", f"系统里这个职务{now}主要负责人，要改请在单位页修改职务。")
    return _check_seat(row, officer, holders.get(chair))


def _check_seat(row: Row, officer: Officer | None, holder: Tenure | None) -> bool:
    since = row.values["valid_from"]
    if holder is not None and holder.officer == officer:
        if since and since != holder.valid_from:
            row.refuse("valid_from", f"系统里的任职起始是{holder.valid_from}，如有误请在单位页更正。")
        return False
    if since is None:
        if not row.problem_of("valid_from"):
            row.refuse("valid_from", "填了职务，请填写任职起始日期。")
        return True
    if holder is not None:
        row.note = f"接替{holder.officer}"
        if since <= holder.valid_from:
            row.refuse("valid_from", f"应晚于现任{holder.officer}的任职起始日期{holder.valid_from}。")
    return True
