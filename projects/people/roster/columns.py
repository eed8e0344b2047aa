"""Which column is which: headers are recognised by what offices really call them, below whatever title stands above."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from projects.errors import Invalid
from projects.people.roster import cells
from projects.people.roster.reading import Sheet

HEADER_WITHIN = 20
ERRORS = "错误"
"""Header of the column that the error file adds; it is passed over when the file comes back."""


@dataclass(frozen=True)
class Column:
    """One column: its header in the template, other words for it, and what its cells mean."""

    name: str
    label: str
    read: Callable[[str], Any]
    synonyms: tuple[str, ...] = ()
    is_key: bool = False

    def is_called(self, header: str) -> bool:
        """Is this its header? Blanks, brackets with units, and stars of required columns do not matter."""
        word = header_word(header)
        return word in {header_word(one) for one in (self.label, *self.synonyms)}


UNIT_COLUMNS = (
    Column("code", "代码", cells.code, ("单位代码", "机构代码", "编码", "单位编码"), True),
    Column("name", "名称", cells.line, ("单位名称", "单位", "机构名称", "全称", "单位全称"), True),
    Column("short_name", "简称", cells.line, ("单位简称",)),
    Column("kind", "类型", cells.kind, ("单位类型", "机构类型", "类别", "性质")),
    Column("parent", "上级代码", cells.code, ("上级", "上级单位", "上级单位代码", "父级代码", "隶属")),
    Column("region_code", "区划代码", cells.region, ("行政区划代码", "行政区划", "区划")),
    Column("unit_class", "分类", cells.line, ("考核分类", "单位分类", "排名分类")),
    Column("valid_from", "起始日期", cells.day, ("成立日期", "设立日期", "起始", "启用日期")),
)
PEOPLE_COLUMNS = (
    Column("username", "账号", cells.account, ("用户名", "登录名", "登录账号", "工号"), True),
    Column("name", "姓名", cells.person_name, ("名字", "人员姓名"), True),
    Column("organisation", "单位代码", cells.code, ("所属单位", "所属单位代码", "单位", "部门代码")),
    Column("post", "职务", cells.line, ("职位", "岗位", "现任职务")),
    Column("is_principal", "是否主要负责人", cells.yes_no, ("主要负责人", "一把手")),
    Column("valid_from", "任职起", cells.day, ("任职日期", "任职时间", "任职起始", "任职起始日期")),
    Column("email", "邮箱", cells.mail, ("电子邮箱", "邮件", "email", "e-mail")),
    Column("phone", "电话", cells.phone, ("手机", "手机号", "联系电话", "联系方式", "电话号码")),
)
ROLE_WORDS = frozenset({"角色", "权限", "系统角色"})
SHEET_WORDS = {"units": ("单位", "组织", "机构"), "people": ("人员", "账号", "名册", "干部")}
COLUMNS = {"units": UNIT_COLUMNS, "people": PEOPLE_COLUMNS}
TITLES = {"units": "单位", "people": "人员"}


@dataclass
class Problem:
    """What is wrong with one cell."""

    column: str
    sentence: str


@dataclass
class Row:
    """One row of data. ``number``: its row in the spreadsheet. ``outcome``: new, changed, same; empty while unknown."""

    number: int
    cells: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    outcome: str = ""
    note: str = ""

    def refuse(self, column: str, sentence: str) -> None:
        """Note one problem."""
        self.problems.append(Problem(column, sentence))

    def problem_of(self, column: str) -> str:
        """What is wrong with this cell; empty when nothing is."""
        return "；".join(one.sentence for one in self.problems if one.column == column)


@dataclass
class Table:
    """A recognised sheet: ``kind`` is units or people; ``places`` says in which column (from 0) each name stands."""

    kind: str
    sheet: Sheet
    header: int
    places: dict[str, int]
    ignored: list[str]
    rows: list[Row]


def header_word(text: str) -> str:
    """代码*（必填） and 代 码 are 代码."""
    return cells.narrowed(text).split("(")[0].strip("*:").lower()


def recognise(sheet: Sheet) -> Table | None:
    """The table of a sheet, its cells read; None for any other sheet. ``Invalid`` when a header stands twice."""
    found = max((_candidate(sheet, kind) for kind in COLUMNS), key=lambda one: one[0])
    if found[0] < 2:
        return None
    _, kind, header = found
    places, ignored = _places(sheet, kind, header)
    table = Table(kind, sheet, header, places, ignored, [])
    table.rows.extend(_rows(table))
    return table


def _candidate(sheet: Sheet, kind: str) -> tuple[float, str, int]:
    """How many headers of this kind its best row has, which row, and a half more where the sheet's name says so."""
    keys = [one for one in COLUMNS[kind] if one.is_key]
    best, at = 0.0, 0
    for index, row in enumerate(sheet.rows[:HEADER_WITHIN]):
        if not all(any(key.is_called(cell) for cell in row) for key in keys):
            continue
        count = sum(any(column.is_called(cell) for cell in row) for column in COLUMNS[kind])
        if count > best:
            best, at = float(count), index
    named = any(word in sheet.name for word in SHEET_WORDS[kind])
    return best + (0.5 if named and best else 0), kind, at


def _places(sheet: Sheet, kind: str, header: int) -> tuple[dict[str, int], list[str]]:
    places: dict[str, int] = {}
    ignored: list[str] = []
    for index, cell in enumerate(sheet.rows[header]):
        column = next((one for one in COLUMNS[kind] if one.is_called(cell)), None)
        if column is None:
            if cell.strip() and header_word(cell) != ERRORS:
                ignored.append(cells.line(cell))
        elif column.name in places:
            raise Invalid(f"“{sheet.name}”表的“{column.label}”列出现了两次，请删去一列再上传。", "file")
        else:
            places[column.name] = index
    return places, ignored


def _rows(table: Table) -> list[Row]:
    rows = []
    for index, raw in enumerate(table.sheet.rows[table.header + 1 :], table.header + 2):
        texts = {name: raw[place] if place < len(raw) else "" for name, place in table.places.items()}
        if any(text.strip() for text in texts.values()):
            rows.append(_row(table.kind, index, texts))
    return rows


def _row(kind: str, number: int, texts: dict[str, str]) -> Row:
    row = Row(number, texts)
    for column in COLUMNS[kind]:
        text = texts.get(column.name, "")
        try:
            row.values[column.name] = column.read(text)
        except Invalid as refused:
            row.refuse(column.name, refused.detail)
            row.values[column.name] = column.read("")
        if column.is_key and not text.strip():
            row.refuse(column.name, f"请填写{column.label}。")
    return row
