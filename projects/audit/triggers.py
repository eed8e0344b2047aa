"""The database's own guard of the audit log, one file for both vendors.

Entries are never updated. They are deleted only from the far end: those the head names as purged, and none younger
than the floor of 184 days (网络安全法 第二十三条(三): six months, the longest of which have 184 days).
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

FLOOR_DAYS = 184
APPEND_ONLY = "luodi: audit entries are append-only"

_PURGED = "OLD.seq <= (SELECT purged_to FROM audit_head WHERE id = 1)"

_SQLITE = {
    "audit_entry_no_update": f"""
        CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry
        BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END""",
    "audit_entry_no_delete": f"""
        CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry
        WHEN NOT ({_PURGED} AND OLD.at < datetime('now', '-{FLOOR_DAYS} days'))
        BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END""",
}

_POSTGRESQL = [
    f"""
    CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{APPEND_ONLY}' USING ERRCODE = '23514'; END $$""",
    f"""
    CREATE OR REPLACE FUNCTION audit_only_purged() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NOT ({_PURGED} AND OLD.at < now() - interval '{FLOOR_DAYS} days') THEN
        RAISE EXCEPTION '{APPEND_ONLY}' USING ERRCODE = '23514';
      END IF;
      RETURN OLD;
    END $$""",
    """
    CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry FOR EACH ROW
    EXECUTE FUNCTION audit_append_only()""",
    """
    CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry FOR EACH ROW
    EXECUTE FUNCTION audit_only_purged()""",
    """
    CREATE TRIGGER audit_entry_no_wipe BEFORE TRUNCATE ON audit_entry FOR EACH STATEMENT
    EXECUTE FUNCTION audit_append_only()""",
]
_POSTGRESQL_NAMES = ("audit_entry_no_update", "audit_entry_no_delete", "audit_entry_no_wipe")


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place, replacing older ones."""
    remove(connection)
    statements = _POSTGRESQL if connection.vendor == "postgresql" else list(_SQLITE.values())
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away (reverse migration; a test's clean-up)."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for name in _POSTGRESQL_NAMES:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON audit_entry")
        else:
            for name in _SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def installed(connection: BaseDatabaseWrapper) -> bool:
    """Are all of them there and switched on?"""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'")
            wanted = set(_POSTGRESQL_NAMES)
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            wanted = set(_SQLITE)
        return wanted <= {row[0] for row in cursor.fetchall()}
