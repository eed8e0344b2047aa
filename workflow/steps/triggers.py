"""The database's own guard, one file for both vendors (reliability.md, section 2).

A stage or standing that no transition explains is refused, whoever writes it; a project is born 在谈 and 正常; and the
record is append-only. ``install`` is called by the migration that makes the tables.

PostgreSQL looks after the update: where a trigger looks before, every save that names a column of a unique index, as
Django's do, locks the row against those who only refer to it.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

UNEXPLAINED = "luodi: stage change without a transition"
APPEND_ONLY = "luodi: transitions are append-only"
BIRTH = "luodi: a project starts negotiating and active"

_EXPLAINED = """
    SELECT 1 FROM steps_transition t
    WHERE t.project_id = NEW.id AND t.project_version = NEW.version AND NEW.version = OLD.version + 1
      AND t.sequence = (SELECT MAX(latest.sequence) FROM steps_transition latest WHERE latest.project_id = NEW.id)
      AND t.source = OLD.stage AND t.target = NEW.stage
      AND t.source_standing = OLD.standing AND t.target_standing = NEW.standing
"""

_SQLITE = {
    "steps_stage_explained": f"""
        CREATE TRIGGER steps_stage_explained BEFORE UPDATE OF stage, standing ON ledger_project
        WHEN (OLD.stage <> NEW.stage OR OLD.standing <> NEW.standing) AND NOT EXISTS ({_EXPLAINED})
        BEGIN SELECT RAISE(ABORT, '{UNEXPLAINED}'); END""",
    "steps_project_birth": f"""
        CREATE TRIGGER steps_project_birth BEFORE INSERT ON ledger_project
        WHEN NEW.stage <> 'negotiating' OR NEW.standing <> 'active'
        BEGIN SELECT RAISE(ABORT, '{BIRTH}'); END""",
    "steps_transition_no_update": f"""
        CREATE TRIGGER steps_transition_no_update BEFORE UPDATE ON steps_transition
        BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END""",
    "steps_transition_no_delete": f"""
        CREATE TRIGGER steps_transition_no_delete BEFORE DELETE ON steps_transition
        BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END""",
}

_POSTGRESQL = [
    f"""
    CREATE OR REPLACE FUNCTION steps_stage_explained() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NOT EXISTS ({_EXPLAINED}) THEN RAISE EXCEPTION '{UNEXPLAINED}' USING ERRCODE = '23514'; END IF;
      RETURN NULL;
    END $$""",
    f"""
    CREATE OR REPLACE FUNCTION steps_project_birth() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{BIRTH}' USING ERRCODE = '23514'; END $$""",
    f"""
    CREATE OR REPLACE FUNCTION steps_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{APPEND_ONLY}' USING ERRCODE = '23514'; END $$""",
    """
    CREATE TRIGGER steps_stage_explained AFTER UPDATE ON ledger_project FOR EACH ROW
    WHEN (OLD.stage IS DISTINCT FROM NEW.stage OR OLD.standing IS DISTINCT FROM NEW.standing)
    EXECUTE FUNCTION steps_stage_explained()""",
    """
    CREATE TRIGGER steps_project_birth BEFORE INSERT ON ledger_project FOR EACH ROW
    WHEN (NEW.stage <> 'negotiating' OR NEW.standing <> 'active')
    EXECUTE FUNCTION steps_project_birth()""",
    """
    CREATE TRIGGER steps_transition_no_change BEFORE UPDATE OR DELETE ON steps_transition FOR EACH ROW
    EXECUTE FUNCTION steps_append_only()""",
    """
    CREATE TRIGGER steps_transition_no_wipe BEFORE TRUNCATE ON steps_transition FOR EACH STATEMENT
    EXECUTE FUNCTION steps_append_only()""",
]

_POSTGRESQL_NAMES = (
    ("steps_stage_explained", "ledger_project"),
    ("steps_project_birth", "ledger_project"),
    ("steps_transition_no_change", "steps_transition"),
    ("steps_transition_no_wipe", "steps_transition"),
)


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
            for name, table in _POSTGRESQL_NAMES:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
        else:
            for name in _SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def installed(connection: BaseDatabaseWrapper) -> bool:
    """Are all of them there? Asked at start: a table rebuilt by SQLite loses its triggers silently."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'")
            wanted = {name for name, _ in _POSTGRESQL_NAMES}
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            wanted = set(_SQLITE)
        return wanted <= {row[0] for row in cursor.fetchall()}
