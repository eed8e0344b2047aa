"""A round as a workbook: the sums, who reported, all rows, the difference. Text stays text, amounts are numbers."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.utils import timezone

from projects.ledger.money import wan_to_yi
from projects.sheets import TEXT_ONLY
from workflow.reporting.models import ReportRound
from workflow.reporting.queries.figures import Figures, Told, UnitSum
from workflow.reporting.tiers import Tier

_MOST = 32_000


def to_file(round_: ReportRound, figures: Figures) -> IO[bytes]:
    """The file, at its beginning."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer that sends it closes it
    with xlsxwriter.Workbook(file, TEXT_ONLY) as book:
        bold = book.add_format({"bold": True, "bg_color": "#EFF6FF"})
        _write(book, "概况", bold, ("项目", "内容"), _facts(round_, figures))
        if figures.nested:
            rows = [["以上（含）", *_tier(one)] for one in figures.nested]
            rows += [["区间", *_tier(one)] for one in figures.exclusive]
            _write(book, "分档", bold, ("口径", "档次", "个数", "合计（亿元）"), rows)
        _write(book, "单位", bold, ("报送单位", "情况", "项数", "合计（亿元）", "报送时间"), _units(figures))
        heads = ("报送单位", *(one.heading for one in figures.definition.columns))
        _write(book, "明细", bold, heads, [[one.report.unit.label, *_cells(one)] for one in figures.rows])
        if figures.comparison:
            _write(book, "与上期比较", bold, ("类别", "报送单位", "名称", "本期或上期金额（亿元）", "说明"),
                   _changes(figures))  # fmt: skip
    file.seek(0)
    return file


def _facts(round_: ReportRound, figures: Figures) -> list[list[Any]]:
    facts: list[list[Any]] = [
        ["报送", round_.request.name],
        ["期次", round_.number],
        ["截止时间", round_.due_text],
        ["调整原因", round_.reason],
        ["状态", str(round_.get_state_display())],
        *([word, number] for _, word, number in figures.told),
        ["其中零报送", figures.nil],
        ["项数", len(figures.rows)],
        ["合计（亿元）", _yi(figures.amount_wan)],
    ]
    if figures.comparison and figures.before:
        facts.append([f"与{figures.before.number}比较", figures.comparison.words])
    return [*facts, *([["封存 SHA-256", round_.frozen_sha256]] if round_.frozen_sha256 else [])]


def _tier(one: Tier) -> list[Any]:
    return [one.label, one.count, _yi(one.amount_wan)]


def _units(figures: Figures) -> list[list[Any]]:
    return [
        [one.report.unit.label, _word(one), one.count, _yi(one.amount_wan), _time(one.report.reported_at)]
        for one in figures.units
    ]


def _word(one: UnitSum) -> str:
    return one.word + ("（零报送）" if one.report.is_nil else "")


def _time(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


def _cells(told: Told) -> list[Any]:
    return [
        _number(cell.text) if cell.column.is_money or cell.column.kind == "number" else cell.text for cell in told.cells
    ]


def _changes(figures: Figures) -> list[list[Any]]:
    found = figures.comparison
    if found is None:
        return []
    rows = [["新增", one.unit.label, one.name, _yi(one.amount_wan), ""] for one in found.new]
    rows += [["减少", one.unit.label, one.name, _yi(one.amount_wan), ""] for one in found.gone]
    rows += [
        ["金额变动", one.entry.unit.label, one.entry.name, _yi(one.entry.amount_wan), one.words] for one in found.moved
    ]
    return rows + [["不作比较", unit.label, "", None, "本期或上期没有报送"] for unit in found.uncompared]


def _number(text: str) -> Decimal | None:
    return Decimal(text.replace(",", "")) if text else None


def _yi(amount_wan: Decimal | None) -> Decimal | None:
    return None if amount_wan is None else wan_to_yi(amount_wan)


def _write(book: Any, name: str, bold: Any, heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(heads) - 1, 20)
    for place, head in enumerate(heads):
        sheet.write_string(0, place, head, bold)
    for row, values in enumerate(rows, 1):
        for place, value in enumerate(values):
            if isinstance(value, int | Decimal):
                sheet.write_number(row, place, value)
            elif value is not None:
                sheet.write_string(row, place, str(value)[:_MOST])
