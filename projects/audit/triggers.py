"""The database's own guard of the audit log, one file for both vendors.

Entries are never updated. They are deleted only from the far end: those the head names as purged, and none younger
than the floor of 184 days (网络安全法 第二十三条(三): six months, the longest of which have 184 days).
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

FLOOR_DAYS = 184
APPEND_ONLY = "luodi: audit entries are append-only"
AT_THE_END = "luodi: audit entries are added at the end only"
ONWARDS = "luodi: the head of the audit chain moves onwards only"

_PURGED = "OLD.seq <= (SELECT purged_to FROM audit_head WHERE id = 1)"
_INSIDE = "NEW.seq <= (SELECT seq FROM audit_head WHERE id = 1)"
_BACKWARDS = "NEW.id <> OLD.id OR NEW.seq < OLD.seq OR NEW.purged_to < OLD.purged_to"

# REPLACE deletes without firing a trigger for it: SQLite is stopped before the insertion.
_SQLITE = {
    "audit_entry_no_update": f"""
        CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry
        BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END""",
    "audit_entry_no_delete": f"""
        CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry
        WHEN NOT ({_PURGED} AND OLD.at < datetime('now', '-{FLOOR_DAYS} days'))
        BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END""",
    "audit_entry_at_end": f"""
        CREATE TRIGGER audit_entry_at_end BEFORE INSERT ON audit_entry WHEN {_INSIDE}
        BEGIN SELECT RAISE(ABORT, '{AT_THE_END}'); END""",
    "audit_head_onwards": f"""
        CREATE TRIGGER audit_head_onwards BEFORE UPDATE ON audit_head WHEN {_BACKWARDS}
        BEGIN SELECT RAISE(ABORT, '{ONWARDS}'); END""",
    "audit_head_stays": f"""
        CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head
        BEGIN SELECT RAISE(ABORT, '{ONWARDS}'); END""",
    "audit_head_once": f"""
        CREATE TRIGGER audit_head_once BEFORE INSERT ON audit_head WHEN EXISTS (SELECT 1 FROM audit_head)
        BEGIN SELECT RAISE(ABORT, '{ONWARDS}'); END""",  # noqa: S608
}

_FUNCTIONS = [
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
    f"""
    CREATE OR REPLACE FUNCTION audit_at_the_end() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF {_INSIDE} THEN RAISE EXCEPTION '{AT_THE_END}' USING ERRCODE = '23514'; END IF;
      RETURN NEW;
    END $$""",
    f"""
    CREATE OR REPLACE FUNCTION audit_head_onwards() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{ONWARDS}' USING ERRCODE = '23514'; END $$""",
]
_POSTGRESQL = {
    "audit_entry_no_update": """
        BEFORE UPDATE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_append_only()""",
    "audit_entry_no_delete": """
        BEFORE DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_only_purged()""",
    "audit_entry_no_wipe": """
        BEFORE TRUNCATE ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()""",
    "audit_entry_at_end": """
        BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_at_the_end()""",
    "audit_head_onwards": f"""
        BEFORE UPDATE ON audit_head FOR EACH ROW WHEN ({_BACKWARDS}) EXECUTE FUNCTION audit_head_onwards()""",
    "audit_head_stays": """
        BEFORE DELETE ON audit_head FOR EACH ROW EXECUTE FUNCTION audit_head_onwards()""",
    "audit_head_no_wipe": """
        BEFORE TRUNCATE ON audit_head FOR EACH STATEMENT EXECUTE FUNCTION audit_head_onwards()""",
}


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place, replacing older ones."""
    remove(connection)
    with connection.cursor() as cursor:
        for statement in _statements(connection):
            cursor.execute(statement)


def _statements(connection: BaseDatabaseWrapper) -> list[str]:
    if connection.vendor == "postgresql":
        return [*_FUNCTIONS, *(f"CREATE TRIGGER {name} {rest}" for name, rest in _POSTGRESQL.items())]
    return list(_SQLITE.values())


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away (reverse migration; a test's clean-up)."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for name, rest in _POSTGRESQL.items():
                table = "audit_head" if " ON audit_head " in rest else "audit_entry"
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
        else:
            for name in _SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def installed(connection: BaseDatabaseWrapper) -> bool:
    """Are all of them there and switched on?"""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'")
            wanted = set(_POSTGRESQL)
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            wanted = set(_SQLITE)
        return wanted <= {row[0] for row in cursor.fetchall()}
