"""The database's own guard: what a unit sent before a sitting stays as it was sent, whoever writes."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

APPEND_ONLY = "luodi: material sent before a sitting is append-only"
_TABLES = ("dispatch_materialanswer", "dispatch_materialfile")
_ACTS = {"UPDATE": "frozen", "DELETE": "kept"}
NAMES = tuple(f"{table[9:]}_{word}" for table in _TABLES for word in _ACTS.values())


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place, replacing older ones."""
    remove(connection)
    write = _postgresql if connection.vendor == "postgresql" else _sqlite
    with connection.cursor() as cursor:
        for table in _TABLES:
            for act, word in _ACTS.items():
                for statement in write(f"{table[9:]}_{word}", act, table):
                    cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away (reverse migration; a test's control)."""
    with connection.cursor() as cursor:
        for table in _TABLES:
            where = f" ON {table}" if connection.vendor == "postgresql" else ""
            for word in _ACTS.values():
                cursor.execute(f"DROP TRIGGER IF EXISTS {table[9:]}_{word}{where}")


def installed(connection: BaseDatabaseWrapper) -> bool:
    """Are all of them there? A table rebuilt by SQLite loses its triggers silently."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return set(NAMES) <= {row[0] for row in cursor.fetchall()}


def _sqlite(name: str, act: str, table: str) -> list[str]:
    return [f"CREATE TRIGGER {name} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END"]


def _postgresql(name: str, act: str, table: str) -> list[str]:
    body = f"RAISE EXCEPTION '{APPEND_ONLY}' USING ERRCODE = '23514';"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$",
        f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
