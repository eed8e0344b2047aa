"""One document of each layout."""

from __future__ import annotations

from datetime import date

from projects.papers.blocks import (
    Align,
    Cell,
    Contents,
    Facts,
    Heading,
    Layout,
    Note,
    PageBreak,
    Paper,
    Paragraph,
    Roll,
    Table,
    Tone,
)

TEXT = "市投促中心牵头，湾沚区配合，于2026年12月5日前完成项目用地预审。"
OFFICE = "芜湖市招商引资联席会议办公室"
BLOCKS = (
    Contents(),
    Heading("一、用地"),
    Heading("（一）预审", 2),
    Paragraph(TEXT, lead="1．"),
    Paragraph("● 红灯", tone=Tone.RED, indent=False),
    Roll("出席", ("张三", "李四")),
    Table(
        ("单位", "亮灯"), (("湾沚区", Cell("红灯", Tone.RED, bold=True)),), (2, 1), (Align.START, Align.CENTER), "情况"
    ),
    PageBreak(),
    Facts((("总投资", "62亿元"), ("首席责任人", "张三"), ("阶段", "已签约"))),
    Note("数据截止：2026年11月17日18:00"),
)


def sample(layout: Layout, **values: object) -> Paper:
    """Every kind of block in ``layout``."""
    plain: dict[str, object] = {
        "title": "关于督促推进奇瑞智能网联汽车项目开工的督办函",
        "head": OFFICE,
        "number": "芜招办〔2026〕8号",
        "subtitle": ("2026年11月18日",),
        "addressed_to": "湾沚区人民政府",
        "signer": OFFICE,
        "signed_on": date(2026, 3, 5),
        "copied_to": "市投促中心",
        "issuer": OFFICE,
        "blocks": BLOCKS,
    }
    return Paper(layout=layout, **{**plain, **values})  # type: ignore[arg-type]
