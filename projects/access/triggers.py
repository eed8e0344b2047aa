"""The database's own guard of 三员分立: an administrator's role stands alone, whoever writes it.

The officer's row is locked first, so that two grants at once see each other on PostgreSQL; SQLite has one writer.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

EXCLUSIVE = "luodi: an administrator holds no other role"

_ADMINISTRATORS = "('system_admin', 'security_admin', 'audit_admin')"
_CLASH = f"""
    SELECT 1 FROM people_officerrole held
    WHERE held.officer_id = NEW.officer_id AND held.role <> NEW.role
      AND (held.role IN {_ADMINISTRATORS} OR NEW.role IN {_ADMINISTRATORS})
"""  # noqa: S608 - no text of a user
_CLASH_OF_ANOTHER = f"{_CLASH} AND held.id <> NEW.id"

_SQLITE = {
    f"access_role_{name}": f"""
        CREATE TRIGGER access_role_{name} BEFORE {event} ON people_officerrole WHEN EXISTS ({clash})
        BEGIN SELECT RAISE(ABORT, '{EXCLUSIVE}'); END"""
    for name, event, clash in (("given", "INSERT", _CLASH), ("changed", "UPDATE", _CLASH_OF_ANOTHER))
}

_POSTGRESQL = [
    f"""
    CREATE OR REPLACE FUNCTION access_role_alone() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM 1 FROM people_officer WHERE id = NEW.officer_id FOR UPDATE;
      IF EXISTS ({_CLASH_OF_ANOTHER}) THEN RAISE EXCEPTION '{EXCLUSIVE}' USING ERRCODE = '23514'; END IF;
      RETURN NEW;
    END $$""",
    """
    CREATE TRIGGER access_role_alone BEFORE INSERT OR UPDATE ON people_officerrole FOR EACH ROW
    EXECUTE FUNCTION access_role_alone()""",
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
            cursor.execute("DROP TRIGGER IF EXISTS access_role_alone ON people_officerrole")
        else:
            for name in _SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def installed(connection: BaseDatabaseWrapper) -> bool:
    """Are all of them there and switched on?"""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'")
            wanted = {"access_role_alone"}
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            wanted = set(_SQLITE)
        return wanted <= {row[0] for row in cursor.fetchall()}
