"""What importing a workbook would do, row by row, against what is known: nothing is written here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from projects.errors import Invalid
from projects.people.models import Officer
from projects.people.roster.columns import ROLE_WORDS, SHEET_WORDS, TITLES, Row, Table, header_word, recognise
from projects.people.roster.known import Known
from projects.people.roster.people import check_people
from projects.people.roster.reading import Sheet
from projects.people.roster.units import check_units

NEW, CHANGED, SAME = "new", "changed", "same"


@dataclass
class Plan:
    """Rows with their problems and outcomes. ``notices``: what the upload contains and the import passes over.

    ``left``: rows that a part of a long import has not reached yet.
    """

    units: Table | None = None
    people: Table | None = None
    notices: list[str] = field(default_factory=list)
    left: int = 0

    @property
    def tables(self) -> list[Table]:
        """The recognised sheets."""
        return [one for one in (self.units, self.people) if one]

    def rows(self) -> Iterator[Row]:
        """All rows of data."""
        for table in self.tables:
            yield from table.rows

    @property
    def problems(self) -> int:
        """How many cells are wrong."""
        return sum(len(row.problems) for row in self.rows())

    @property
    def work(self) -> int:
        """How many rows are new or changed."""
        return sum(row.outcome in (NEW, CHANGED) for row in self.rows())

    def counts(self, table: Table) -> dict[str, int]:
        """Rows by outcome."""
        return dict(Counter(row.outcome for row in table.rows if not row.problems))

    def summary(self) -> str:
        """单位：新增2、修改1、未变3；人员：新增5."""
        words = {NEW: "新增", CHANGED: "修改", SAME: "未变"}
        parts = []
        for table in self.tables:
            counted = self.counts(table)
            said = "、".join(f"{words[key]}{counted[key]}" for key in words if counted.get(key))
            parts.append(f"{TITLES[table.kind]}：{said or '没有数据'}")
        return "；".join(parts)


def plan_roster(sheets: list[Sheet], *, by: Officer, on: date) -> Plan:
    """Recognise, read and check. ``Invalid`` when no sheet is a table of units or people."""
    plan = _recognised(sheets)
    known = Known(by, on)
    if plan.units:
        check_units(plan.units.rows, known)
    new_units = {row.values["code"]: row for row in plan.units.rows} if plan.units else {}
    if plan.people:
        check_people(plan.people.rows, known, new_units)
    return plan


def _recognised(sheets: list[Sheet]) -> Plan:
    plan = Plan()
    for sheet in sheets:
        table = recognise(sheet)
        if table is None:
            if any(word in sheet.name for words in SHEET_WORDS.values() for word in words):
                plan.notices.append(f"“{sheet.name}”表没有识别出表头，未导入。表头应有“代码、名称”或“账号、姓名”。")
            continue
        if getattr(plan, table.kind) is not None:
            raise Invalid(f"有两张“{TITLES[table.kind]}”表，请合并成一张再上传。", "file")
        setattr(plan, table.kind, table)
        plan.notices.extend(_notices(table))
    if not plan.tables:
        heads = "单位表的表头应有“代码、名称”，人员表应有“账号、姓名”"
        raise Invalid(f"没有识别出单位表或人员表：{heads}。请用模板填写。", "file")
    return plan


def _notices(table: Table) -> Iterator[str]:
    name = table.sheet.name
    roles = [one for one in table.ignored if header_word(one) in ROLE_WORDS]
    others = [one for one in table.ignored if one not in roles]
    if roles:
        yield f"“{name}”表的“{roles[0]}”列不导入：角色由安全管理员在系统里授予。"
    if others:
        yield f"“{name}”表有没识别的列，未导入：{'、'.join(others[:8])}。"
    if not table.rows:
        yield f"“{name}”表的表头下没有数据。"
