"""The real server and what bad luck and bad callers do to it: death, slow bodies, hammering (rows 17 and 21)."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator

import pytest

from projects.gateway.models import Client as System
from projects.gateway.models import IdempotencyRecord
from projects.ledger.models import Enterprise
from tests.api.callers import Caller, caller
from tests.api.hammering import measured, p95, told
from tests.api.retrying import rounds
from tests.api.web import Web, serving
from tests.factories import City, build_city

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = "POST /api/v1/enterprises/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


@pytest.fixture
def writer(city: City) -> Caller:
    """The system of 繁昌区."""
    return caller(city.district, "project:read", "project:write")


@pytest.fixture
def city(transactional_db: None) -> City:
    """芜湖 with its people, on the real clock."""
    return build_city()


@pytest.fixture(scope="module")
def web(django_db_setup: None, redis_url: str) -> Iterator[Web]:
    """One process for all tests of this file; what it knows is in the database."""
    with serving(redis_url, door="tests.api.dying:application", LUODI_LIMIT_WRITES=6000, LUODI_LIMIT_AT_ONCE=12) as one:
        yield one


def test_a_server_shot_between_commit_and_reply_acts_once(web: Web, writer: Caller) -> None:
    die = web.home / "die"
    die.touch()
    with pytest.raises(OSError):
        web.send("POST", "/enterprises/", writer.key, {"name": "甲"}, Idempotency_Key="k")
    die.unlink()
    web.shoot()
    assert Enterprise.objects.count() == 1, "it died before its work was done"
    web.start()
    first, again = (web.send("POST", "/enterprises/", writer.key, {"name": "甲"}, Idempotency_Key="k") for _ in "ab")
    assert (first.status, again.status) == (201, 201)
    assert first.content == again.content
    assert first.headers["idempotent-replayed"] == "true"
    assert Enterprise.objects.count() == IdempotencyRecord.objects.count() == 1


def test_one_key_makes_one_object_whatever_happens(web: Web, writer: Caller) -> None:
    """A slice of ``python -m tests.api.retries``, too short for its shots: the test above fires one."""
    count, seed = int(os.environ.get("LUODI_RETRIES", "8")), int(os.environ.get("LUODI_SEED", "17"))
    done = rounds(web, writer, count, seed)
    sys.stdout.write(f"row 17: {count} rounds, seed {seed}, {done}: one object each\n")


def test_bodies_are_bounded_in_size_and_time(web: Web, writer: Caller) -> None:
    """Chunks are counted, and who promises a body and sends none holds up nobody else."""
    key = f"Authorization: Bearer {writer.key}\r\nIdempotency-Key: k\r\n"
    content = b'{"name": "\xe7\x94\xb2"}'
    with web.raw() as whole:
        whole.sendall(f"{HEAD}{key}Transfer-Encoding: chunked\r\n\r\n".encode())
        whole.sendall(b"%x\r\n%s\r\n0\r\n\r\n" % (len(content), content))
        assert b" 201 " in whole.recv(4096)
    with web.raw() as endless:
        endless.settimeout(5)
        endless.sendall(f"{HEAD}{key.replace(': k', ': l')}Transfer-Encoding: chunked\r\n\r\n".encode())
        sent = 0
        while sent < 8 * 1024 * 1024:
            try:
                endless.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n")
            except OSError:
                break
            sent += 65536
        assert b" 413 " in endless.recv(4096)
    slow = [web.raw() for _ in range(20)]  # more than the process has threads
    for number, one in enumerate(slow):
        one.sendall(f"{HEAD}{key.replace(': k', f': s{number}')}Content-Length: 5000\r\n\r\n[".encode())
    began = time.monotonic()
    assert web.send("GET", "/organisations/", caller_of_its_own(writer).key).status == 200
    assert time.monotonic() - began < 15  # a thread was free: nobody had to lose patience
    for one in slow:
        one.close()
    web.shoot()  # what still waits there must not reach the database of the next test
    web.start()


def caller_of_its_own(writer: Caller) -> Caller:
    """Another system of the same unit."""
    organisation = writer.row.account.organisation
    assert organisation is not None
    return caller(organisation, "project:read")


@pytest.mark.skipif(os.environ.get("LUODI_FULL") != "1", reason="wants a quiet machine")
@pytest.mark.parametrize("counted", [True, False], ids=["limited", "negative control"])
def test_one_who_hammers_does_not_starve_others(city: City, redis_url: str, counted: bool) -> None:
    loud, quiet = (caller(city.district, "project:read") for _ in "ab")
    System.objects.filter(account=quiet.row.account).update(reads_per_minute=6000)  # it is measured, not limited
    with serving(redis_url, workers=2, LUODI_LIMITS=int(counted)) as web:
        alone, beside, refused = measured(web.port, quiet.key, loud.key, hammers=50, calls=40)
    ratio = p95(beside) / p95(alone)
    told(f"{'limited' if counted else 'not limited'}: p95 {p95(alone) * 1000:.0f} ms alone, "
         f"{p95(beside) * 1000:.0f} ms beside 50 hammers, ratio {ratio:.1f}, refused {refused}")  # fmt: skip
    if counted:
        assert refused > 0
        assert ratio <= 2
    else:
        assert refused == 0
        assert ratio > 3
