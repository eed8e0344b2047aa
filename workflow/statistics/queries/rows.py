"""Every number opens to the rows behind it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, IntegerField, Q, Value

from projects.errors import NotFound
from projects.people.models import Officer, Organisation
from workflow.statistics.figures import Cell, Kind, Question, Row
from workflow.statistics.keys import UNKNOWN, decode
from workflow.statistics.queries.adding import Added, cell, exact, totals
from workflow.statistics.queries.lines import Lines, lines_of
from workflow.statistics.queries.splitting import Labels, raw_of
from workflow.statistics.terms import Role

_COLUMNS = (
    "row_kind", "row_id", "row_project", "row_number", "row_name", "row_path", "day", "known", "row_counts", "money",
)  # fmt: skip
_ORDER = ("day", "row_number", "row_id")
_BACKWARDS = tuple(f"-{one}" for one in _ORDER)


def rows(
    officer: Officer, figure_key: str, *, limit: int | None = None, after: str = "", backwards: bool = False
) -> list[Row]:
    """The records behind a number, those the officer may see today; order: day, number of the project, id.

    ``NotFound`` for a key that is none. ``limit`` with ``after`` (``cursor_of`` the last row) pages through long lists;
    ``backwards``: the rows before ``after``, the nearest first.
    """
    return rows_of(officer, decode(figure_key), limit=limit, after=after, backwards=backwards)


def rows_of(
    officer: Officer,
    question: Question,
    *,
    limit: int | None = None,
    after: str = "",
    backwards: bool = False,
    among: Q | None = None,
) -> list[Row]:
    """As ``rows``, of a question; ``among``: a condition on ``row_updated`` or ``row_project``. Three queries."""
    parts = [_listed(one) for one in lines_of(officer, question)]
    if among is not None:
        parts = [part.filter(among) for part in parts]
    if after:
        parts = [part.filter(_beyond(after, "lt" if backwards else "gt")) for part in parts]
    listed = [part.values_list(*_COLUMNS) for part in parts]
    whole = (listed[0].union(*listed[1:], all=True) if len(listed) > 1 else listed[0]).order_by(
        *(_BACKWARDS if backwards else _ORDER)
    )
    found = list(whole[:limit] if limit else whole)
    units = {one[5] for one in found if one[5]}
    named = {one.path: one for one in Organisation.objects.with_names().filter(path__in=units)} if units else {}
    return [_row(one, named, question.moment.as_of) for one in found]


def _listed(lines: Lines) -> Any:
    prefix = lines.ground.prefix
    return lines.rows.order_by().annotate(
        row_kind=Value(str(lines.kind), output_field=CharField()),
        row_id=F("pk"),
        row_project=F(lines.ground.key),
        row_number=F(f"{prefix}number"),
        row_name=F(f"{prefix}name"),
        row_updated=F(f"{prefix}updated_at"),
        row_path=lines.ground.unit_path(Role.LANDING),
        row_counts=Value(int(lines.counts), output_field=IntegerField()),
    )


def _row(told: tuple[Any, ...], units: dict[str, Organisation], on: date) -> Row:
    kind, pk, project, number, name, path, day, known, counts, money = told
    label, code = (units[path].label_on(on), units[path].code) if path in units else ("", "")
    return Row(Kind(kind), pk, project, number, name, label, day, known, counts, money, code)


def cursor_of(row: Row) -> str:
    """What to give as ``after`` for the rows that follow ``row``."""
    return f"{row.effective_on or ''}|{row.number}|{row.id}"


def _beyond(after: str, compare: str) -> Q:
    try:
        day, number, pk = after.split("|")
        if "\x00" in number:
            raise ValueError(after)
        key, on = UUID(pk), date.fromisoformat(day) if day else None
    except ValueError as refused:
        raise NotFound(UNKNOWN, "unknown_figure") from refused
    further = Q(**{f"row_number__{compare}": number}) | Q(row_number=number, **{f"row_id__{compare}": key})
    return further if on is None else Q(**{f"day__{compare}": on}) | (Q(day=on) & further)


def value_of(officer: Officer, figure_key: str) -> Cell:
    """The number itself, asked again."""
    return value_of_question(officer, decode(figure_key))


def value_of_question(officer: Officer, question: Question) -> Cell:
    """The number of a question's cell."""
    added = Added()
    one = question if question.cell is not None else _whole(question)
    for _, counts, number, money in totals([("", lines) for lines in lines_of(officer, one)]):
        added.add(bool(counts), number, exact(money))
    return cell(one, _label(one), added)


def _whole(question: Question) -> Question:
    return Question(**{**vars(question), "by": None})


def _label(question: Question) -> str:
    if question.by is None or question.cell is None:
        return "合计"
    raw = raw_of(question.by, question.cell)
    return Labels(question.by, [raw], question.moment.as_of).label(raw)
