"""The page of one project. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from projects.papers.blocks import Align, Block, Cell, Facts, Heading, Paragraph, Table, Tone
from workflow.packs.content import Due, Page, Report, Stop, Task
from workflow.packs.wording import NONE, day_words, short_day, wan, yi

_TONES = {"red": Tone.RED, "yellow": Tone.YELLOW, "green": Tone.GREEN, "grey": Tone.GREY}
ACTIVE = "正常"
NO_CHIEF = "应有首席责任人而未指定"


def page_blocks(place: int, page: Page) -> Iterable[Block]:
    """Heading, light, stepper, facts, chief, what is new, problems, nodes, items, answers."""
    yield Heading(f"项目{place}　{page.name}")
    yield Paragraph(f"{page.lamp.label}　{'；'.join(page.lamp.reasons)}", tone=_TONES[page.lamp.colour], indent=False)
    if page.reason:
        why = f"{page.reason}：{page.detail}" if page.detail else page.reason
        yield Paragraph(why, lead="列入理由　", indent=False)
    yield _stepper(page.stops)
    yield _facts(page)
    yield from _changes(page)
    yield from _reports(page)
    yield from _problems(page)
    yield from _due(page)
    yield from _tasks(page)


def _stepper(stops: tuple[Stop, ...]) -> Table:
    marks = {"done": "●", "now": "◆", "ahead": "○"}
    header = tuple(f"{marks[one.state]} {one.label}" for one in stops)
    actual = tuple(
        Cell(one.on or ("待推进" if one.state == "ahead" else NONE), bold=one.state == "now") for one in stops
    )
    planned = tuple(_planned(one) for one in stops)
    aligns = (Align.CENTER,) * (len(stops) + 1)
    return Table(("", *header), (("实际", *actual), ("计划", *planned)), (8, *([18.4] * len(stops))), aligns)


def _planned(stop: Stop) -> Cell:
    late = f"\n逾{stop.late}天" if stop.late else ""
    return Cell(f"{short_day(stop.planned_on)}{late}", tone=Tone.RED if late and not stop.on else Tone.PLAIN)


_SHORT = {"项目公司名称": "项目公司"}
_LONG = "建设内容"


def _facts(page: Page) -> Facts:
    """Pairs side by side; what is to be built takes the whole last line."""
    money = page.money
    pairs = [
        ("项目编号", page.number),
        ("阶段", page.stage if page.standing == ACTIVE else f"{page.stage}（{page.standing}）"),
        ("总投资", f"{yi(money.total_wan)} 亿元"),
        ("固投金额", f"{yi(money.fixed_wan)} 亿元" if money.fixed_wan else NONE),
        ("年度计划", f"{wan(money.year_plan_wan)} 万元" if money.year_plan_wan else NONE),
        ("累计完成", f"{wan(money.done_wan)} 万元" if money.done_wan else NONE),
        ("累计到位", f"{wan(money.arrived_wan)} 万元"),
        ("本期到位", f"{wan(money.arrived_now_wan)} 万元"),
        *_chief(page),
    ]
    pairs += [(_SHORT.get(one.label, one.label), one.value) for one in page.facts if one.label != _LONG]
    if len(pairs) % 2:
        pairs.append(("亮灯", page.lamp.label))
    return Facts((*pairs, *((one.label, one.value) for one in page.facts if one.label == _LONG)), 2)


def _chief(page: Page) -> list[tuple[str, str]]:
    if page.chief is None:
        return [("首席责任人", NO_CHIEF if page.needs_chief else "不要求"), ("联系电话", NONE)]
    chief = page.chief
    return [
        ("首席责任人", f"{chief.name}　{chief.post}（{day_words(chief.since)}起）"),
        ("联系电话", chief.phone or NONE),
    ]


def _changes(page: Page) -> Iterable[Block]:
    if page.changes:
        yield Heading("上次会议以来的变化", 3)
        rows = tuple((one.label, one.before or NONE, one.after, short_day(one.on), one.by) for one in page.changes)
        yield Table(("事项", "上次", "本次", "日期", "经办"), rows, (16, 22, 34, 14, 14), (Align.START,) * 5)


def _reports(page: Page) -> Iterable[Block]:
    yield Heading("进展情况", 3)
    if not page.reports:
        yield Paragraph("尚未报送进展。")
    for one in page.reports:
        yield Paragraph(_report(one), lead=f"{one.title}{'' if one.is_new else '（本期未报，为最近一次）'}　")
        if one.next_steps:
            yield Paragraph(one.next_steps, lead="下步计划　")


def _report(one: Report) -> str:
    done = [f"累计完成投资{wan(one.completed_wan)}万元"] if one.completed_wan else []
    done += [f"形象进度{one.image}"] if one.image else []
    return f"{one.news}{f'（{chr(0xFF0C).join(done)}）' if done else ''}"


def _problems(page: Page) -> Iterable[Block]:
    if page.problems:
        yield Heading("存在问题", 3)
        rows = tuple(
            (f"{one.title}\n（{one.kind}，{one.level}，已{one.days}天）", one.need, one.asked, one.answer or "尚未答复")
            for one in page.problems
        )
        yield Table(("问题", "请求协调事项", "协调单位", "最近答复"), rows, (28, 30, 16, 26), (Align.START,) * 4)


def _due(page: Page) -> Iterable[Block]:
    if page.due:
        yield Heading("到期和将到期的方案节点", 3)
        rows = tuple((one.name, one.owner or NONE, one.due_on, one.state, _lateness(one)) for one in page.due)
        aligns = (Align.START, Align.START, Align.CENTER, Align.CENTER, Align.CENTER)
        yield Table(("节点", "责任", "承诺完成", "状态", "期限"), rows, (34, 24, 16, 12, 14), aligns)


def _lateness(one: Due) -> Cell:
    if one.late > 0:
        return Cell(f"逾期{one.late}天", tone=Tone.RED, bold=True)
    return Cell(f"还有{-one.late}天" if one.late else "当天到期")


def _tasks(page: Page) -> Iterable[Block]:
    if page.tasks:
        yield Heading("未销号交办事项", 3)
        rows = tuple((one.number, one.text, one.unit, one.due_on, _task_state(one)) for one in page.tasks)
        yield Table(("编号", "事项", "牵头单位", "期限", "状态"), rows, (18, 36, 17, 14, 15), (Align.START,) * 5)
    if page.materials:
        yield Heading("单位报送的会议材料", 3)
        for one in page.materials:
            yield Paragraph(one.text, lead=f"{one.label}{f'（{one.by}）' if one.by else ''}　")


def _task_state(one: Task) -> Cell:
    """The state, and how many working days behind."""
    return Cell(
        f"{one.state}\n逾期{one.late}个工作日" if one.late else one.state, tone=Tone.RED if one.late else Tone.PLAIN
    )
