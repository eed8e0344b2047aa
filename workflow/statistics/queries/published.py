"""A frozen figure beside the same question asked now."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from projects.errors import NotFound
from projects.ledger.models import Project
from projects.people.models import Officer
from projects.rows import one_or_none
from workflow.statistics.figures import Explanation, Row
from workflow.statistics.freezing import read_row
from workflow.statistics.models import FrozenFigure
from workflow.statistics.queries.differences import compared, sums_of
from workflow.statistics.queries.rows import rows_of
from workflow.statistics.terms import Moment

OUT_OF_SIGHT = "（不在查看范围内的项目）"


def visible_frozen(officer: Officer, frozen_id: UUID) -> FrozenFigure:
    """The frozen figure, or ``NotFound``."""
    found = one_or_none(
        FrozenFigure.objects.visible_to(officer).select_related("scope", "frozen_by").filter(pk=frozen_id)
    )
    if found is None:
        raise NotFound("没有找到这个定稿统计数，或它不在您的查看范围内。")
    return found


def since_frozen(
    officer: Officer, frozen: FrozenFigure, *, now: datetime, known_at: datetime | None = None
) -> Explanation:
    """What was published, and the same as of the same day as known now (or at ``known_at``), with every cause.

    The rows published are read from the stored ones; of a project that ``officer`` no longer sees it is told that, and
    nothing of what happened to it.
    """
    question = frozen.question
    later = Moment.asked(now=now, as_of=frozen.as_of, known_at=known_at)
    before = rows_of_frozen(officer, frozen)
    after = rows_of(officer, question.at(later), among=_of_whom_it_was_told(frozen))
    count, amount = sums_of(after)
    keys = {one.project_id for one in (*before, *after)}
    seen = set(Project.objects.visible_to(officer).filter(pk__in=keys).values_list("pk", flat=True))
    found = compared(question, question.moment, later, before, after, seen=seen)
    return Explanation(question, question.moment, later, frozen.count, count, frozen.amount, amount, found)


def _of_whom_it_was_told(frozen: FrozenFigure) -> Q | None:
    """It was read with the eyes of a unit: only what that unit sees, and what was published, is compared with it."""
    if frozen.scope is None:
        return None
    own = Project.objects.with_unit_under(frozen.scope).order_by().values("pk")
    return Q(row_project__in=own) | Q(row_project__in=[UUID(one[2]) for one in frozen.rows])


def rows_of_frozen(officer: Officer, frozen: FrozenFigure) -> list[Row]:
    """The rows as published; a project out of sight today keeps its place without its name."""
    keys = {one[2] for one in frozen.rows}
    told = Project.objects.visible_to(officer).filter(pk__in=keys).values_list("pk", "number", "name").distinct()
    named = {pk: (number, name) for pk, number, name in told}
    return [read_row(one, *named.get(UUID(one[2]), ("", OUT_OF_SIGHT))) for one in frozen.rows]
