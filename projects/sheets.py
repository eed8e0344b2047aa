"""Sheets of Excel in which nothing that a user once typed is ever a formula or a link."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import IO

import xlsxwriter

TEXT_ONLY = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
LONGEST_CELL = 32_000
"""Excel holds 32,767 characters in a cell."""


def write_table(file: IO[bytes], title: str, columns: Sequence[tuple[str, int]], rows: Iterable[Iterable[str]]) -> None:
    """One sheet of texts under its head, in constant memory. ``columns``: name and width in characters."""
    with xlsxwriter.Workbook(file, {"constant_memory": True, **TEXT_ONLY}) as book:
        bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        for column, (name, width) in enumerate(columns):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, name, bold)
        for number, texts in enumerate(rows, 1):
            for column, text in enumerate(texts):
                sheet.write_string(number, column, text[:LONGEST_CELL], wrap)
