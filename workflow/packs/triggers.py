"""The database's own guard: a frozen pack and its files stay as they are, whoever writes."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

FROZEN = "luodi: packs are frozen"
_TABLES = ("packs_pack", "packs_packfile")
NAMES = tuple(f"{table}_{ending}" for table in _TABLES for ending in ("frozen", "kept"))


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place, replacing older ones."""
    remove(connection)
    write = _postgresql if connection.vendor == "postgresql" else _sqlite
    with connection.cursor() as cursor:
        for table in _TABLES:
            for name, act in ((f"{table}_frozen", "UPDATE"), (f"{table}_kept", "DELETE")):
                for statement in write(name, act, table):
                    cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away (reverse migration; a test's control)."""
    with connection.cursor() as cursor:
        for table in _TABLES:
            where = f" ON {table}" if connection.vendor == "postgresql" else ""
            for ending in ("frozen", "kept"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{ending}{where}")


def installed(connection: BaseDatabaseWrapper) -> bool:
    """Are all of them there? A table rebuilt by SQLite loses its triggers silently."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return set(NAMES) <= {row[0] for row in cursor.fetchall()}


def _sqlite(name: str, act: str, table: str) -> list[str]:
    return [f"CREATE TRIGGER {name} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END"]


def _postgresql(name: str, act: str, table: str) -> list[str]:
    body = f"RAISE EXCEPTION '{FROZEN}' USING ERRCODE = '23514';"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$",
        f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
