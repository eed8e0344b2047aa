"""Triggers that refuse what must never be done to a row, whoever does it: written once for both databases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper


class Guard(NamedTuple):
    """One trigger: ``act`` (INSERT, UPDATE or DELETE) on ``table`` is refused with ``words`` where ``when`` holds.

    ``when`` is SQL over OLD and NEW, the same for SQLite and PostgreSQL. Names have at most 30 characters.
    """

    name: str
    act: str
    table: str
    when: str
    words: str


class Guards:
    """The triggers of one room: ``install``, ``remove`` and ``installed`` of one connection each."""

    def __init__(self, rows: Sequence[tuple[str, str, str, str, str]]) -> None:
        self.rows = tuple(Guard(*row) for row in rows)

    def install(self, connection: BaseDatabaseWrapper) -> None:
        """Put the triggers in place, replacing older ones."""
        self.remove(connection)
        write = _postgresql if connection.vendor == "postgresql" else _sqlite
        with connection.cursor() as cursor:
            for guard in self.rows:
                for statement in write(guard):
                    cursor.execute(statement)

    def remove(self, connection: BaseDatabaseWrapper) -> None:
        """Take the triggers away (reverse migration; a test's control)."""
        with connection.cursor() as cursor:
            for guard in self.rows:
                where = f" ON {guard.table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name}{where}")

    def installed(self, connection: BaseDatabaseWrapper) -> bool:
        """Are all of them there? A table rebuilt by SQLite loses its triggers silently."""
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'")
            else:
                cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            return {guard.name for guard in self.rows} <= {row[0] for row in cursor.fetchall()}


def _sqlite(guard: Guard) -> list[str]:
    abort = f"BEGIN SELECT RAISE(ABORT, '{guard.words}'); END"
    return [f"CREATE TRIGGER {guard.name} BEFORE {guard.act} ON {guard.table} WHEN {guard.when} {abort}"]


def _postgresql(guard: Guard) -> list[str]:
    """A condition that asks other tables cannot stand in WHEN: it stands in the function."""
    answer = "OLD" if guard.act == "DELETE" else "NEW"
    body = f"IF {guard.when} THEN RAISE EXCEPTION '{guard.words}' USING ERRCODE = '23514'; END IF; RETURN {answer};"
    return [
        f"CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$",
        f"CREATE TRIGGER {guard.name} BEFORE {guard.act} ON {guard.table} FOR EACH ROW EXECUTE FUNCTION {guard.name}()",
    ]
