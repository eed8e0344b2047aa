"""The database's own guard: confirmed minutes, their decisions, attendance and bytes stay, whoever writes."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

LOCKED = "luodi: confirmed minutes are locked"
APPEND_ONLY = "luodi: corrections and editions of minutes are append-only"
SENT_ONCE = "luodi: a receipt of minutes is acknowledged once and never removed"
_MINUTES, _DECISION, _JOINT = "minutes_minutes", "minutes_decision", "minutes_decision_joint"
_PRESENCE, _RECEIPT = "minutes_presence", "minutes_receipt"
_IS_LOCKED = "EXISTS (SELECT 1 FROM minutes_minutes m WHERE m.meeting_id = {row}.meeting_id AND m.state = 'confirmed')"
_JOINT_LOCKED = (
    "EXISTS (SELECT 1 FROM minutes_minutes m JOIN minutes_decision d ON d.meeting_id = m.meeting_id "
    "WHERE d.id = {row}.decision_id AND m.state = 'confirmed')"
)
_UNSENT = "NOT EXISTS (SELECT 1 FROM minutes_minutes m WHERE m.id = NEW.minutes_id AND m.state = 'confirmed')"
_RECEIPT_MOVED = (
    "OLD.id <> NEW.id OR OLD.minutes_id <> NEW.minutes_id OR OLD.officer_id <> NEW.officer_id "
    "OR OLD.sent_at <> NEW.sent_at OR OLD.sent_by_id <> NEW.sent_by_id OR OLD.acknowledged_at IS NOT NULL"
)
_new, _old = {"row": "NEW"}, {"row": "OLD"}

_GUARDS: tuple[tuple[str, str, str, str, str], ...] = (
    ("minutes_frozen", "UPDATE", _MINUTES, "OLD.state = 'confirmed'", LOCKED),
    ("minutes_kept", "DELETE", _MINUTES, "OLD.state = 'confirmed'", LOCKED),
    ("minutes_decision_closed", "INSERT", _DECISION, _IS_LOCKED.format(**_new), LOCKED),
    ("minutes_decision_frozen", "UPDATE", _DECISION, _IS_LOCKED.format(**_old), LOCKED),
    ("minutes_decision_kept", "DELETE", _DECISION, "1 = 1", LOCKED),
    ("minutes_joint_closed", "INSERT", _JOINT, _JOINT_LOCKED.format(**_new), LOCKED),
    ("minutes_joint_kept", "DELETE", _JOINT, _JOINT_LOCKED.format(**_old), LOCKED),
    ("minutes_presence_closed", "INSERT", _PRESENCE, _IS_LOCKED.format(**_new), LOCKED),
    ("minutes_presence_frozen", "UPDATE", _PRESENCE, _IS_LOCKED.format(**_old), LOCKED),
    ("minutes_presence_kept", "DELETE", _PRESENCE, _IS_LOCKED.format(**_old), LOCKED),
    ("minutes_correction_early", "INSERT", "minutes_correction", _UNSENT, LOCKED),
    ("minutes_receipt_early", "INSERT", _RECEIPT, _UNSENT, LOCKED),
    ("minutes_receipt_frozen", "UPDATE", _RECEIPT, _RECEIPT_MOVED, SENT_ONCE),
    ("minutes_receipt_kept", "DELETE", _RECEIPT, "1 = 1", SENT_ONCE),
    *(
        (f"{table}_{word}", act, table, "1 = 1", APPEND_ONLY)
        for table in ("minutes_correction", "minutes_edition")
        for act, word in (("UPDATE", "fixed"), ("DELETE", "kept"))
    ),
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
