"""The database itself guards the log from the application's own role."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from projects.audit import triggers
from projects.audit.models import Entry
from tests.projects.audit.samples import as_owner, head, raw, write
from tests.projects.audit.test_attacks import COPIED

pytestmark = pytest.mark.django_db

REFUSED = [
    "UPDATE audit_entry SET detail = 'x' WHERE seq = 2",
    "UPDATE audit_entry SET at = at WHERE seq = 2",
    "UPDATE audit_entry SET seq = 77 WHERE seq = 2",
    "UPDATE audit_entry SET hash = previous",
    "DELETE FROM audit_entry WHERE seq = 2",
    "DELETE FROM audit_entry WHERE seq = 5",
    "DELETE FROM audit_entry",
    f"INSERT INTO audit_entry (seq, {COPIED}) SELECT 3, {COPIED} FROM audit_entry WHERE seq = 2",
    f"INSERT INTO audit_entry (seq, {COPIED}) SELECT 0, {COPIED} FROM audit_entry WHERE seq = 2",
    f"INSERT INTO audit_entry (seq, {COPIED}) SELECT seq, {COPIED} FROM audit_entry WHERE seq = 2"
    " ON CONFLICT (seq) DO UPDATE SET detail = 'x'",
    "UPDATE audit_head SET seq = 2",
    "UPDATE audit_head SET id = 2",
    "UPDATE audit_head SET purged_to = -1",
    "DELETE FROM audit_head",
    "INSERT INTO audit_head (id, seq, hash, purged_to, purged_hash) VALUES (1, 0, '', 0, '')",
    "INSERT INTO audit_head (id, seq, hash, purged_to, purged_hash) VALUES (2, 0, '', 0, '')",
]
OF_POSTGRESQL = ["TRUNCATE audit_entry", "TRUNCATE audit_head", "TRUNCATE audit_entry, audit_head CASCADE"]
OF_SQLITE = [
    f"INSERT OR REPLACE INTO audit_entry (seq, {COPIED}) SELECT 2, {COPIED} FROM audit_entry WHERE seq = 3",
    "INSERT OR REPLACE INTO audit_head (id, seq, hash, purged_to, purged_hash) VALUES (1, 0, '', 0, '')",
    "UPDATE OR REPLACE audit_entry SET seq = 3 WHERE seq = 2",
]


def statements() -> list[str]:
    return REFUSED + (OF_SQLITE if connection.vendor == "sqlite" else OF_POSTGRESQL)


def test_the_application_can_neither_change_nor_remove_what_was_recorded() -> None:
    write(5)
    rows = list(Entry.objects.values())
    for statement in statements():
        with pytest.raises(DatabaseError), transaction.atomic():
            raw(statement)
    assert list(Entry.objects.values()) == rows
    assert head().seq == 5


def test_negative_control_without_triggers_the_same_statements_get_through() -> None:
    write(5)
    through = []
    with as_owner():
        for statement in statements():
            try:
                with transaction.atomic():
                    raw(statement)
                    through.append(statement)
                    transaction.set_rollback(True)
            except DatabaseError:
                continue  # refused by a constraint as well
    assert len(through) >= len(statements()) - 5


@pytest.mark.parametrize(("days", "goes"), [(0, False), (30, False), (183, False), (184.1, True), (400, True)])
def test_an_entry_below_the_floor_stays_even_when_the_head_calls_it_purged(days: float, goes: bool) -> None:
    """Whatever the application's settings say: the floor of 184 days is the database's."""
    write(1, at=timezone.now() - timedelta(days=days))
    raw("UPDATE audit_head SET purged_to = 1")
    try:
        with transaction.atomic():
            raw("DELETE FROM audit_entry WHERE seq = 1")
    except DatabaseError as refused:
        assert triggers.APPEND_ONLY in str(refused)
    assert Entry.objects.exists() is not goes


def test_an_old_entry_that_the_head_does_not_call_purged_stays() -> None:
    write(2, at=timezone.now() - timedelta(days=400))
    raw("UPDATE audit_head SET purged_to = 1")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        raw("DELETE FROM audit_entry WHERE seq = 2")


def test_the_triggers_are_there_and_are_missed_when_gone() -> None:
    assert triggers.installed(connection)
    triggers.remove(connection)
    assert not triggers.installed(connection)
    triggers.install(connection)
    triggers.install(connection)
    assert triggers.installed(connection)
