"""Three schedulers and a sweeper at once, one killed again and again (reliability.md 6, row 2): a slice, its bound.

The long form: ``LUODI_SCHEDULERS=30`` (minutes; ``python -m tests.notifications.oracle.run --minutes 30``), a sitting a
minute with 180 people, a kill each 20 s: 5,000 occurrences. Both on the database of the run, SQLite or PostgreSQL.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests.databases import administer, another_copy

MINUTES = float(os.environ.get("LUODI_SCHEDULERS", "0"))
SEED = os.environ.get("LUODI_ORACLE_SEED", "20261122")
COMMAND = (sys.executable, "-m", "tests.notifications.oracle.schedulers")
SLICE = ("9", "0.5", "0.7", "12")
"""Seconds; between two instants; between two kills; people."""


@pytest.fixture
def shooting_range(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path) -> object:
    """Runs a mode on a copy of the database of its own."""
    made = []

    def run(mode: str, seconds: str, every: str, kill_every: str, people: str) -> dict[str, int]:
        name = str(tmp_path / f"{mode}.sqlite3") if connection.vendor == "sqlite" else f"luodi_{mode}_{os.getpid()}"
        with django_db_blocker.unblock():
            another_copy(name)
        made.append(name)
        done = subprocess.run(
            [*COMMAND, name, mode, seconds, every, kill_every, people, SEED],
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "config.settings",
                "LUODI_DEMO": "1",
                "LUODI_HOME": str(tmp_path),
                "LUODI_LOG_LEVEL": "CRITICAL",
            },
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            timeout=float(seconds) + 240,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        kills, found = done.stdout.splitlines()[-2:]
        return {**json.loads(kills), **json.loads(found)}

    yield run
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock():
            for name in made:
                administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def test_several_schedulers_and_their_deaths_lose_and_double_nothing(
    shooting_range: object, capsys: pytest.CaptureFixture[str]
) -> None:
    long = (str(60 * MINUTES), "60", "20", "180")
    found = shooting_range("product", *(long if MINUTES else SLICE))  # type: ignore[operator]
    bound = f"the chance that a kill loses or doubles a reminder is below {3 / max(found['kills'], 1):.1%} (95 %)"
    with capsys.disabled():
        sys.stdout.write(f"\n{connection.vendor}: {found}: {bound}\n")
    assert found["kills"] >= 8
    assert found["expected"] >= 150
    assert [found[name] for name in ("missing", "surplus", "doubled", "halves")] == [0, 0, 0, 0]


def test_looking_first_and_creating_then_doubles(shooting_range: object) -> None:
    """The negative control: the same run without the unique key and without the transaction around both steps."""
    found = shooting_range("naive", "5", "0.5", "9", "12")  # type: ignore[operator]
    assert found["doubled"] > 0
