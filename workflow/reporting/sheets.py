"""A workbook that a unit uploads: which columns it has, below whatever title stands above; and the blank one.

A header that names another unit of money than the form (总投资（万元） for 亿元) is believed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

import xlsxwriter

from projects.errors import Invalid
from projects.people.roster.cells import narrowed
from projects.people.roster.reading import Sheet as Uploaded
from workflow.reporting.columns import Column, Definition
from workflow.reporting.rows import MOST_ROWS

HEADER_WITHIN = 20
TITLE = "报送表"
HOW_TO = "填报说明"
PASSED_OVER = frozenset({"序号", "编号", "no", "错误"})
_SUM_WORDS = ("合计", "总计", "小计")
_IN_BRACKETS = re.compile(r"[(\[【（][^)\]】）]*[)\]】）]")
_BARE = re.compile(r"[￥¥]?[\d.,，\s\u3000\uff0e\uff10-\uff19]+")
_WIDTH = 20


@dataclass(frozen=True)
class Found:
    """The recognised table. ``rows``: number in the spreadsheet and texts; ``ignored``: headers nobody asked for."""

    sheet: str
    rows: list[tuple[int, dict[str, str]]]
    ignored: list[str]
    missing: list[Column]


def recognise(definition: Definition, sheets: list[Uploaded]) -> Found:
    """The sheet whose header fits the form best; ``Invalid`` where none has the column that names a row."""
    best = max((_header(definition, sheet) for sheet in sheets), key=lambda one: one[0], default=(0, 0))
    sheet = next((one for one in sheets if _header(definition, one) == best), None)
    if sheet is None or not best[0]:
        label = definition.column(definition.key).label
        raise Invalid(f"没有找到表头：表里要有“{label}”等列，请用本页下载的模板填写后再上传。", "file", "no_header")
    return _read(definition, sheet, best[1])


def _header(definition: Definition, sheet: Uploaded) -> tuple[int, int]:
    """How many columns the best row names, and which row; nothing where the key column is not among them."""
    best, at = 0, 0
    for index, row in enumerate(sheet.rows[:HEADER_WITHIN]):
        named = [one for one in definition.columns if any(_is_called(one, cell) for cell in row)]
        if any(one.name == definition.key for one in named) and len(named) > best:
            best, at = len(named), index
    return best, at


def _read(definition: Definition, sheet: Uploaded, header: int) -> Found:
    places: dict[str, int] = {}
    ignored: list[str] = []
    for place, cell in enumerate(sheet.rows[header]):
        column = next((one for one in definition.columns if _is_called(one, cell)), None)
        if column is None:
            if cell.strip() and _word(cell) not in PASSED_OVER:
                ignored.append(cell.strip()[:30])
        elif column.name in places:
            raise Invalid(f"“{column.label}”列出现了两次，请删去一列再上传。", "file", "column_twice")
        else:
            places[column.name] = place
    heads = {name: sheet.rows[header][place] for name, place in places.items()}
    missing = [one for one in definition.columns if one.required and one.name not in places]
    return Found(sheet.name, list(_rows(definition, sheet, header, places, heads)), ignored, missing)


def _rows(
    definition: Definition, sheet: Uploaded, header: int, places: dict[str, int], heads: dict[str, str]
) -> Iterator[tuple[int, dict[str, str]]]:
    for index, raw in enumerate(sheet.rows[header + 1 :], header + 2):
        texts = {name: raw[place] if place < len(raw) else "" for name, place in places.items()}
        if not any(text.strip() for text in texts.values()) or _is_sum(raw, texts[definition.key]):
            continue
        yield index, {name: _with_unit(definition.column(name), heads[name], text) for name, text in texts.items()}


def _is_sum(raw: list[str], key: str) -> bool:
    """A line of sums below or above the rows: it names no project."""
    said = narrowed(key)
    return said in _SUM_WORDS or (not said and any(narrowed(cell) in _SUM_WORDS for cell in raw))


def _with_unit(column: Column, head: str, text: str) -> str:
    """A bare number below 总投资（万元） is one of 万元, whatever the form asks for."""
    if not column.is_money or not _BARE.fullmatch(text):
        return text
    said = narrowed(head)
    unit = "亿元" if "亿" in said else "万元" if "万" in said else ""
    return f"{text}{unit}" if unit and unit != column.unit else text


def _is_called(column: Column, header: str) -> bool:
    return _word(header) == _word(column.label) != ""


def _word(text: str) -> str:
    """总 投资（亿元）* is 总投资."""
    return _IN_BRACKETS.sub("", narrowed(text)).strip("*:：").lower()


def template(definition: Definition, title: str) -> bytes:
    """A sheet with the headers of the form, and one that says what each column wants."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        bold = book.add_format({"bold": True, "bg_color": "#EFF6FF", "border": 1})
        as_text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet(TITLE)
        sheet.set_column(0, len(definition.columns) - 1, _WIDTH, as_text)
        for place, column in enumerate(definition.columns):
            sheet.write_string(0, place, column.heading + ("*" if column.required else ""), bold)
            if column.choices:
                _offer(sheet, place, column)
        sheet.freeze_panes(1, 0)
        how = book.add_worksheet(HOW_TO)
        how.set_column(0, 0, _WIDTH)
        how.set_column(1, 1, 60)
        lines = [(title[:200], ""), *((one.heading, one.rule) for one in definition.columns)]
        for index, (name, rule) in enumerate(lines):
            how.write_string(index, 0, name, bold)
            how.write_string(index, 1, rule)
    return file.getvalue()


def _offer(sheet: xlsxwriter.worksheet.Worksheet, place: int, column: Column) -> None:
    """A list to choose from, where the spreadsheet can hold it."""
    if sum(len(one) + 1 for one in column.choices) <= 255:
        sheet.data_validation(1, place, MOST_ROWS, place, {"validate": "list", "source": list(column.choices)})
