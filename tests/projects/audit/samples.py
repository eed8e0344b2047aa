"""Entries to look at, and the hands of somebody who owns the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.test import Client

from projects.audit import triggers
from projects.audit.chain import GENESIS, digest
from projects.audit.models import Check, Entry, Head
from projects.audit.services import Difference, audited, record
from projects.people.models import Officer, Organisation
from projects.people.roles import Role
from projects.people.services import add_officer
from tests.factories import NOW, PASSWORD, sign_in


class Act(models.TextChoices):
    """Acts of the tests."""

    TRY = "sample.try", "试一试"


def write(many: int, *, at: datetime = NOW, by: Officer | None = None) -> None:
    """``many`` acts, a minute apart, each with a change."""
    for number in range(many):
        with audited():
            change = Difference("amount", "金额", str(number), str(number + 1))
            record(Act.TRY, by=by, now=at + timedelta(minutes=number), changes=[change], name=f"第{number}次")


def raw(sql: str, *params: Any) -> None:
    """As somebody at the database's own prompt."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


@contextmanager
def as_owner() -> Iterator[None]:
    """The owner of the tables can take the triggers away, and put them back so that nobody notices."""
    triggers.remove(connection)
    yield
    triggers.install(connection)


def rehash(first: int, key: str) -> None:
    """Recompute every digest from ``first`` on, and the head's, with ``key``."""
    previous = Entry.objects.filter(seq__lt=first).order_by("-seq").values_list("hash", flat=True).first() or GENESIS
    last = previous
    for row in Entry.objects.filter(seq__gte=first).order_by("seq").values():
        made = digest(previous, row, key.encode())
        raw("UPDATE audit_entry SET previous = %s, hash = %s WHERE seq = %s", previous, made, row["seq"])
        previous = last = made
    raw("UPDATE audit_head SET hash = %s, seq = (SELECT MAX(seq) FROM audit_entry)", last)


def own_key() -> str:
    return str(settings.AUDIT_KEY)


def verify() -> tuple[set[tuple[str, int]], str]:
    """(code, place) of everything ``verify_audit`` finds, and what it prints."""
    out = StringIO()
    try:
        call_command("verify_audit", stdout=out)
    except CommandError as refused:
        out.write(str(refused))
    latest = Check.objects.order_by("-id")[0]
    return {(finding["code"], finding["seq"]) for finding in latest.findings}, out.getvalue()


def head() -> Head:
    return Head.objects.get()


def auditor(unit: Organisation, username: str = "heshen") -> Officer:
    """The audit administrator."""
    return add_officer(
        unit, username=username, name="何审", roles=[Role.AUDIT_ADMIN], password=PASSWORD, by=None, now=NOW
    )


def refuse_every_entry() -> None:
    """As on a full disk."""
    if connection.vendor == "sqlite":
        raw("CREATE TRIGGER nothing_goes BEFORE INSERT ON audit_entry BEGIN SELECT RAISE(ABORT, 'full'); END")
        return
    raw("CREATE FUNCTION nothing_goes() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''full''; END'")
    raw("CREATE TRIGGER nothing_goes BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION nothing_goes()")


def enter(officer: Officer) -> Client:
    """A browser in which the officer, administrator or not, has wholly signed in."""
    return sign_in(Client(), officer)
