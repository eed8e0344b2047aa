"""The columns of the list: what each is called, how it is read, whether it sorts. The page and the exports share them.

Amounts are read in 亿元 (stored in 万元), unrounded; the page rounds them, a sheet keeps every digit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from projects.ledger.industries import industry_label
from projects.ledger.kinds import ResponsibilityRole
from projects.ledger.money import wan_to_yi
from projects.ledger.stages import STAGES, Stage
from workflow.lights.queries.books import Book, book_on
from workflow.lights.queries.now import light_of


@dataclass(frozen=True)
class Day:
    """The day on which a list is read. Its rules of lights are asked for once, when a column wants them."""

    on: date

    @cached_property
    def book(self) -> Book:
        """The rules of lights."""
        return book_on(self.on)


Read = Callable[[Any, Day], Any]


@dataclass(frozen=True)
class Column:
    """One column. ``kind``: text, yi (亿元), number, date or instant. ``sort``: its word in ``order=``; empty: none.

    ``needs``: what must be fetched beside the row (``queries.listing.BESIDE``). ``part``: a template of its own.
    """

    key: str
    label: str
    read: Read
    kind: str = "text"
    unit: str = ""
    sort: str = ""
    needs: str = ""
    part: str = ""
    width: int = 14

    @property
    def title(self) -> str:
        """With its unit: 总投资（亿元）."""
        return f"{self.label}（{self.unit}）" if self.unit else self.label

    @property
    def is_figure(self) -> bool:
        """Stands to the right, counted in digits."""
        return self.kind in ("yi", "number")


def _field(name: str) -> Read:
    return lambda project, day: getattr(project, name)


def _word(name: str) -> Read:
    return lambda project, day: getattr(project, f"get_{name}_display")()


def _yi(name: str) -> Read:
    def read(project: Any, day: Day) -> Decimal | None:
        amount = getattr(project, name)
        return None if amount is None else wan_to_yi(amount)

    return read


def _unit(name: str) -> Read:
    def read(project: Any, day: Day) -> str:
        unit = getattr(project, f"{name}_organisation")
        return unit.label if unit else ""

    return read


def _holders(role: str) -> Read:
    def read(project: Any, day: Day) -> str:
        return "、".join(str(held.officer) for held in project.current_holders if held.role == role)

    return read


def _chief(project: Any, day: Day) -> str:
    return _holders(ResponsibilityRole.CHIEF)(project, day) or ("未指定" if project.needs_chief else "不需要")


def _all(name: str) -> Read:
    return lambda project, day: "、".join(str(one) for one in getattr(project, name).all())


def _light(project: Any, day: Day) -> str:
    light = light_of(project, on=day.on, book=day.book)
    return f"{light.label}：{light.reasons[0]}"


def _industry(project: Any, day: Day) -> str:
    return f"{project.industry} {industry_label(project.industry)}".strip()


def _days_in_stage(project: Any, day: Day) -> int | None:
    since = project.date_of[project.stage]
    return (day.on - since).days if since else None


def _days_to(stage: str) -> Read:
    """Calendar days from the stage before to ``stage``; to the day of reading while it is the next one."""
    before = STAGES[STAGES.index(stage) - 1]

    def read(project: Any, day: Day) -> int | None:
        start = project.date_of[before]
        end = project.date_of[stage] or (day.on if project.stage == before and project.is_open else None)
        return (end - start).days if start and end else None

    return read


def _company(name: str) -> Read:
    return lambda project, day: str(getattr(project.company, name)) if project.company else ""


def _marks(project: Any, day: Day) -> str:
    return "、".join(str(mark) for mark in project.current_marks)


def _date(key: str, label: str) -> Column:
    return Column(key, label, _field(f"{key}_on"), "date", sort=key, width=12)


def _amount(key: str, label: str, sort: str = "") -> Column:
    return Column(key, label, _yi(f"{key}_wan"), "yi", "亿元", sort=sort or key)


NAME = Column("name", "项目", _field("name"), sort="name", width=40)
"""Always there, and always first: it opens the project."""

_CHOICE: tuple[Column, ...] = (
    Column("number", "项目编号", _field("number"), sort="number", width=16),
    Column("light", "亮灯", _light, part="desk/cells/_light.html", needs="light", width=28),
    Column("landing", "落地单位", _unit("landing"), sort="landing", width=16),
    Column("stage", "阶段", _word("stage"), sort="stage", part="ledger/_stage.html", width=9),
    Column("total", "总投资", _yi("total_investment_wan"), "yi", "亿元", sort="total"),
    Column("chief", "首席责任人", _chief, needs="holders", part="desk/cells/_chief.html"),
    _date("signed", "签约"),
    Column("updated", "更新", _field("updated_at"), "instant", sort="updated", width=17),
    Column("standing", "状态", _word("standing"), width=8),
    Column("days_in_stage", "本阶段已", _days_in_stage, "number", "天", sort="days", width=12),
    Column("days_to_signed", "在谈到签约", _days_to(Stage.SIGNED), "number", "天", width=12),
    Column("days_to_registered", "签约到注册", _days_to(Stage.REGISTERED), "number", "天", width=12),
    Column("days_to_started", "注册到开工", _days_to(Stage.STARTED), "number", "天", width=12),
    Column("days_to_producing", "开工到投产", _days_to(Stage.PRODUCING), "number", "天", width=12),
    Column("fixed", "固定资产投资", _yi("fixed_investment_wan"), "yi", "亿元", sort="fixed"),
    Column("arrived", "到位资金", _yi("arrived_wan"), "yi", "亿元", needs="arrived"),
    Column("foreign_amount", "外币金额", _field("foreign_amount_wan"), "number", "万", width=12),
    Column("foreign_currency", "外币币种", _field("foreign_currency"), width=8),
    Column("capital", "注册资本", _yi("registered_capital_wan"), "yi", "亿元", sort="capital"),
    _amount("expected_output", "预计年产值"),
    _amount("expected_tax", "预计年税收"),
    Column("expected_jobs", "预计用工", _field("expected_jobs"), "number", "人", sort="jobs", width=12),
    Column("land", "用地", _field("land_area_mu"), "number", "亩", sort="land", width=10),
    Column("leader", "包联领导", _holders(ResponsibilityRole.LEADER), needs="holders"),
    Column("secretary", "项目秘书", _holders(ResponsibilityRole.SECRETARY), needs="holders"),
    Column("investors", "投资方", _all("investors"), needs="investors", width=30),
    Column("company", "项目公司", _company("name"), needs="company", width=30),
    Column("company_uscc", "项目公司信用代码", _company("uscc"), needs="company", width=22),
    Column("industry", "行业", _industry, sort="industry", width=24),
    Column("chain", "产业链", _field("chain"), sort="chain", width=16),
    Column("channel", "招商方式", _word("channel"), width=12),
    Column("agreement", "协议类型", _word("agreement_kind"), width=14),
    Column("start_kind", "开工类型", _word("start_kind"), width=10),
    Column("lead", "牵头单位", _unit("lead"), needs="lead", width=16),
    Column("first_contact", "首谈单位", _unit("first_contact"), needs="first_contact", width=16),
    _date("negotiating", "在谈"),
    _date("planned_signed", "计划签约"),
    _date("planned_registered", "计划注册"),
    _date("registered", "注册"),
    _date("planned_started", "计划开工"),
    _date("started", "开工"),
    _date("planned_producing", "计划投产"),
    _date("producing", "投产"),
    Column("tags", "标签", _all("tags"), needs="tags", width=20),
    Column("marks", "标识", _marks, needs="marks", width=20),
    Column("site", "建设地点", _field("site"), width=30),
    Column("investment_code", "投资项目代码", _field("investment_code"), width=26),
    Column("summary", "建设内容", _field("summary"), width=40),
    Column("demonstration_reason", "高新技术／示范理由", _field("demonstration_reason"), width=30),
    Column("external_ref", "外部编号", _field("external_ref"), sort="ref", width=16),
)
COLUMNS: dict[str, Column] = {column.key: column for column in (NAME, *_CHOICE)}
USUAL = ("light", "landing", "stage", "total", "chief", "signed", "updated")


def chosen_columns(keys: Iterable[str]) -> list[Column]:
    """The columns of these keys in their order, each once, unknown ones left out; the usual ones for none."""
    known = list(dict.fromkeys(key for key in keys if key in COLUMNS and key != NAME.key))
    return [COLUMNS[key] for key in known or USUAL]


def keys_in(text: str) -> list[str]:
    """The keys of ``columns=number,name``."""
    return [key for key in text.split(",") if key in COLUMNS and key != NAME.key]


def arranged(shown: Iterable[Column]) -> list[tuple[Column, bool]]:
    """Every column to choose from, the shown ones first and in their order."""
    first = list(shown)
    return [(one, True) for one in first] + [(one, False) for one in _CHOICE if one not in first]


SORTS = tuple(column for column in COLUMNS.values() if column.sort)
"""Those that sort, in the order in which they are offered."""
