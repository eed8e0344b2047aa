"""Questions and their answers. Every number of an answer carries a key that opens to its rows (``keys``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import models

from projects.ledger.stages import STAGES
from workflow.statistics.filters import EVERY, Filters
from workflow.statistics.terms import Dimension, Measure, Moment, Period

TOTAL = None
"""Cell of a question: the whole of it."""


class Over(models.TextChoices):
    """What is counted."""

    FLOW = "flow", "流量"
    STOCK = "stock", "存量"
    COHORT = "cohort", "同批项目"
    SPAN = "span", "用时"
    ARRIVALS = "arrivals", "到位资金"
    PLANS = "plans", "年度计划投资"


class SpanState(models.TextChoices):
    """How a wait between two stages stands."""

    REACHED = "reached", "已到达"
    WAITING = "waiting", "仍在等待"
    LEFT = "left", "中途退出"


@dataclass(frozen=True)
class Question:
    """One figure, whole: the same question gives the same rows for ever.

    ``over`` says which of the rest is read:

    - ``FLOW``: events of ``step`` (sign, register, start, produce) in ``period`` (business dates) and by ``as_of``.
      Increases 增资 of the period add their increment to the money of ``sign``, never to the number.
    - ``STOCK``: projects at one of ``stages`` at the moment.
    - ``COHORT``: projects that entered ``stages[0]`` in ``period`` (None: ever); ``reached`` (a stage; "": all) counts
      those that have reached it by ``as_of``, ``state`` ``left`` those terminated or withdrawn.
    - ``SPAN``: waits of the projects that entered ``stages[0]`` in ``period`` for ``stages[1]``; ``state``: one of
      ``SpanState`` or "" for all.
    - ``ARRIVALS``: confirmed arrivals of money in ``period``, of ``origin`` (``projects.funds.kinds.Origin``; "": all).
    - ``PLANS``: plans of ``year`` for the projects at one of ``stages`` at the moment.

    ``by`` and ``cell`` together name one cell of a split; ``cell`` None is the total. The cells of a funnel are stocks
    narrowed to one stage and one standing.

    A project withdrawn as the duplicate of another, or merged into it, counts nowhere from when that is known.
    """

    over: Over
    moment: Moment
    filters: Filters = EVERY
    measure: Measure = Measure.TOTAL_WAN
    by: Dimension | None = None
    cell: str | None = TOTAL
    step: str = ""
    period: Period | None = None
    stages: tuple[str, ...] = STAGES
    reached: str = ""
    state: str = ""
    origin: str = ""
    year: int = 0

    def at(self, moment: Moment) -> Question:
        """The same question at another moment."""
        return replace(self, moment=moment)

    def narrowed(self, cell: str | None) -> Question:
        """One cell of it."""
        return replace(self, cell=cell)


@dataclass(frozen=True)
class Cell:
    """One number with its money. ``amount`` in the unit of the measure; None where nothing has an amount.

    ``count``: projects (arrivals: payments). Of signings ``increases`` is the number of increases in the same days and
    ``increase_amount`` their increments, which ``amount`` contains and ``count`` does not. ``figure``: the opaque key
    for ``rows`` and ``differences``.
    """

    key: str | None
    label: str
    count: int
    amount: Decimal | None
    figure: str
    increases: int = 0
    increase_amount: Decimal | None = None


@dataclass(frozen=True)
class Figure:
    """A total and its cells, in the order to show them. ``overlaps``: one row may stand in several cells."""

    question: Question
    total: Cell
    cells: tuple[Cell, ...] = ()
    overlaps: bool = False

    def cell(self, key: str) -> Cell | None:
        """The cell of that key, if it is not empty."""
        return next((one for one in self.cells if one.key == key), None)


@dataclass(frozen=True)
class FunnelCell(Cell):
    """Projects at ``stage`` with ``standing`` (and, when split, in the cell ``key``) at the moment."""

    stage: str = ""
    standing: str = ""


@dataclass(frozen=True)
class Funnel:
    """Stocks. ``cells`` are the finest (stage × standing × split); ``stages`` and ``standings`` sum them up."""

    question: Question
    total: Cell
    cells: tuple[FunnelCell, ...]
    stages: Mapping[str, Cell]
    standings: Mapping[str, Cell]
    overlaps: bool = False


@dataclass(frozen=True)
class Rate:
    """``reached`` of ``size`` projects of one list. ``percent``: rounded once, half up, 2 decimals; None of none."""

    stage: str
    reached: int
    size: int
    percent: Decimal | None
    figure: str


@dataclass(frozen=True)
class Cohort:
    """One list of projects and how far it has come by ``as_of``: 注册率, 开工率, 投产率."""

    question: Question
    size: int
    amount: Decimal | None
    figure: str
    rates: Mapping[str, Rate]


@dataclass(frozen=True)
class Tiers:
    """``nested``: ≥10亿 contains ≥50亿; ``exclusive``: bands that add up to the total, the one below all included."""

    question: Question
    total: Cell
    nested: tuple[Cell, ...]
    exclusive: tuple[Cell, ...]


@dataclass(frozen=True)
class Durations:
    """Days from one stage to the next, those still waiting counted (Kaplan–Meier; ``survival``).

    ``quartiles``: days by which 25, 50 and 75 % of the projects have arrived; None where fewer than that are known to
    arrive. ``shortest``/``longest``: of those that arrived. ``mean_of_reached`` is shown beside, never instead: it
    leaves out who waits. ``curve``: (days, share not yet arrived in [0, 1]).
    """

    question: Question
    reached: int
    waiting: int
    left: int
    quartiles: tuple[int | None, int | None, int | None]
    shortest: int | None
    longest: int | None
    mean_of_reached: Decimal | None
    curve: tuple[tuple[int, Decimal], ...]
    figures: Mapping[str, str] = field(default_factory=dict)

    @property
    def median(self) -> int | None:
        """Days by which half has arrived."""
        return self.quartiles[1]


@dataclass(frozen=True)
class ConversionLine:
    """The projects that entered the first stage in one month, and how many reached each later stage, or left."""

    month: date
    size: int
    figure: str
    rates: Mapping[str, Rate]
    left: int
    left_figure: str = ""


@dataclass(frozen=True)
class Conversions:
    """Month → stage."""

    question: Question
    lines: tuple[ConversionLine, ...]
    total: ConversionLine | None


class Kind(models.TextChoices):
    """What a row behind a number is."""

    STEP = "step", "节点推进"
    INCREASE = "increase", "增资"
    PROJECT = "project", "项目"
    ARRIVAL = "arrival", "到位资金"
    PLAN = "plan", "年度计划"


@dataclass(frozen=True)
class Row:
    """One record behind a number. ``count`` is 1 or (increase) 0; the sums over the rows are exactly the figure.

    ``id``: of the transition, amendment, payment or plan; of the project where the row is one. ``unit``: as it was
    called on that day; ``unit_code`` says which it is.
    """

    kind: Kind
    id: UUID
    project_id: UUID
    number: str
    name: str
    unit: str
    effective_on: date | None
    recorded_at: datetime | None
    count: int
    amount: Decimal | None
    unit_code: str = ""


class Cause(models.TextChoices):
    """Why a record counts differently in two readings of one figure."""

    HAPPENED = "happened", "新发生"
    LATE = "late", "补报"
    CORRECTED = "corrected", "金额更正"
    INCREASED = "increased", "增资"
    REDUCED = "reduced", "减资／缩减规模"
    REVOKED = "revoked", "撤销认定"
    MOVED = "moved", "落地（牵头、首谈）单位调整"
    RECLASSIFIED = "reclassified", "项目资料变更"
    STANDING = "standing", "状态变更"
    MERGED = "merged", "重复项目裁定"
    CONFIRMED = "confirmed", "资金核实"
    VOIDED = "voided", "作废"
    VISIBLE = "visible", "查看范围变化"
    CHANGED = "changed", "其他变更"


@dataclass(frozen=True)
class Reason:
    """One cause with its record: when the system learned of it, by whom, and a sentence."""

    cause: Cause
    at: datetime | None
    by: str
    sentence: str


@dataclass(frozen=True)
class Difference:
    """One project that makes a difference. The sums of ``count`` and ``amount`` over all are that difference."""

    project_id: UUID
    number: str
    name: str
    before: tuple[Row, ...]
    after: tuple[Row, ...]
    reasons: tuple[Reason, ...]

    @property
    def count(self) -> int:
        """By how many the number changes."""
        return sum(one.count for one in self.after) - sum(one.count for one in self.before)

    @property
    def amount(self) -> Decimal:
        """By how much the money changes."""
        return _money(self.after) - _money(self.before)


@dataclass(frozen=True)
class Explanation:
    """Two readings of one figure and every record that makes the difference."""

    question: Question
    before: Moment
    after: Moment
    count_before: int
    count_after: int
    amount_before: Decimal | None
    amount_after: Decimal | None
    differences: tuple[Difference, ...]


def _money(rows: tuple[Row, ...]) -> Decimal:
    return sum((one.amount or Decimal(0) for one in rows), Decimal(0))
