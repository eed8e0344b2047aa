"""The database's own guard: what has been decided stays as it was, whoever writes (as ``workflow.steps.triggers``)."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

FINAL = "luodi: a decided amendment is append-only"
_TABLE, _BASIS = "amendments_amendment", "amendments_amendment_basis"

_DECIDED = f"SELECT 1 FROM {_TABLE} a WHERE a.id = {{row}}.amendment_id AND a.state <> 'submitted'"  # noqa: S608
_ABORT = f"BEGIN SELECT RAISE(ABORT, '{FINAL}'); END"

_SQLITE = {
    "amend_no_update": f"CREATE TRIGGER amend_no_update BEFORE UPDATE ON {_TABLE} "
    f"WHEN OLD.state <> 'submitted' {_ABORT}",
    "amend_no_delete": f"CREATE TRIGGER amend_no_delete BEFORE DELETE ON {_TABLE} {_ABORT}",
    "amend_basis_add": f"CREATE TRIGGER amend_basis_add BEFORE INSERT ON {_BASIS} "
    f"WHEN EXISTS ({_DECIDED.format(row='NEW')}) {_ABORT}",
    "amend_basis_move": f"CREATE TRIGGER amend_basis_move BEFORE UPDATE ON {_BASIS} {_ABORT}",
    "amend_basis_take": f"CREATE TRIGGER amend_basis_take BEFORE DELETE ON {_BASIS} "
    f"WHEN EXISTS ({_DECIDED.format(row='OLD')}) {_ABORT}",
}

_RAISE = f"RAISE EXCEPTION '{FINAL}' USING ERRCODE = '23514'"
_POSTGRESQL = [
    f"CREATE OR REPLACE FUNCTION amend_final() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {_RAISE}; END $$",
    f"CREATE OR REPLACE FUNCTION amend_basis_final() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"IF TG_OP = 'INSERT' THEN IF EXISTS ({_DECIDED.format(row='NEW')}) THEN {_RAISE}; END IF; RETURN NEW; END IF; "
    f"IF TG_OP = 'UPDATE' OR EXISTS ({_DECIDED.format(row='OLD')}) THEN {_RAISE}; END IF; RETURN OLD; END $$",
    f"CREATE TRIGGER amend_no_update BEFORE UPDATE ON {_TABLE} FOR EACH ROW "
    "WHEN (OLD.state <> 'submitted') EXECUTE FUNCTION amend_final()",
    f"CREATE TRIGGER amend_no_delete BEFORE DELETE ON {_TABLE} FOR EACH ROW EXECUTE FUNCTION amend_final()",
    f"CREATE TRIGGER amend_basis_kept BEFORE INSERT OR UPDATE OR DELETE ON {_BASIS} FOR EACH ROW "
    "EXECUTE FUNCTION amend_basis_final()",
]
_POSTGRESQL_NAMES = (("amend_no_update", _TABLE), ("amend_no_delete", _TABLE), ("amend_basis_kept", _BASIS))


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place, replacing older ones."""
    remove(connection)
    with connection.cursor() as cursor:
        for statement in _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE.values():
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away (reverse migration; a test's control)."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for name, table in _POSTGRESQL_NAMES:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
        else:
            for name in _SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def installed(connection: BaseDatabaseWrapper) -> bool:
    """Are all of them there? A table rebuilt by SQLite loses its triggers silently."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'")
            wanted = {name for name, _ in _POSTGRESQL_NAMES}
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            wanted = set(_SQLITE)
        return wanted <= {row[0] for row in cursor.fetchall()}
