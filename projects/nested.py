"""The rows that belong to each row of a list, as one column of it: so a page costs one question and not one a kind.

The database makes JSON of them; what arrives in Python are plain dicts again, the same on PostgreSQL and SQLite.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Subquery, TextField

POSTGRESQL = "(SELECT COALESCE(json_agg(nested), '[]'::json)::text FROM (%(subquery)s) nested)"
SQLITE = "(SELECT json_group_array(json_object({columns})) FROM (%(subquery)s))"
NONE = "[]"
_READ: dict[str, Callable[[Any], Any] | None] = {
    **dict.fromkeys(("CharField", "TextField", "IntegerField", "PositiveIntegerField", "PositiveSmallIntegerField")),
    "BooleanField": None,
    "UUIDField": UUID,
    "DateField": date.fromisoformat,
    "DateTimeField": datetime.fromisoformat,
    "DecimalField": Decimal,
}
"""Kind of a column → what reads PostgreSQL's JSON of it. For SQLite Django has converters of its own."""


class Nested(Subquery):
    """``[{name: value, …}, …]`` of ``queryset.values(…)``, in its order; empty without rows.

    Keys, texts, numbers, days, instants and amounts arrive as the column itself would; everything else is refused.
    """

    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """PostgreSQL's aggregate."""
        self._check()
        return super().as_sql(compiler, connection, template=POSTGRESQL)

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """SQLite's, whose objects have to be spelt out."""
        self._check()
        columns = ", ".join(f"'{name}', \"{name}\"" for name in self._columns())
        return super().as_sql(compiler, connection, template=SQLITE.format(columns=columns))

    def get_db_converters(self, connection: Any) -> list[Any]:
        """One that knows what to make of each name."""
        readers = {name: read for name, column in self._columns().items() if (read := _reader(column, connection))}
        decode = json.JSONDecoder(
            parse_float=_number(connection)
        ).decode  # kept: to make one takes longer than to use it

        def convert(value: str, expression: Any, connection: Any) -> list[dict[str, Any]]:
            if value == NONE:
                return []
            rows: list[dict[str, Any]] = decode(value)
            for row in rows:
                for name, read in readers.items():
                    row[name] = read(row[name])
            return rows

        return [convert]

    def _columns(self) -> dict[str, Any]:
        return dict(zip(self.query.values_select, self.query.select, strict=True)) | self.query.annotation_select

    def _check(self) -> None:
        fields = {name: column.output_field for name, column in self._columns().items()}
        if not fields or any(one.get_internal_type() not in _READ or _is_own(one) for one in fields.values()):
            raise TypeError(f"nested rows are named by values(…) and plain, not {fields}")


def _is_own(field: Any) -> bool:
    """Does the field make something of its own of what the database holds? It would never see it."""
    return hasattr(field, "from_db_value")


def _number(connection: Any) -> Any:
    """Of a number with a point: exactly as PostgreSQL writes it; SQLite's amounts are floats before Django's turn."""
    return Decimal if connection.vendor == "postgresql" else float


def _reader(column: Any, connection: Any) -> Callable[[Any], Any] | None:
    """What makes the value of one column of its JSON; nothing where it is the same."""
    if connection.vendor == "postgresql":
        read = _READ[column.output_field.get_internal_type()]
        return (lambda value: None if value is None else read(value)) if read else None
    chain = [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]

    def through(value: Any) -> Any:
        for one in chain:
            value = one(value, column, connection)
        return value

    return through if chain else None
