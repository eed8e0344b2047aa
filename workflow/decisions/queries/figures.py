"""What decisions took: working days at the offices by unit, by step and by quarter (the "7 → 1 天" of 芜湖鸠江).

Counted are concluded decisions (同意, 不同意) by the day of their conclusion; withdrawn ones have no conclusion.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import TypeVar

from projects.people.models import Organisation
from workflow.decisions.models import Decision, Holder, Turn
from workflow.decisions.models.processes import CONCLUDED, DecisionQuerySet
from workflow.decisions.queries.spans import elapsed_of_each, spans_of, workdays_for

QUARTERS_SHOWN = 8
_TENTH = Decimal("0.1")
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Sample:
    """One decision, or one step of one: its working days at the office, and its limit."""

    days: int
    limit: int


@dataclass(frozen=True)
class Figure:
    """Samples of one row. ``key``: what its link filters by; ``first`` and ``last``: the period, where it is one."""

    label: str
    key: str
    samples: Sequence[Sample]
    first: date | None = None
    last: date | None = None

    @property
    def count(self) -> int:
        """How many."""
        return len(self.samples)

    @property
    def median(self) -> Decimal | None:
        """The middle number of working days, one decimal; None for none."""
        found = [one.days for one in self.samples]
        return Decimal(median(found)).quantize(_TENTH, ROUND_HALF_UP) if found else None

    @property
    def longest(self) -> int | None:
        """The most working days; None for none."""
        return max((one.days for one in self.samples), default=None)

    @property
    def within(self) -> int:
        """How many kept their limit."""
        return sum(one.days <= one.limit for one in self.samples)

    @property
    def share(self) -> Decimal | None:
        """Of a hundred, how many kept their limit; None for none. Rounded once, half up."""
        if not self.samples:
            return None
        return (Decimal(100 * self.within) / self.count).quantize(_TENTH, ROUND_HALF_UP)


def concluded(decisions: DecisionQuerySet, first: date, last: date) -> DecisionQuerySet:
    """Those concluded from ``first`` to ``last``, both included."""
    return decisions.filter(state__in=CONCLUDED, closed_on__range=(first, last))


def whole_of(decisions: DecisionQuerySet, *, on: date) -> Figure:
    """All of them in one row."""
    return Figure("合计", "", [sample for _, sample in _samples(decisions, on=on)])


def by_landing(decisions: DecisionQuerySet, *, on: date) -> list[Figure]:
    """A row for each landing unit, in the order of the tree."""
    found = _samples(decisions.select_related("landing"), on=on)
    units = {decision.landing_id: decision.landing for decision, _ in found}
    rows = _grouped((decision.landing_id, sample) for decision, sample in found)
    ordered = sorted(units.values(), key=lambda unit: unit.path)
    return [Figure(unit.label, str(unit.pk), rows[unit.pk]) for unit in ordered]


def by_quarter(decisions: DecisionQuerySet, *, last: date, on: date) -> list[Figure]:
    """A row for each of the last quarters up to that of ``last``, empty ones included, oldest first."""
    quarters = _quarters(last)
    found = _samples(concluded(decisions, quarters[0][0], quarters[-1][1]), on=on)
    rows = _grouped((_quarter_of(decision.closed_on or last), sample) for decision, sample in found)
    return [_quarter(first, end, rows.get(_quarter_of(first), [])) for first, end in quarters]


def by_step(decisions: DecisionQuerySet, *, on: date) -> list[Figure]:
    """A row for each step and the unit that answered it; a step that came back counts once, with all its days."""
    turns = Turn.objects.filter(decision__in=decisions, holder=Holder.OFFICE).select_related("step", "unit")
    found = list(turns.order_by("step__position", "unit__path", "sequence"))
    days: dict[tuple[object, object], int] = {}
    told: dict[tuple[object, object], tuple[str, Organisation, int]] = {}
    for span in spans_of(found, workdays_for(found, on=on), on=on):
        key = (span.turn.decision_id, span.turn.step_id)
        days[key] = days.get(key, 0) + span.days
        told[key] = (span.turn.step.name, span.turn.unit, span.turn.step.limit_days)
    rows = _grouped(((name, unit.label), Sample(days[key], limit)) for key, (name, unit, limit) in told.items())
    return [Figure(f"{name}　{unit}", "", samples) for (name, unit), samples in rows.items()]


def _samples(decisions: DecisionQuerySet, *, on: date) -> list[tuple[Decision, Sample]]:
    found = list(decisions)
    elapsed = elapsed_of_each(found, on=on)
    return [(one, Sample(elapsed[one.pk].office, elapsed[one.pk].limit)) for one in found]


def _grouped(pairs: Iterable[tuple[K, Sample]]) -> dict[K, list[Sample]]:
    rows: dict[K, list[Sample]] = {}
    for key, sample in pairs:
        rows.setdefault(key, []).append(sample)
    return rows


def _quarters(last: date) -> list[tuple[date, date]]:
    """First and last day of each quarter shown, oldest first."""
    first = date(last.year, (last.month - 1) // 3 * 3 + 1, 1)
    found = []
    for _ in range(QUARTERS_SHOWN):
        following = (first + timedelta(days=93)).replace(day=1)
        found.append((first, following - timedelta(days=1)))
        first = (first - timedelta(days=1)).replace(day=1)
        first = date(first.year, (first.month - 1) // 3 * 3 + 1, 1)
    return found[::-1]


def _quarter_of(on: date) -> tuple[int, int]:
    return on.year, (on.month - 1) // 3


def _quarter(first: date, last: date, samples: list[Sample]) -> Figure:
    return Figure(f"{first.year}年{(first.month - 1) // 3 + 1}季度", "", samples, first, last)
