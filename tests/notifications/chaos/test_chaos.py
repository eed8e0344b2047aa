"""The house under fire: a seeded slice of the long run (``run.py``), with the bound it proves. reliability.md 6, row 4.

On PostgreSQL only, so once in a whole test run; the same on SQLite is in the long form and, smaller, in
``tests/notifications/outbox/test_kill.py``.
"""

from __future__ import annotations

import os
import sys

import pytest
from django.db import connection

from tests.notifications.chaos.house import KILLED, House
from tests.notifications.chaos.parts import belonging_to
from tests.notifications.chaos.run import Plan, run, table

pytestmark = [
    pytest.mark.xdist_group("serve"),  # never beside the other tests that start a whole system
    pytest.mark.skipif(connection.vendor == "sqlite", reason="PostgreSQL is among those that are killed"),
]
PLAN = Plan(
    kills=int(os.environ.get("LUODI_CHAOS_KILLS", "13")),
    mails=int(os.environ.get("LUODI_CHAOS_MAILS", "160")),
    seed=int(os.environ.get("LUODI_CHAOS_SEED", "20261130")),
    pauses=(0.2, 0.8),
    longest=0.3,
)


@pytest.mark.django_db
def test_whatever_is_killed_no_mail_is_lost_and_none_is_doubled(capsys: pytest.CaptureFixture[str]) -> None:
    with House(PLAN.seed, workers=2, processes=1) as house:
        found = run(house, PLAN)
        home = house.home
    with capsys.disabled():
        sys.stdout.write(f"\nseed {PLAN.seed}\n{table(found)}")
    assert found.lost == []
    assert found.doubled == []
    assert found.is_clean, found
    assert found.told == PLAN.mails
    assert {kind.partition(":")[0] for kind in found.kills} == set(KILLED)
    assert found.under_way >= 0.8 * PLAN.kills
    assert belonging_to(home) == set()
