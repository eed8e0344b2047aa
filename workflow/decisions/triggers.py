"""The database's own guard: procedures, answers given and recorded reviews stay as they were, whoever writes.

Like ``workflow.amendments.triggers``. A review changes once, when it is withdrawn; a turn once, when it ends.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

FINAL = "luodi: decisions are append-only"
_GUARDS = {
    "decisions_procedure_kept": ("decisions_procedure", "UPDATE OR DELETE", ""),
    "decisions_step_kept": ("decisions_procedurestep", "UPDATE OR DELETE", ""),
    "decisions_turn_kept": ("decisions_turn", "UPDATE", "OLD.outcome <> ''"),
    "decisions_turn_stays": ("decisions_turn", "DELETE", ""),
    "decisions_decision_kept": (
        "decisions_decision",
        "UPDATE",
        "OLD.state NOT IN ('running', 'returned')",
    ),
    "decisions_decision_stays": ("decisions_decision", "DELETE", ""),
    "decisions_review_kept": (
        "decisions_review",
        "UPDATE",
        "OLD.withdrawn_at IS NOT NULL OR NEW.project_id <> OLD.project_id OR NEW.conclusion <> OLD.conclusion "
        "OR NEW.reviewer <> OLD.reviewer OR NEW.reviewed_on <> OLD.reviewed_on OR NEW.note <> OLD.note "
        "OR NEW.document_number <> OLD.document_number OR NEW.paper_id <> OLD.paper_id "
        "OR (NEW.paper_id IS NULL) <> (OLD.paper_id IS NULL)",
    ),
    "decisions_review_stays": ("decisions_review", "DELETE", ""),
}
"""Trigger → its table, what it stops, and when (always, if empty)."""


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place, replacing older ones."""
    remove(connection)
    with connection.cursor() as cursor:
        for statement in _postgresql() if connection.vendor == "postgresql" else _sqlite():
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away (reverse migration; a test's control)."""
    with connection.cursor() as cursor:
        for name, (table, events, _) in _GUARDS.items():
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
            else:
                for one in _names(name, events):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {one}")


def installed(connection: BaseDatabaseWrapper) -> bool:
    """Are all of them there? A table rebuilt by SQLite loses its triggers silently."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'")
            wanted = set(_GUARDS)
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            wanted = {one for name, (_, events, _) in _GUARDS.items() for one in _names(name, events)}
        return wanted <= {row[0] for row in cursor.fetchall()}


def _postgresql() -> list[str]:
    raised = f"RAISE EXCEPTION '{FINAL}' USING ERRCODE = '23514'"
    made = [
        f"CREATE OR REPLACE FUNCTION decisions_final() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {raised}; END $$"
    ]
    for name, (table, events, when) in _GUARDS.items():
        asked = f"WHEN ({when}) " if when else ""
        made.append(
            f"CREATE TRIGGER {name} BEFORE {events} ON {table} FOR EACH ROW {asked}EXECUTE FUNCTION decisions_final()"
        )
    return made


def _sqlite() -> list[str]:
    """One trigger for each event: SQLite knows no OR between them."""
    made = []
    for name, (table, events, when) in _GUARDS.items():
        asked = f"WHEN {when} " if when else ""
        for one, event in zip(_names(name, events), events.split(" OR "), strict=True):
            made.append(
                f"CREATE TRIGGER {one} BEFORE {event} ON {table} {asked}BEGIN SELECT RAISE(ABORT, '{FINAL}'); END"
            )
    return made


def _names(name: str, events: str) -> list[str]:
    return [name] if " OR " not in events else [f"{name}_{event.lower()}" for event in events.split(" OR ")]
