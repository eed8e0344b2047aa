"""The rows that belong to each row of a list, as one column of it: so a page costs one question and not one a kind.

The database makes JSON of them; what arrives in Python are plain dicts again, the same on PostgreSQL and SQLite.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.db.models import Subquery, TextField, UUIDField

POSTGRESQL = "(SELECT COALESCE(json_agg(nested), '[]'::json)::text FROM (%(subquery)s) nested)"
SQLITE = "(SELECT json_group_array(json_object({columns})) FROM (%(subquery)s))"


class Nested(Subquery):
    """``[{name: value, …}, …]`` of ``queryset.values(name=F(…), …)``, in its order; empty without rows.

    Every name is an alias given by ``values``. Keys arrive as UUID, texts and whole numbers as they are; days, instants
    and amounts have no form that both databases share and are refused.
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

    def convert_value(self, value: Any, expression: Any, connection: Any) -> list[dict[str, Any]]:
        """Of the JSON, with keys for their texts."""
        rows: list[dict[str, Any]] = json.loads(value)
        keys = [name for name, column in self._columns().items() if isinstance(column.output_field, UUIDField)]
        for row in rows:
            row.update({name: row[name] and UUID(row[name]) for name in keys})
        return rows

    def get_db_converters(self, connection: Any) -> list[Any]:
        """Its own alone."""
        return [self.convert_value]

    def _columns(self) -> dict[str, Any]:
        found: dict[str, Any] = self.query.annotation_select
        return found

    def _check(self) -> None:
        plain = {"UUIDField", "CharField", "TextField", "IntegerField", "PositiveIntegerField"}
        kinds = {name: column.output_field.get_internal_type() for name, column in self._columns().items()}
        if self.query.values_select or not kinds or not plain.issuperset(kinds.values()):
            raise TypeError(f"nested rows are named by values(name=F(…)) and plain, not {kinds}")
