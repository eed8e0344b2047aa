"""The cells of an uploaded workbook as text: dates in ISO form, whole numbers without a decimal point."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from projects.lines import without_unseen
from projects.people.roster.archives import Hostile, sound_copy


@dataclass(frozen=True)
class Sheet:
    """A sheet as it was uploaded; row 0 is row 1 of the spreadsheet, whatever stands in it."""

    name: str
    rows: list[list[str]]


def read_workbook(content: bytes) -> list[Sheet]:
    """Sheets of an xlsx. ``Hostile`` when it may not or cannot be opened."""
    sound = sound_copy(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(sound))
        return [Sheet(name, _rows(book, name)) for name in book.sheet_names]
    except (CalamineError, ValueError) as broken:
        raise Hostile("表格打不开，请在表格软件里打开、另存为 .xlsx 再上传。") from broken


def _rows(book: CalamineWorkbook, name: str) -> list[list[str]]:
    found = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return [_trimmed([_text(value) for value in row]) for row in found]


def _trimmed(row: list[str]) -> list[str]:
    """Without the empty cells at its end."""
    while row and not row[-1]:
        row.pop()
    return row


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time | timedelta):
        return str(value)
    return without_unseen(str(value))


def dump(sheets: Iterable[Sheet]) -> str:
    """For keeping between upload and import."""
    return json.dumps([asdict(one) for one in sheets], ensure_ascii=False)


def load(text: str) -> list[Sheet]:
    """What ``dump`` wrote."""
    return [Sheet(**one) for one in json.loads(text)]
