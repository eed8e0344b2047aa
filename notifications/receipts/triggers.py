"""The database's own guard: what somebody acknowledged stays acknowledged, whoever writes."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "receipts_receipt"
APPEND_ONLY = "luodi: receipts are append-only"
_GUARDS = (("receipts_frozen", "UPDATE"), ("receipts_kept", "DELETE"))
_EMPTIED = "receipts_emptied"


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place, replacing older ones."""
    remove(connection)
    with connection.cursor() as cursor:
        for name, act in _GUARDS:
            if connection.vendor == "postgresql":
                cursor.execute(_function(name))
                cursor.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {name}()")
            else:
                abort = f"BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END"
                cursor.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {TABLE} {abort}")
        if connection.vendor == "postgresql":
            cursor.execute(_function(_EMPTIED))
            cursor.execute(
                f"CREATE TRIGGER {_EMPTIED} BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT EXECUTE FUNCTION {_EMPTIED}()"
            )


def _function(name: str) -> str:
    refuse = f"RAISE EXCEPTION '{APPEND_ONLY}' USING ERRCODE = '23514';"
    return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {refuse} END $$"


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away (reverse migration; a test's control)."""
    where = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in (*(name for name, _ in _GUARDS), _EMPTIED):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{where}")


def installed(connection: BaseDatabaseWrapper) -> bool:
    """Are all of them there? A table rebuilt by SQLite loses its triggers silently."""
    wanted = {name for name, _ in _GUARDS}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            wanted |= {_EMPTIED}
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return wanted <= {row[0] for row in cursor.fetchall()}
