"""The house under fire: a seeded slice of the long run (``run.py``), with the bound it proves. reliability.md 6, row 4.

On PostgreSQL only, so once in a whole test run; the same on SQLite is in the long form and, smaller, in
``tests/notifications/outbox/test_kill.py``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests.notifications.chaos.house import KILLED, House
from tests.notifications.chaos.parts import belonging_to
from tests.notifications.chaos.run import Plan, run, table
from tests.servers import wait_until

pytestmark = [
    pytest.mark.skipif(connection.vendor == "sqlite", reason="PostgreSQL is among those that are killed"),
]
PLAN = Plan(
    kills=int(os.environ.get("LUODI_CHAOS_KILLS", "13")),
    mails=int(os.environ.get("LUODI_CHAOS_MAILS", "160")),
    seed=int(os.environ.get("LUODI_CHAOS_SEED", "20261130")),
    pauses=(0.2, 0.8),
    longest=0.3,
    troubles=("flushall", "reset"),
)


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[House]:
    """One for both: it takes ten seconds to build. Nothing of it may stay behind."""
    with django_db_blocker.unblock(), House(PLAN.seed, workers=2, processes=1, proxied=True) as house:
        yield house
    assert belonging_to(house.home) == set()


def test_whatever_is_killed_no_mail_is_lost_and_none_is_doubled(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    found = run(house, PLAN)
    with capsys.disabled():
        sys.stdout.write(f"\nseed {PLAN.seed}\n{table(found)}")
    assert found.lost == []
    assert found.doubled == []
    assert found.is_clean, found
    assert found.told == PLAN.mails
    assert {kind.partition(":")[0] for kind in found.kills} == set(KILLED)
    assert found.under_way >= 0.8 * PLAN.kills


def test_once_postgres_is_back_no_request_meets_a_connection_that_was_cut(house: House) -> None:
    assert house.answer("knock 8") == {"unanswered": 0}
    house.parts["postgres"].kill()
    house.wait_until_ready()
    assert house.answer("knock 8") == {"unanswered": 0}


def test_connections_to_redis_that_went_dead_without_a_word_are_noticed(house: House) -> None:
    house.wait_until_ready()
    before = len(house.lines("acks"))
    assert house.proxy and house.proxy.stall() >= 6
    assert house.answer("feed 5") == {"fed": 5}
    told = {ack["token"]: ack["at"] for ack in house.lines("acks")[before:] if ack["outcome"] == "told"}
    wait_until(lambda: told.keys() <= arrivals(house).keys(), "the mails that were told after the silence")
    assert max(arrivals(house)[token] - at for token, at in told.items()) <= 30


def arrivals(house: House) -> dict[str, float]:
    """Token → when the relay had it."""
    return {line["subject"]: line["at"] for line in house.lines("sink")}
