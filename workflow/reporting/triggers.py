"""The database's own guard: what was reported stays, and a closed round stays as it was closed, whoever writes."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

FROZEN = "luodi: a closed round of reports is frozen"
APPEND_ONLY = "luodi: what was reported is append-only"
_ROUND, _RETURN, _FORM = "reporting_reportround", "reporting_reportreturn", "reporting_reportform"
_VERSION, _EVENT, _URGE = "reporting_returnversion", "reporting_returnevent", "reporting_urge"
_KEPT = {"form": _FORM, "version": _VERSION, "event": _EVENT, "urge": _URGE}
_OF_CLOSED = f"EXISTS (SELECT 1 FROM {_ROUND} r WHERE r.id = {{row}}.round_id AND r.state = 'closed')"  # noqa: S608
_SAID_IN_CLOSED = (
    f"EXISTS (SELECT 1 FROM {_RETURN} b JOIN {_ROUND} r ON r.id = b.round_id "  # noqa: S608
    "WHERE b.id = NEW.report_id AND r.state = 'closed')"
)
_MOVED = "OLD.id <> NEW.id OR OLD.round_id <> NEW.round_id OR OLD.unit_id <> NEW.unit_id"

_GUARDS: tuple[tuple[str, str, str, str, str], ...] = (
    ("report_round_frozen", "UPDATE", _ROUND, "OLD.state = 'closed'", FROZEN),
    ("report_round_kept", "DELETE", _ROUND, "1 = 1", APPEND_ONLY),
    ("report_return_closed", "INSERT", _RETURN, _OF_CLOSED.format(row="NEW"), FROZEN),
    ("report_return_frozen", "UPDATE", _RETURN, f"{_MOVED} OR {_OF_CLOSED.format(row='OLD')}", FROZEN),
    ("report_return_kept", "DELETE", _RETURN, "1 = 1", APPEND_ONLY),
    *((f"report_{name}_frozen", "UPDATE", table, "1 = 1", APPEND_ONLY) for name, table in _KEPT.items()),
    *((f"report_{name}_kept", "DELETE", table, "1 = 1", APPEND_ONLY) for name, table in _KEPT.items()),
    *((f"report_{name}_closed", "INSERT", _KEPT[name], _SAID_IN_CLOSED, FROZEN) for name in ("version", "event")),
)
"""Name, act, table, when it is refused, and with which words."""
NAMES = tuple(name for name, *_ in _GUARDS)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place, replacing older ones."""
    remove(connection)
    write = _postgresql if connection.vendor == "postgresql" else _sqlite
    with connection.cursor() as cursor:
        for guard in _GUARDS:
            for statement in write(*guard):
                cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away (reverse migration; a test's control)."""
    with connection.cursor() as cursor:
        for name, _, table, *_ in _GUARDS:
            where = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{where}")


def installed(connection: BaseDatabaseWrapper) -> bool:
    """Are all of them there? A table rebuilt by SQLite loses its triggers silently."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return set(NAMES) <= {row[0] for row in cursor.fetchall()}


def _sqlite(name: str, act: str, table: str, when: str, words: str) -> list[str]:
    abort = f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
    return [f"CREATE TRIGGER {name} BEFORE {act} ON {table} WHEN {when} {abort}"]


def _postgresql(name: str, act: str, table: str, when: str, words: str) -> list[str]:
    """A condition that asks other tables cannot stand in WHEN: it stands in the function."""
    answer = "OLD" if act == "DELETE" else "NEW"
    body = f"IF {when} THEN RAISE EXCEPTION '{words}' USING ERRCODE = '23514'; END IF; RETURN {answer};"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$",
        f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
