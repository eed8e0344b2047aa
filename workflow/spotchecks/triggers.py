"""The database's own guard: a fixed round, its frame, its visits and their records stay as they are, whoever writes."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

FROZEN = "luodi: a fixed round of spot checks is frozen"
APPEND_ONLY = "luodi: records of spot checks are append-only"
_ROUND, _FRAME, _VISIT, _SENT = (f"spotchecks_{name}" for name in ("round", "framerow", "visit", "assignment"))
_RECORDS = tuple(f"spotchecks_{name}" for name in ("record", "addition", "paper", "proposal"))

_IS_FIXED = f"EXISTS (SELECT 1 FROM {_ROUND} r WHERE r.id = NEW.round_id AND r.state <> 'planned')"  # noqa: S608
_IS_RECORDED = "EXISTS (SELECT 1 FROM spotchecks_record k WHERE k.visit_id = {row}.visit_id)"
_VISIT_MOVED = (
    "OLD.id <> NEW.id OR OLD.round_id <> NEW.round_id OR OLD.row_id <> NEW.row_id "
    "OR OLD.project_id <> NEW.project_id OR OLD.number <> NEW.number"
)
_SENT_MOVED = (
    "OLD.ended_at IS NOT NULL OR OLD.visit_id <> NEW.visit_id OR OLD.officer_id <> NEW.officer_id "
    "OR OLD.assigned_at <> NEW.assigned_at"
)

_GUARDS: tuple[tuple[str, str, str, str, str], ...] = (
    ("spot_round_frozen", "UPDATE", _ROUND, "OLD.state <> 'planned'", FROZEN),
    ("spot_round_kept", "DELETE", _ROUND, "OLD.state <> 'planned'", FROZEN),
    ("spot_frame_closed", "INSERT", _FRAME, _IS_FIXED, FROZEN),
    ("spot_frame_frozen", "UPDATE", _FRAME, "1 = 1", FROZEN),
    ("spot_frame_kept", "DELETE", _FRAME, "1 = 1", FROZEN),
    ("spot_visit_closed", "INSERT", _VISIT, _IS_FIXED, FROZEN),
    ("spot_visit_frozen", "UPDATE", _VISIT, _VISIT_MOVED, FROZEN),
    ("spot_visit_kept", "DELETE", _VISIT, "1 = 1", FROZEN),
    ("spot_sent_closed", "INSERT", _SENT, _IS_RECORDED.format(row="NEW"), APPEND_ONLY),
    ("spot_sent_frozen", "UPDATE", _SENT, f"{_SENT_MOVED} OR {_IS_RECORDED.format(row='OLD')}", APPEND_ONLY),
    ("spot_sent_kept", "DELETE", _SENT, "1 = 1", APPEND_ONLY),
    *((f"{table[5:]}_frozen", "UPDATE", table, "1 = 1", APPEND_ONLY) for table in _RECORDS),
    *((f"{table[5:]}_kept", "DELETE", table, "1 = 1", APPEND_ONLY) for table in _RECORDS),
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
