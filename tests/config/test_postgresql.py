"""A connection of the pool lives when it is handed out, and knows how long a statement may run when it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection, transaction
from django.db.models import CharField

from projects.gateway.slowness import bounded
from projects.people.models import Organisation
from projects.statements import Slot, Statement
from tests.api.callers import caller
from tests.factories import build_city

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture(autouse=True)
def alone() -> Iterator[None]:
    """A pool of one connection that nobody has used."""
    connection.close()
    connection.close_pool()
    connection.pool.open(wait=True)  # who comes before its first is there makes it open a second
    yield
    connection.seconds = 0  # type: ignore[attr-defined]
    connection.close()


def standing() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        (found,) = cursor.fetchone()
    return str(found)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the sessions are told about time."""
    told: list[str] = []
    plain = psycopg.Connection.execute

    def execute(self: Any, query: Any, *args: Any, **how: Any) -> Any:
        if "statement_timeout" in str(query):
            told.append(str(query))
        return plain(self, query, *args, **how)

    monkeypatch.setattr(psycopg.Connection, "execute", execute)
    return told


def test_within_a_reading_call_the_session_is_bound_and_afterwards_not() -> None:
    with bounded():
        assert standing() != "0"
    assert standing() == "0"


def test_it_is_told_only_what_it_does_not_know(said: list[str]) -> None:
    for _ in range(3):
        with bounded():
            standing()
        connection.close()
    assert len(said) == 1
    standing()
    standing()
    assert [one.split()[0] for one in said] == ["SET", "RESET"]


def test_a_bound_connection_of_the_pool_binds_no_transaction_of_the_next() -> None:
    with bounded():
        standing()
    connection.close()
    with transaction.atomic():
        assert standing() == "0"
        transaction.set_rollback(True)
    assert standing() == "0"


def test_a_transaction_that_failed_takes_no_bound_back() -> None:
    with bounded():
        standing()
    with pytest.raises(RuntimeError), transaction.atomic():
        standing()
        raise RuntimeError
    assert standing() == "0"
    with bounded():
        assert standing() != "0"


def test_a_statement_that_is_kept_is_bound_as_any_other(said: list[str]) -> None:
    with bounded():
        Statement(lambda: Organisation.objects.filter(code=Slot("code", CharField())), code="x").rows()
    assert [one.split()[0] for one in said] == ["SET"]


def backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (found,) = cursor.fetchone()
    return int(found)


def cut(pid: int) -> None:
    """As a restart of the server does it: the session is told, and over."""
    with psycopg.connect(**plain_address(), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def plain_address() -> dict[str, Any]:
    parameters = connection.get_connection_params()
    return {name: parameters[name] for name in ("dbname", "user", "password", "host", "port") if name in parameters}


def test_who_comes_after_a_restart_meets_no_connection_that_was_cut() -> None:
    first = backend()
    connection.close()
    cut(first)
    assert backend() != first


def test_without_the_look_he_would(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.serving.postgresql.base.is_alive", lambda raw: True)
    first = backend()
    connection.close()
    cut(first)
    with pytest.raises(OperationalError):
        backend()


def test_one_that_rested_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    plain = psycopg.Connection.execute

    def execute(self: Any, query: Any, *args: Any, **how: Any) -> Any:
        asked.append(str(query))
        return plain(self, query, *args, **how)

    backend()
    connection.close()
    monkeypatch.setattr(psycopg.Connection, "execute", execute)
    backend()
    connection.close()
    assert "" not in asked
    monkeypatch.setattr("config.serving.postgresql.base.RESTED", 0)
    backend()
    assert "" in asked


def test_reading_calls_of_the_api_tell_a_connection_of_the_pool_once(said: list[str]) -> None:
    system = caller(build_city().city, "project:read")
    for _ in range(3):
        assert system.get("/projects/").status == 200
        connection.close()
    assert [one.split()[0] for one in said] == ["SET"]
