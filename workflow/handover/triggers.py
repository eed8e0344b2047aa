"""The database's own guard of deputies: nobody is stood in for twice on one day, whoever writes.

The table is the ledger's; the rule is that of the AB角 pages here. The principal's row is locked first, so that two
registrations at once see each other on PostgreSQL; SQLite has one writer.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

OVERLAP = "luodi: somebody stands in for this officer on one of these days"

_TAKEN = """
    NEW.ended_at IS NULL AND EXISTS (
      SELECT 1 FROM ledger_deputy held
      WHERE held.principal_id = NEW.principal_id AND held.id <> NEW.id AND held.ended_at IS NULL
        AND held.valid_from <= NEW.valid_to AND held.valid_to >= NEW.valid_from)
"""

_SQLITE = {
    f"handover_deputy_{name}": f"""
        CREATE TRIGGER handover_deputy_{name} BEFORE {event} ON ledger_deputy WHEN {_TAKEN}
        BEGIN SELECT RAISE(ABORT, '{OVERLAP}'); END"""
    for name, event in (("added", "INSERT"), ("moved", "UPDATE"))
}

_POSTGRESQL = [
    f"""
    CREATE OR REPLACE FUNCTION handover_deputy_once() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.ended_at IS NOT NULL THEN RETURN NEW; END IF;
      PERFORM 1 FROM people_officer WHERE id = NEW.principal_id FOR UPDATE;
      IF {_TAKEN} THEN RAISE EXCEPTION '{OVERLAP}' USING ERRCODE = '23514'; END IF;
      RETURN NEW;
    END $$""",
    """
    CREATE TRIGGER handover_deputy_once BEFORE INSERT OR UPDATE ON ledger_deputy FOR EACH ROW
    EXECUTE FUNCTION handover_deputy_once()""",
]


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place, replacing older ones."""
    remove(connection)
    statements = _POSTGRESQL if connection.vendor == "postgresql" else list(_SQLITE.values())
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away (reverse migration; a negative control)."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP TRIGGER IF EXISTS handover_deputy_once ON ledger_deputy")
        else:
            for name in _SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def installed(connection: BaseDatabaseWrapper) -> bool:
    """Are all of them there and switched on? A table rebuilt by SQLite loses its triggers silently."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'")
            wanted = {"handover_deputy_once"}
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            wanted = set(_SQLITE)
        return wanted <= {row[0] for row in cursor.fetchall()}
