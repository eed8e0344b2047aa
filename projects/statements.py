"""A SELECT that Django writes once for its shape, and the database plans once: what it is asked later are only values.

Django takes longer to write the statement of a list than the database takes to answer it. A ``Statement`` is a
queryset that is not built yet: the function that builds it, with a ``Slot`` wherever a value changes from call to
call, and a *shape* that names everything else it reads. The first of a shape is built and compiled, the next ones are
bound. On PostgreSQL it is prepared under the same text, so that its plan is kept as well (ADR 0039).
"""

from __future__ import annotations

import copy
import json
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models.expressions import Expression
from django.db.models.lookups import Lookup
from psycopg.adapt import Loader

MOST = 1_000
"""Statements kept by a process; who was asked least recently goes. One takes some ten to forty KB."""
PREPARED = 300
"""Plans a connection keeps. They are gone with its next rollback, and made again as they are asked."""
_CONVERTERS, _CURSOR = "luodi_converters", "luodi_cursor"
_HERE = "\0"  # no text of PostgreSQL holds it
_kept: OrderedDict[tuple[Hashable, ...], _Compiled] = OrderedDict()
_lock = Lock()


class Slot(Expression):
    """Where a value of type ``output_field`` comes in: the right side of a lookup, or with ``among`` many of them."""

    def __init__(self, name: str, output_field: models.Field[Any, Any]) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """One place, filled when it is asked."""
        return "%s", [_Place(self.name, self.output_field)]


@models.Field.register_lookup
@models.ForeignObject.register_lookup
class Among(Lookup):
    """``field__among=Slot(…)``: one of as many values as there are, under one and the same text."""

    lookup_name = "among"

    def get_prep_lookup(self) -> Any:
        """A slot and nothing else, for a list of values there is ``in``."""
        if not isinstance(self.rhs, Slot):
            raise TypeError("among takes a slot")
        return self.rhs

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """An array on PostgreSQL, a JSON list on SQLite."""
        left, params = self.process_lhs(compiler, connection)
        many = [_Place(self.rhs.name, self.rhs.output_field, many=True)]
        among = "= ANY(%s)" if connection.vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"
        return f"{left} {among}", [*params, *many]


Build = Callable[[], models.QuerySet[Any, Any]]
More = Callable[[models.QuerySet[Any, Any]], models.QuerySet[Any, Any]]


class _Place:
    """Which value goes there, and how the database wants it."""

    def __init__(self, name: str, field: models.Field[Any, Any], *, many: bool = False) -> None:
        self.name, self._field, self._many = name, field, many

    def bind(self, value: Any, connection: Any) -> Any:
        if not self._many:
            return self._field.get_db_prep_value(value, connection)
        bound = [self._field.get_db_prep_value(one, connection) for one in value]
        return bound if connection.vendor == "postgresql" else json.dumps(bound)


class Statement:
    """A queryset yet to be built by ``build``, which reads nothing but its slots and what ``shape`` names.

    ``values`` are those of the slots. Two statements are of one shape when the same function builds them from equals.
    """

    def __init__(self, build: Build, *shape: Hashable, **values: Any) -> None:
        self.shape: tuple[Hashable, ...] = (*_name_of(build), *shape)
        self.build, self.values = build, values

    def then(self, more: More, *shape: Hashable, **values: Any) -> Statement:
        """The same narrowed, sorted or cut by ``more``, for which the same rule holds."""
        build = self.build
        made = Statement(lambda: more(build()), **self.values, **values)
        made.shape = (self.shape, *_name_of(more), *shape)
        return made

    def rows(self) -> list[Any]:
        """What the queryset would answer: rows, tuples or instances."""
        return self._compiled().rows(self.values)

    def first(self) -> Any | None:
        """Its first row, or nothing; for what matches one at most."""
        return next(iter(self.rows()), None)

    def _compiled(self) -> _Compiled:
        with _lock:
            found = _kept.get(self.shape)
            if found:
                _kept.move_to_end(self.shape)
                return found
        made = _Compiled(self.build())
        with _lock:
            _kept[self.shape] = made
            while len(_kept) > MOST:
                _kept.popitem(last=False)
        return made


def _name_of(function: Callable[..., Any]) -> tuple[Hashable, ...]:
    """Of a method of a class, also which: what it builds reads that class."""
    return function.__module__, function.__qualname__, getattr(function, "__self__", None)


def forget() -> None:
    """Keep nothing: for whoever measures or compares."""
    with _lock:
        _kept.clear()


class _Compiled:
    """Django's own compiler after its work, and the queryset that knows what becomes of the rows."""

    def __init__(self, found: models.QuerySet[Any, Any]) -> None:
        if found._prefetch_related_lookups:  # type: ignore[attr-defined]
            raise TypeError("a statement is one SELECT: it prefetches nothing")
        self._found = found.using(DEFAULT_DB_ALIAS)
        self._compiler: Any = found.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            self._sql, self._params = self._written()
            if self._compiler.has_extra_select:
                raise TypeError("a statement that is distinct is sorted by what it selects")
        except EmptyResultSet:
            self._sql, self._params = "", []
        self._compiler.connection = None  # that of the thread that was first; each has its own (``rows``)

    def _written(self) -> tuple[str, list[Any]]:
        """The text and its places. For PostgreSQL what never changes is part of the text: so it needs no type."""
        sql, params = self._compiler.as_sql()
        connection = connections[DEFAULT_DB_ALIAS]
        if connection.vendor != "postgresql":
            return sql, list(params)
        places = [one for one in params if isinstance(one, _Place)]
        with connection.cursor() as cursor:
            texts = [_HERE if isinstance(one, _Place) else cursor.mogrify("%s", [one]) for one in params]
        return (sql % tuple(texts)).replace("%", "%%").replace(_HERE, "%s"), places

    def rows(self, values: dict[str, Any]) -> list[Any]:
        """Bind and ask. Everything from the cursor to the rows is Django's."""
        if not self._sql:
            return []
        connection = connections[DEFAULT_DB_ALIAS]
        bound = [one.bind(values[one.name], connection) if isinstance(one, _Place) else one for one in self._params]
        asked = copy.copy(self._compiler)
        asked.connection = connection
        if connection.vendor != "postgresql":
            asked.as_sql = lambda: (self._sql, bound)
        elif _is_watched(connection):
            asked.connection = _Preparing(connection)
            asked.as_sql = lambda: (self._sql, bound)
        else:
            asked.execute_sql = lambda *_, **__: [_asked(connection, self._sql, bound)]
        asked.get_converters = lambda columns: self._converters(connection, columns)
        query = _But(self._found.query, get_compiler=lambda *_, **__: asked)
        iterable: Any = self._found._iterable_class
        return list(iterable(_But(self._found, query=query)))

    def _converters(self, connection: Any, columns: list[Any]) -> Any:
        """What makes Python's values of the database's: found once for each connection, whose own methods they are."""
        kept: WeakKeyDictionary[_Compiled, Any] = connection.__dict__.setdefault(_CONVERTERS, WeakKeyDictionary())
        if self not in kept:
            asked = copy.copy(self._compiler)
            asked.connection = connection
            kept[self] = asked.get_converters(columns)
        return kept[self]


class _But:
    """Something else in all but what is said here."""

    def __init__(self, other: Any, **said: Any) -> None:
        self.__dict__.update(said)
        self._other = other

    def __getattr__(self, name: str) -> Any:
        return getattr(self._other, name)


class _Prepared(ServerBindingCursor):
    """Prepares a text from its second time on, and tells Django's log of queries what it sent.

    Only while it sends: psycopg would count the texts of all other queries too, and forget ours over theirs.
    """

    def execute(self, query: Any, params: Any = None, **how: Any) -> Any:
        connection: Any = self.connection  # type: ignore[attr-defined]
        connection.prepared_max, connection.prepare_threshold = PREPARED, 1
        try:
            return super().execute(query, params, **how)  # type: ignore[misc]
        finally:
            connection.prepare_threshold = None

    def _convert_query(self, query: Any, params: Any = None) -> Any:
        self._query = super()._convert_query(query, params)  # type: ignore[misc]
        return self._query


class _Preparing(_But):
    """A connection of Django's whose cursors leave the values to the server, which keeps the plan of each text."""

    def cursor(self) -> Any:
        """Django's own in everything else: its errors, its log of queries, its time zone."""
        self._other.ensure_connection()
        raw = self._other.connection
        kept, raw.cursor_factory = raw.cursor_factory, _Prepared
        try:
            return self._other.cursor()
        finally:
            raw.cursor_factory = kept


class _Instant(Loader):
    """An instant as Django wants it of a session in UTC, read by the interpreter itself."""

    def load(self, data: Any) -> datetime:
        """``2026-12-01 09:06:47.5+00``."""
        return datetime.fromisoformat(bytes(data).decode())


def _is_watched(connection: Any) -> bool:
    """Does anybody count, log or wrap what is asked? Then it goes through Django's own cursor."""
    return bool(connection.queries_logged or connection.execute_wrappers)


def _asked(connection: Any, sql: str, bound: list[Any]) -> list[tuple[Any, ...]]:
    """What PostgreSQL answers, by the one cursor that its connection keeps for statements; errors are Django's."""
    connection.tell()  # of config.serving.postgresql
    connection.validate_no_broken_transaction()
    raw = connection.connection
    with connection.wrap_database_errors:
        cursor: Any = raw.__dict__.get(_CURSOR)
        if cursor is None:
            cursor = raw.__dict__[_CURSOR] = _Prepared(raw)  # type: ignore[call-arg]
            if connection.timezone_name == "UTC":
                cursor.adapters.register_loader("timestamptz", _Instant)
        return cursor.execute(sql, bound).fetchall()
