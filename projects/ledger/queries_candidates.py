"""Which projects have a key in common with which: one join, for one project as for a thousand.

The ORM joins no table with itself by two columns, so it is written out; each side of the join is one walk along
``ledger_match_key``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from projects.ledger.kinds import MatchKind
from projects.ledger.models import Project
from projects.ledger.models.clashes import LIVING

Window = tuple[Decimal, Decimal] | None
_BATCH = 150
"""Projects of one statement: with four values each far below the 999 that an old SQLite takes."""
_SQL = """
WITH mine (project, least, most) AS (VALUES {rows})
SELECT DISTINCT mine.project, other.project_id
FROM mine
JOIN ledger_project me ON me.id = mine.project
JOIN ledger_matchkey own ON own.project_id = mine.project
JOIN ledger_matchkey other ON other.kind = own.kind AND other.key = own.key AND other.project_id <> own.project_id
JOIN ledger_project project ON project.id = other.project_id AND project.standing IN ({living})
WHERE (own.kind NOT IN ({edges}) OR project.total_investment_wan BETWEEN mine.least AND mine.most){others}
"""
_OTHERS = " AND project.source_organisation_id <> me.source_organisation_id"
_ROW = {
    "postgresql": "(%s::uuid, %s::numeric, %s::numeric)",
    "sqlite": "(%s, CAST(%s AS NUMERIC), CAST(%s AS NUMERIC))",
}
_EDGES = (MatchKind.HEAD, MatchKind.TAIL)
"""By the edges of the name only where the amount is near too."""


def candidates(windows: Mapping[UUID, Window], *, of_others: bool = False) -> dict[UUID, list[UUID]]:
    """Project → living ones with a key in common; ``windows``: between which amounts another one is near.

    ``of_others``: only what another unit entered; with what the same unit entered there is never a clash.
    """
    found: dict[UUID, list[UUID]] = {}
    items = list(windows.items())
    for start in range(0, len(items), _BATCH):
        for project, other in _joined(items[start : start + _BATCH], _OTHERS if of_others else ""):
            found.setdefault(project, []).append(other)
    return found


def _joined(batch: Iterable[tuple[UUID, Window]], others: str) -> Iterable[tuple[UUID, UUID]]:
    key: Any = Project._meta.pk
    values: list[Any] = []
    for project, near in batch:
        values += [key.get_db_prep_value(project, connection), *(near or (None, None))]
    rows = [_ROW[connection.vendor]] * (len(values) // 3)
    sql = _SQL.format(rows=", ".join(rows), living=_marks(LIVING), edges=_marks(_EDGES), others=others)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, *map(str, LIVING), *map(str, _EDGES)])
        return [(key.to_python(one), key.to_python(other)) for one, other in cursor.fetchall()]


def _marks(values: Iterable[object]) -> str:
    return ", ".join("%s" for _ in values)
