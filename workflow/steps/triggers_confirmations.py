"""The database's guard of statistics confirmations: withdrawn once, else never changed (as ``triggers``)."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

KEPT = "luodi: a statistics confirmation is append-only"
_TABLE = "steps_statisticsconfirmation"
_FIXED = ("id", "project_id", "kind", "confirmed_on", "basis", "created_by_id", "created_at")
_ABORT = f"BEGIN SELECT RAISE(ABORT, '{KEPT}'); END"
_RAISE = f"RAISE EXCEPTION '{KEPT}' USING ERRCODE = '23514'"


def _touched(differs: str) -> str:
    """A withdrawn row changes, a row in force is not withdrawn by the change, or what it states becomes another."""
    moved = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in _FIXED)
    return f"(OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL OR {moved})"


_SQLITE = {
    "steps_confirmed_kept": f"CREATE TRIGGER steps_confirmed_kept BEFORE UPDATE ON {_TABLE} "
    f"WHEN {_touched('IS NOT')} {_ABORT}",
    "steps_confirmed_stays": f"CREATE TRIGGER steps_confirmed_stays BEFORE DELETE ON {_TABLE} {_ABORT}",
}
_POSTGRESQL = (
    f"CREATE OR REPLACE FUNCTION steps_confirmed_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {_RAISE}; END $$",
    f"CREATE TRIGGER steps_confirmed_kept BEFORE UPDATE ON {_TABLE} FOR EACH ROW "
    f"WHEN {_touched('IS DISTINCT FROM')} EXECUTE FUNCTION steps_confirmed_kept()",
    f"CREATE TRIGGER steps_confirmed_stays BEFORE DELETE ON {_TABLE} FOR EACH ROW "
    "EXECUTE FUNCTION steps_confirmed_kept()",
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place, replacing older ones."""
    remove(connection)
    with connection.cursor() as cursor:
        for statement in _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE.values():
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away (reverse migration; a test's control)."""
    on = f" ON {_TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in _SQLITE:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def installed(connection: BaseDatabaseWrapper) -> bool:
    """Are all of them there? A table rebuilt by SQLite loses its triggers silently."""
    catalogue = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(catalogue)
        return set(_SQLITE) <= {row[0] for row in cursor.fetchall()}
