"""The database's own guard: ladders, signed letters with their copies, answers and talks stay as they are.

Like ``workflow.decisions.triggers``. A signed letter goes on through its states; its words, number, signature and
recipient do not change any more, and one that is filed changes no more at all. An answer changes once: its verdict.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

FINAL = "luodi: signed letters and what belongs to them are append-only"
_FROZEN = (
    *("organisation_id", "project_id", "item_id", "previous_id", "kind", "colour", "trigger", "issuer", "word"),
    *("unit_id", "recipient_id", "addressee", "title", "body", "reply_days", "reply_count", "submitted_by_id"),
    *("signed_by_id", "signed_at", "year", "sequence", "created_at"),
)


def _differs(name: str) -> str:
    return f"OLD.{name} <> NEW.{name} OR (OLD.{name} IS NULL) <> (NEW.{name} IS NULL)"


_CHANGED = " OR ".join(_differs(name) for name in _FROZEN)
_RECEIPT = f"OLD.received_at IS NOT NULL AND ({_differs('received_at')} OR {_differs('received_by_id')})"
_ANSWERED = " OR ".join(_differs(name) for name in ("letter_id", "sequence", "text", "by_id", "at", "is_late"))
_ALWAYS = ("ladder", "rung", "copy", "entry", "attachment", "talk", "talkitem")
_GUARDS = {
    "letters_letter_kept": (
        "letters_letter",
        "UPDATE",
        f"OLD.signed_at IS NOT NULL AND (OLD.state = 'filed' OR {_CHANGED} OR ({_RECEIPT}))",
    ),
    "letters_letter_stays": ("letters_letter", "DELETE", ""),
    "letters_answer_kept": ("letters_answer", "UPDATE", f"OLD.verdict <> '' OR {_ANSWERED}"),
    "letters_answer_stays": ("letters_answer", "DELETE", ""),
    **{f"letters_{name}_kept": (f"letters_{name}", "UPDATE OR DELETE", "") for name in _ALWAYS},
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
    made = [f"CREATE OR REPLACE FUNCTION letters_final() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {raised}; END $$"]
    for name, (table, events, when) in _GUARDS.items():
        asked = f"WHEN ({when}) " if when else ""
        made.append(
            f"CREATE TRIGGER {name} BEFORE {events} ON {table} FOR EACH ROW {asked}EXECUTE FUNCTION letters_final()"
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
