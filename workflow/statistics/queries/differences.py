"""Why two readings of one figure differ: the exact records, each with its cause (domain.md 4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from projects.people.models import Officer
from workflow.statistics.figures import Difference, Explanation, Over, Question, Reason, Row
from workflow.statistics.keys import decode
from workflow.statistics.queries.reasons import OUT_OF_SIGHT, reasons_for
from workflow.statistics.queries.rows import rows_of, value_of_question
from workflow.statistics.terms import By, Moment

BY_PROJECT = (Over.FLOW, Over.STOCK, Over.COHORT, Over.SPAN)
"""What is read from the project and its steps alone: a project not written since then reads the same."""


def differences(officer: Officer, figure_key: str, moment_a: Moment, moment_b: Moment) -> Explanation:
    """The figure at ``moment_a`` and at ``moment_b``, and every project that counts differently, with its causes.

    The sums of ``Difference.count`` and ``.amount`` are exactly the difference of the two readings. Order: by number of
    the project.
    """
    question = decode(figure_key)
    among = _touched_between(question, moment_a, moment_b)
    before = rows_of(officer, question.at(moment_a), among=among)
    after = rows_of(officer, question.at(moment_b), among=among)
    if among is None:
        sums = sums_of(before), sums_of(after)
    else:
        sums = _read(officer, question.at(moment_a)), _read(officer, question.at(moment_b))
    found = compared(question, moment_a, moment_b, before, after)
    return Explanation(question, moment_a, moment_b, sums[0][0], sums[1][0], sums[0][1], sums[1][1], found)


def compared(
    question: Question,
    a: Moment,
    b: Moment,
    before: Iterable[Row],
    after: Iterable[Row],
    *,
    seen: Collection[UUID] | None = None,
) -> tuple[Difference, ...]:
    """The projects whose rows are not the same, each with the reasons on record; only of those in ``seen``, where the
    rows may be of others too: of these it is told that they are out of sight.
    """
    were, are = _by_project(before), _by_project(after)
    moved = [key for key in {**were, **are} if _weights(were[key]) != _weights(are[key])]
    open_ = [key for key in moved if seen is None or key in seen]
    told = reasons_for(question, a, b, {key: (were[key], are[key]) for key in open_})
    found = [_difference(key, were[key], are[key], told.get(key) or [OUT_OF_SIGHT]) for key in moved]
    return tuple(sorted(found, key=lambda one: one.number))


def _difference(key: UUID, before: list[Row], after: list[Row], reasons: list[Reason]) -> Difference:
    named = (after or before)[0]
    return Difference(key, named.number, named.name, tuple(before), tuple(after), tuple(reasons))


def _by_project(rows: Iterable[Row]) -> dict[UUID, list[Row]]:
    found: dict[UUID, list[Row]] = defaultdict(list)
    for one in rows:
        found[one.project_id].append(one)
    return found


def _weights(rows: Iterable[Row]) -> set[tuple[UUID, int, Decimal | None]]:
    return {(one.id, one.count, one.amount) for one in rows}


def sums_of(rows: Iterable[Row]) -> tuple[int, Decimal | None]:
    """Number and money of rows."""
    told = list(rows)
    return sum(one.count for one in told), sum((one.amount or Decimal(0) for one in told), Decimal(0))


def _read(officer: Officer, question: Question) -> tuple[int, Decimal | None]:
    value = value_of_question(officer, question)
    return value.count, value.amount


def _touched_between(question: Question, a: Moment, b: Moment) -> Q | None:
    """Only projects written after the earlier instant can read differently on the same day; else every row may."""
    others = question.filters.mark or question.filters.chief or question.filters.origin
    split = question.by is not None and question.by.by in (By.CHIEF, By.ORIGIN)
    if question.over not in BY_PROJECT or a.as_of != b.as_of or others or split:
        return None
    return Q(row_updated__gt=min(a.known_at, b.known_at))
