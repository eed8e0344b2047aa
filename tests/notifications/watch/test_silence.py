"""Silence is noticed (reliability.md 6, row 9), with real processes that are stopped and not killed.

Short form: two troubles of eight, chosen by a seed, with shorter figures. Long form, with those that are shipped:
``LUODI_WATCH_TROUBLES=all LUODI_WATCH_LONG=1 LUODI_WATCH_QUIET_MINUTES=4320``.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from notifications.watch.signs import MEGABYTE
from tests.notifications.watch.serving import Expiring, Whole
from tests.smtp import SmtpServer

SEED = int(os.environ.get("LUODI_WATCH_SEED", "20261129"))
LONG = os.environ.get("LUODI_WATCH_LONG", "") == "1"
QUIET = float(os.environ.get("LUODI_WATCH_QUIET_MINUTES", "0.5")) * 60
MOST_SECONDS = 180.0
CLEAR_SECONDS = 300.0


def beat(whole: Whole) -> None:
    whole.stop_processes(whole.pids("-A config beat"))


def worker(whole: Whole) -> None:
    """The main process: what it holds is there, and nothing new is taken."""
    whole.stop_processes(whole.pids("-A config worker")[:1])


def sweeper(whole: Whole) -> None:
    """The pool in which scans and deliveries run; the main process lives and takes messages."""
    whole.stop_processes(whole.below(whole.pids("-A config worker")[0]))


def web(whole: Whole) -> None:
    whole.stop_processes(whole.pids("granian") + whole.below(whole.pids("granian")[0]))


def broker(whole: Whole) -> None:
    whole.stop_processes(whole.pids("redis-server"))


def password(whole: Whole) -> None:
    whole.mail.expired = True


def disk(whole: Whole) -> None:
    """To the last block: not even the database can be written."""
    with (whole.home / "filler").open("wb") as filler:
        try:
            while True:
                filler.write(b"0" * MEGABYTE)
                filler.flush()
        except OSError:
            return


def database(whole: Whole) -> None:
    whole.shut_database(shut=True)


def mend(whole: Whole, name: str) -> None:
    whole.go_on()
    if name == "database":
        whole.shut_database(shut=False)
    whole.mail.expired = False
    (whole.home / "filler").unlink(missing_ok=True)


TROUBLES: dict[str, tuple[Callable[[Whole], None], str]] = {
    "beat": (beat, "定时进程"),
    "worker": (worker, "任务进程"),
    "sweeper": (sweeper, "任务进程"),
    "web": (web, "网站进程"),
    "broker": (broker, "消息中间件"),
    "password": (password, "邮件服务器登录"),
    "disk": (disk, "磁盘"),
    "database": (database, "数据库"),
}


def chosen(home: Path) -> list[str]:
    """By the environment, or two by the seed; of those that can be made here."""
    made = {name for name in TROUBLES if name not in ("disk", "database")}
    made |= {"disk"} if os.path.ismount(home) else set()
    made |= {"database"} if connection.vendor == "postgresql" else set()
    asked = os.environ.get("LUODI_WATCH_TROUBLES", "")
    if asked:
        return [name for name in TROUBLES if name in made and (asked == "all" or name in asked.split(","))]
    return random.Random(SEED).sample(sorted(made), 2)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A data folder on a small file system of its own, where the machine allows one."""
    folder = tmp_path / "home"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(folder)], check=False, capture_output=True
    )
    yield folder
    if mounted.returncode == 0:
        subprocess.run(["umount", "--lazy", str(folder)], check=False, capture_output=True)


@pytest.fixture
def whole(home: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Whole]:
    mail, second = Expiring(home.parent / "mail"), SmtpServer(home.parent / "second")
    mail.start()
    second.start()
    running = Whole(home, mail, second, django_db_blocker)
    try:
        with django_db_blocker.unblock():
            running.start(long=LONG)
        yield running
    finally:
        with django_db_blocker.unblock():
            running.end()
        mail.stop()
        second.stop()


def test_each_trouble_is_told_within_three_minutes_cleared_when_it_is_over_and_nothing_else_is(
    whole: Whole, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    time.sleep(QUIET)
    assert whole.alarms() == []
    for name in chosen(home):
        make, label = TROUBLES[name]
        make(whole)
        seconds = whole.wait_for(label, MOST_SECONDS)
        said = list(whole.alarms())
        with capsys.disabled():
            sys.stdout.write(f"\n{name}: told after {seconds:.0f} s: {said}\n")
        mend(whole, name)
        whole.wait_for("已恢复", CLEAR_SECONDS)
        whole.wait_until_well()
        assert all(label in title or "数据库" in title for title in said), (name, whole.alarms())
        assert len(said) == len(set(said)), (name, said)
        whole.second.reset()
