"""The database's own guard: rules chosen, nights and readings are append-only (as ``workflow.steps.triggers``)."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

KEPT = "luodi: rules and readings of lights are append-only"
TABLES = ("lights_lightrules", "lights_lightnight", "lights_lightreading")
_VERBS = ("UPDATE", "DELETE")


def _name(table: str, verb: str) -> str:
    return f"{table}_no_{verb.lower()}"


NAMES = tuple((_name(table, verb), table) for table in TABLES for verb in _VERBS)


def _sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER {_name(table, verb)} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{KEPT}'); END"
        for table in TABLES
        for verb in _VERBS
    ]


def _postgresql() -> list[str]:
    made = [
        "CREATE OR REPLACE FUNCTION lights_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{KEPT}' USING ERRCODE = '23514'; END $$"
    ]
    return made + [
        f"CREATE TRIGGER {_name(table, verb)} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION lights_kept()"
        for table in TABLES
        for verb in _VERBS
    ]


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place, replacing older ones."""
    remove(connection)
    with connection.cursor() as cursor:
        for statement in _postgresql() if connection.vendor == "postgresql" else _sqlite():
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away (reverse migration; a test's control)."""
    with connection.cursor() as cursor:
        for name, table in NAMES:
            on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")


def installed(connection: BaseDatabaseWrapper) -> bool:
    """Are all of them there? A table rebuilt by SQLite loses its triggers silently."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {name for name, _ in NAMES} <= {row[0] for row in cursor.fetchall()}
