"""A pack as a workbook: changes, figures, agenda, projects, nodes, problems. Text stays text; no clock is in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

from projects.ledger.stages import STAGES, Stage
from projects.sheets import TEXT_ONLY
from workflow.packs.content import Figure, Figures, PackContent, Page
from workflow.packs.kinds import ChangeKind
from workflow.packs.wording import EXCERPT, LAMPS, instant_words

_MADE_AT = datetime(2000, 1, 1)  # noqa: DTZ001  written as it is; a fixed date, not a moment
_LONGEST = 32_000
Sheet = tuple[str, Sequence[str], Sequence[Sequence[Any]]]


def xlsx(content: PackContent, *, sha256: str) -> bytes:
    """The workbook as bytes, the same for the same content."""
    held = BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, **TEXT_ONLY}) as book:
        book.set_properties({"title": f"{content.head.title}材料", "created": _MADE_AT})
        bold = book.add_format({"bold": True, "bg_color": "#EFF6FF", "text_wrap": True, "border": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for name, heads, rows in _sheets(content, sha256):
            _write(book.add_worksheet(name), heads, rows, bold, wrapped)
    return held.getvalue()


def _sheets(content: PackContent, sha256: str) -> Iterable[Sheet]:
    yield (
        "变化",
        ("类别", "项目", "单位", "事项", "上次", "本次", "发生日期", "记录时间", "经办"),
        [
            (ChangeKind(one.kind).label, one.name, one.unit, one.label, one.before, one.after, one.on, one.at, one.by)
            for one in content.changes
        ],
    )
    if content.figures:
        yield (
            "统计",
            ("分类", "类别", "项目（个）", "总投资（万元）", "未填金额（个）"),
            list(_figures(content.figures)),
        )
        yield "单位", _UNIT_HEADS, [
            (one.label, one.count, Decimal(one.amount_wan), *one.stages, one.red, one.yellow, one.green, one.steps)
            for one in content.figures.units
        ]  # fmt: skip
    yield "议题", ("序号", "项目编号", "项目", "单位", "阶段", "亮灯", "总投资（万元）", "列入理由", "说明"), [
        (one.position, one.number, one.name, one.unit, one.stage, LAMPS[one.light], _amount(one.amount_wan), one.reason,
         one.detail)
        for one in content.agenda
    ]  # fmt: skip
    yield "项目", _PAGE_HEADS, [_page(page) for page in content.pages]
    yield (
        "方案节点",
        ("项目", "节点", "责任", "承诺完成", "状态", "逾期天数"),
        [
            (page.name, one.name, one.owner, one.due_on, one.state, one.late)
            for page in content.pages
            for one in page.due
        ],
    )
    yield (
        "问题",
        ("项目", "问题", "类型", "层级", "请求协调事项", "协调单位", "最近答复", "提出日期", "天数"),
        [
            (page.name, one.title, one.kind, one.level, one.need, one.asked, one.answer, one.raised_on, one.days)
            for page in content.pages
            for one in page.problems
        ],
    )
    yield "说明", ("项目", "内容"), list(_about(content, sha256))


_UNIT_HEADS = (
    *("单位", "项目（个）", "总投资（万元）"),
    *(str(Stage(one).label) for one in STAGES),
    *("红", "黄", "绿", "本期推进"),
)
_PAGE_HEADS = (
    *("项目编号", "项目", "单位", "阶段", "状态", "亮灯", "亮灯理由", "首席责任人", "职务", "电话"),
    *(f"{Stage(one).label}日期" for one in STAGES),
    *("总投资（万元）", "固定资产投资（万元）", "年度计划投资（万元）", "累计完成投资（万元）", "累计到位资金（万元）"),
    *("本期新到位（万元）", "进展", "下步计划"),
)


def _page(page: Page) -> Sequence[Any]:
    chief, money = page.chief, page.money
    return (
        *(page.number, page.name, page.unit, page.stage, page.standing, page.lamp.label, "；".join(page.lamp.reasons)),
        *((chief.name, chief.post, chief.phone) if chief else ("", "", "")),
        *(one.on for one in page.stops),
        *map(_amount, (money.total_wan, money.fixed_wan, money.year_plan_wan, money.done_wan, money.arrived_wan)),
        _amount(money.arrived_now_wan),
        "\n".join(one.news for one in page.reports),
        "\n".join(one.next_steps for one in page.reports if one.next_steps),
    )


def _figures(figures: Figures) -> Iterable[Sequence[Any]]:
    groups: tuple[tuple[str, Sequence[Figure]], ...] = (
        ("合计", (figures.total,)),
        ("阶段", figures.stages),
        ("状态", figures.standings),
        ("亮灯", figures.lights),
        ("总投资档次（不重复）", figures.tiers),
        ("本期推进", figures.steps),
    )
    for group, rows in groups:
        yield from ((group, one.label, one.count, _amount(one.amount_wan), one.unknown) for one in rows)


def _about(content: PackContent, sha256: str) -> Iterable[Sequence[Any]]:
    head = content.head
    yield "会议", head.title
    yield "时间", instant_words(head.starts_at)
    yield "数据截止", instant_words(head.cut_off)
    yield "变化起点", head.since_said
    yield "版次", f"第{head.edition}版"
    yield "定稿", f"{instant_words(head.frozen_at)} {head.frozen_by}"
    yield "全本校验码（SHA-256）" if content.is_excerpt else "内容校验码（SHA-256）", sha256
    if content.is_excerpt:
        yield "范围", EXCERPT


def _amount(amount_wan: str) -> Decimal | str:
    return Decimal(amount_wan) if amount_wan else ""


def _write(sheet: Any, heads: Sequence[str], rows: Sequence[Sequence[Any]], bold: Any, wrapped: Any) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(heads) - 1, 18)
    for place, head in enumerate(heads):
        sheet.write_string(0, place, str(head), bold)
    for row, values in enumerate(rows, 1):
        for place, value in enumerate(values):
            if isinstance(value, int | Decimal):
                sheet.write_number(row, place, value)
            elif value:
                sheet.write_string(row, place, str(value)[:_LONGEST], wrapped)
