"""Workbooks we hand out: the template, and the file that says in a column of its own what is wrong. Text cells only."""

from __future__ import annotations

import io
from collections.abc import Iterable

import xlsxwriter

from projects.people.models import Kind
from projects.people.roster.columns import COLUMNS, ERRORS, TITLES, Row, Table

HOW_TO = {
    "units": (
        ("代码", "必填", "340212-JKQ"),
        ("名称", "必填，全称", "安徽繁昌经济开发区"),
        ("简称", "可空", "繁昌经开区"),
        ("类型", "新增单位必填，可填的见下", "开发区"),
        ("上级代码", "上级单位的代码；上级可以在本表后面的行", "340212"),
        ("区划代码", "6位数字，可空", "340212"),
        ("分类", "排名分组，可空", "开发区"),
        ("起始日期", "可空", "2020-06-01"),
    ),
    "people": (
        ("账号", "必填，字母和数字", "fanchang.wang"),
        ("姓名", "必填", "王示例"),
        ("单位代码", "必填，单位的代码", "340212"),
        ("职务", "可空；一个职务同时只有一人", "副区长（分管工业）"),
        ("是否主要负责人", "是或否", "否"),
        ("任职起", "有职务时必填", "2026-03-05"),
        ("邮箱", "可空", "wang@example.cn"),
        ("电话", "可空；手机11位，座机带区号", "0553-0000000"),
    ),
}
WIDTH = 18
KINDS = "类型可填：" + "、".join(str(label) for label in Kind.labels)


class _Book:
    """An xlsx in memory whose cells are strings, so that nothing typed by anybody becomes a formula."""

    def __init__(self) -> None:
        self._file = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(self._file, options)
        self._bold = self._book.add_format({"bold": True, "bg_color": "#EFF6FF", "border": 1})
        self._bad = self._book.add_format({"font_color": "#C81E1E", "text_wrap": True})
        self._as_text = self._book.add_format({"num_format": "@"})

    def sheet(self, name: str, rows: Iterable[list[str]], *, header: int, last_is_bad: bool = False) -> None:
        """One sheet; ``header``: index of the row in bold."""
        sheet = self._book.add_worksheet(name)
        sheet.set_column(0, 30, WIDTH, self._as_text)
        for index, row in enumerate(rows):
            for column, text in enumerate(row):
                style = self._bold if index == header else self._as_text
                if last_is_bad and index > header and column == len(row) - 1:
                    style = self._bad
                if text or index == header:
                    sheet.write_string(index, column, text, style)
        sheet.freeze_panes(header + 1, 0)

    def content(self) -> bytes:
        """The finished file."""
        self._book.close()
        return self._file.getvalue()


def template() -> bytes:
    """Two sheets to fill in, and one that explains their columns."""
    book = _Book()
    for kind, columns in COLUMNS.items():
        book.sheet(TITLES[kind], [[one.label for one in columns]], header=0)
    said = [["表", "列", "怎么填", "例如"]]
    said += [[TITLES[kind], *line] for kind, lines in HOW_TO.items() for line in lines]
    said += [[], [KINDS], ["角色不能导入，由安全管理员授予；导入的人员没有密码，开通后才能登录。"]]
    book.sheet("填写说明", said, header=0)
    return book.content()


def with_errors(tables: Iterable[Table]) -> bytes:
    """What was uploaded, with a last column that says what is wrong in each row: mended, it can be uploaded again."""
    book = _Book()
    for table in tables:
        width = max((len(row) for row in table.sheet.rows), default=0)
        said = {row.number: _sentences(table, row) for row in table.rows if row.problems}
        place = table.sheet.rows[table.header].index(ERRORS) if ERRORS in table.sheet.rows[table.header] else width
        rows = [_with(row, place, said.get(number, "")) for number, row in enumerate(table.sheet.rows, 1)]
        rows[table.header][place] = ERRORS
        book.sheet(table.sheet.name[:31], rows, header=table.header, last_is_bad=True)
    return book.content()


def _with(row: list[str], place: int, said: str) -> list[str]:
    wide = [*row, *[""] * (place + 1 - len(row))]
    wide[place] = said
    return wide


def _sentences(table: Table, row: Row) -> str:
    labels = {one.name: one.label for one in COLUMNS[table.kind]}
    return "；".join(f"{labels[one.column]}：{one.sentence}" for one in row.problems)
