"""What is too large, too deep or too much is refused in a sentence, before it costs anything."""

from __future__ import annotations

import io
import json
import sqlite3
import time
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from pytest_django import Settings

from config.api import refusal_of
from projects.gateway.intake import Intake
from projects.gateway.slowness import begin_again, bounded
from tests.api.callers import Answer, Caller, body_of
from tests.factories import City

MEGABYTE = 1024 * 1024


class Counting(io.RawIOBase):
    """An endless body that knows how much of it was read."""

    def __init__(self) -> None:
        self.read_so_far = 0

    def read(self, size: int = -1) -> bytes:
        assert size >= 0, "nobody reads without a bound"
        self.read_so_far += size
        return b"x" * size


def test_a_body_announced_too_large_is_413_and_not_read(fanchang: Caller) -> None:
    source = Counting()
    answer = Answer(
        fanchang.client.generic(
            "POST", "/api/v1/projects/", headers={"Authorization": f"Bearer {fanchang.key}", "Idempotency-Key": "k"},
            **{"wsgi.input": source, "CONTENT_LENGTH": str(10 * MEGABYTE), "CONTENT_TYPE": "application/json"},
        )
    )  # fmt: skip
    answer.refused(413, "too_large")
    assert source.read_so_far == 0


def test_a_body_without_a_length_is_413_before_more_than_a_megabyte_is_read(fanchang: Caller) -> None:
    source = Counting()
    answer = chunked(fanchang, source)
    answer.refused(413, "too_large")
    assert source.read_so_far <= MEGABYTE + 1


def test_a_body_without_a_length_is_taken_like_any_other(city: City, fanchang: Caller) -> None:
    chunked(fanchang, io.BytesIO(json.dumps(body_of(city)).encode())).made()


def chunked(system: Caller, source: Any) -> Answer:
    """A POST as the web server hands it over when it came in chunks."""
    extra = {"wsgi.input": source, "CONTENT_LENGTH": "", "CONTENT_TYPE": "application/json"}
    headers = {"Authorization": f"Bearer {system.key}", "Idempotency-Key": "k", "Transfer-Encoding": "chunked"}
    return Answer(system.client.generic("POST", "/api/v1/projects/", headers=headers, **extra))


def test_an_upload_in_chunks_is_asked_for_its_length(fanchang: Caller) -> None:
    extra = {"wsgi.input": Counting(), "CONTENT_LENGTH": "", "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    headers = {"Authorization": f"Bearer {fanchang.key}", "Transfer-Encoding": "chunked"}
    answer = Answer(fanchang.client.generic("POST", "/api/v1/projects/", headers=headers, **extra))
    answer.refused(411, "length_required")


@pytest.mark.parametrize(("length", "taken"), [(100, 40), (10, 10)])
def test_a_length_that_lies_gives_what_is_there_and_no_more(length: int, taken: int) -> None:
    assert len(Intake(io.BytesIO(b"x" * 40), length=length, most=MEGABYTE).read()) == taken


@pytest.mark.parametrize(("body", "code"), [
    ("[" * 21 + "]" * 21, "too_deep"),
    ('{"a":' * 900 + "1" + "}" * 900, "too_deep"),
    ("[" * 100_000 + "]" * 100_000, "malformed"),
    (json.dumps({"name": [0] * 100_001}), "too_many_values"),
    (json.dumps({str(number): 0 for number in range(60_000)}), "unknown_field"),
])  # fmt: skip
def test_deep_and_wide_bodies_are_400_and_never_a_fault(fanchang: Caller, body: str, code: str) -> None:
    headers = {"Authorization": f"Bearer {fanchang.key}", "Idempotency-Key": "k"}
    sent = fanchang.client.generic("POST", "/api/v1/enterprises/", body, "application/json", headers=headers)
    Answer(sent).refused(400, code)


@pytest.mark.parametrize("size", ["201", "1000000000"])
def test_a_page_beyond_200_is_400(fanchang: Caller, size: str) -> None:
    refused = fanchang.get(f"/projects/?page_size={size}").refused(400, "page_size_too_large")
    assert refused["errors"][0]["field"] == "page_size"


@pytest.mark.parametrize("cursor", ["x", "1" * 1999, "é"])
def test_an_absurd_cursor_is_400(fanchang: Caller, cursor: str) -> None:
    assert fanchang.get(f"/projects/?cursor={cursor}").refused(400, "invalid_cursor")["errors"][0]["field"] == "cursor"


@pytest.mark.parametrize(("query", "status", "code"), [
    ("q=" + "x" * 8200, 414, "address_too_long"),
    ("&".join(["tag=x"] * 101), 400, "too_many_parameters"),
    ("tag=" + "," * 500, 400, "too_many_values"),
    ("tag=" + "%2c" * 500, 400, "too_many_values"),
])  # fmt: skip
def test_an_absurd_query_is_refused(fanchang: Caller, query: str, status: int, code: str) -> None:
    fanchang.get(f"/projects/?{query}").refused(status, code)


def test_absurd_headers_are_431(fanchang: Caller) -> None:
    fanchang.get("/projects/", X_Long="x" * 8193).refused(431, "headers_too_large")
    many = {f"X_{number}": "x" * 4000 for number in range(9)}
    fanchang.get("/projects/", **many).refused(431, "headers_too_large")


SLOW = {
    "postgresql": "SELECT pg_sleep(30)",
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1e9) SELECT max(i) FROM n",
}


@pytest.mark.django_db(transaction=True)
def test_a_statement_that_takes_too_long_is_stopped_and_told_as_422(settings: Settings) -> None:
    settings.LIMITS = {**settings.LIMITS, "LIMIT_QUERY_SECONDS": 1}
    with pytest.raises(OperationalError) as stopped, bounded(), connection.cursor() as cursor:
        cursor.execute(SLOW[connection.vendor])
    refusal = refusal_of(stopped.value)
    assert refusal is not None
    assert (refusal.status, refusal.code) == (422, "query_too_slow")
    assert "1 秒" in refusal.detail
    with connection.cursor() as cursor:  # and the next caller of this connection is not bound
        cursor.execute("SELECT 1")
        if connection.vendor == "postgresql":
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone() == ("0",)


@pytest.mark.parametrize("state", ["40P01", "40001"])
def test_of_two_writers_that_waited_for_each_other_one_is_told_to_ask_again(state: str) -> None:
    class Broken(Exception):
        sqlstate = state

    error = OperationalError("deadlock detected")
    error.__cause__ = Broken()
    refusal = refusal_of(error)
    assert refusal is not None
    assert refusal.status == 409 and "再提交一次" in refusal.detail


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL counts for each statement")
def test_what_a_call_waited_to_be_let_in_is_not_the_time_of_its_statements(settings: Settings) -> None:
    settings.LIMITS = {**settings.LIMITS, "LIMIT_QUERY_SECONDS": 1}
    short = SLOW["sqlite"].replace("1e9", "1e5")
    with bounded(), connection.cursor() as cursor:
        time.sleep(1.1)
        with pytest.raises(OperationalError):
            cursor.execute(short)
        begin_again()
        cursor.execute(short)
        assert cursor.fetchone() == (100_000,)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has many writers")
def test_who_waited_too_long_for_the_one_writer_of_sqlite_is_told_to_ask_again() -> None:
    other = sqlite3.connect(connection.settings_dict["NAME"], uri=True, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 100")
        with pytest.raises(OperationalError) as locked, transaction.atomic():
            pass
    finally:
        other.close()
        connection.close()  # and with it the shorter patience
    refusal = refusal_of(locked.value)
    assert refusal is not None
    assert refusal.status == 409 and "再提交一次" in refusal.detail


def test_any_other_trouble_of_the_database_stays_a_fault() -> None:
    assert refusal_of(OperationalError("no connection")) is None


def test_every_reading_door_is_bounded(fanchang: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_slow(*_: object) -> None:
        raise OperationalError("interrupted")

    monkeypatch.setattr("projects.people.api.OrganisationDoor.list", too_slow)
    assert fanchang.get("/organisations/").refused(422, "invalid")["reason"] == "query_too_slow"


class Trickle(io.RawIOBase):
    """A byte for each read."""

    def read(self, size: int = -1) -> bytes:
        return b"x"


def test_a_body_that_trickles_is_given_up(settings: Settings, fanchang: Caller) -> None:
    settings.LIMITS = {**settings.LIMITS, "LIMIT_BODY_SECONDS": -1}
    extra = {"wsgi.input": Trickle(), "CONTENT_LENGTH": "5000", "CONTENT_TYPE": "application/json"}
    headers = {"Authorization": f"Bearer {fanchang.key}", "Idempotency-Key": "k"}
    answer = Answer(fanchang.client.generic("POST", "/api/v1/projects/", headers=headers, **extra))
    answer.refused(408, "too_slow")
