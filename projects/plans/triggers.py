"""The database's own guard: a promised day is written once and stays, whoever writes.

A node that carries a promise is cancelled, never deleted; and what became of its dates is append-only.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

PROMISED = "luodi: a promised day stays as it was promised"
ADJUSTED = "luodi: adjustments of a plan are append-only"
_NODE, _REPLAN = "plans_node", "plans_replan"


def _abort(sentence: str) -> str:
    return f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"


_SQLITE = {
    "plans_promise_kept": f"CREATE TRIGGER plans_promise_kept BEFORE UPDATE OF committed_on ON {_NODE} "
    f"WHEN OLD.committed_on IS NOT NULL AND OLD.committed_on IS NOT NEW.committed_on {_abort(PROMISED)}",
    "plans_promise_stays": f"CREATE TRIGGER plans_promise_stays BEFORE DELETE ON {_NODE} "
    f"WHEN OLD.committed_on IS NOT NULL {_abort(PROMISED)}",
    "plans_replan_no_update": f"CREATE TRIGGER plans_replan_no_update BEFORE UPDATE ON {_REPLAN} {_abort(ADJUSTED)}",
    "plans_replan_no_delete": f"CREATE TRIGGER plans_replan_no_delete BEFORE DELETE ON {_REPLAN} {_abort(ADJUSTED)}",
}


def _function(name: str, sentence: str) -> str:
    raised = f"RAISE EXCEPTION '{sentence}' USING ERRCODE = '23514'"
    return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {raised}; END $$"


_POSTGRESQL = [
    _function("plans_promised", PROMISED),
    _function("plans_adjusted", ADJUSTED),
    f"CREATE TRIGGER plans_promise_kept BEFORE UPDATE ON {_NODE} FOR EACH ROW "
    "WHEN (OLD.committed_on IS NOT NULL AND OLD.committed_on IS DISTINCT FROM NEW.committed_on) "
    "EXECUTE FUNCTION plans_promised()",
    f"CREATE TRIGGER plans_promise_stays BEFORE DELETE ON {_NODE} FOR EACH ROW "
    "WHEN (OLD.committed_on IS NOT NULL) EXECUTE FUNCTION plans_promised()",
    f"CREATE TRIGGER plans_replan_kept BEFORE UPDATE OR DELETE ON {_REPLAN} FOR EACH ROW "
    "EXECUTE FUNCTION plans_adjusted()",
]
_POSTGRESQL_NAMES = (("plans_promise_kept", _NODE), ("plans_promise_stays", _NODE), ("plans_replan_kept", _REPLAN))


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
