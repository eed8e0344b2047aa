"""The watchman: a thread that looks around and raises the alarm. One stands in beat, one in every web process.

They hang on no queue, and watch each other: whoever is stopped is missed by the others. What stops all of them at once
is noticed outside, by the dead-man ping that stays away (``deadman``).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime

import structlog
from django.conf import settings
from django.db import connections
from django.utils import timezone

from notifications.watch import alarms, probes, pulses
from notifications.watch.signs import AWAY, DATABASE_TODO, Sign, bad, examine

ASLEEP = 3
"""So many missed looks, and one was not watching but stopped: what is silent now may have been stopped as well."""

LONGEST_LOOK = 45.0
"""Seconds that a look may take though the database answers: a log-in and two relays that let it time out."""
HANGS = bad("database", "数据库", "hangs", "数据库没有任何应答（不拒绝，也不回答）", DATABASE_TODO)

log = structlog.get_logger(__name__)


class Watchman:
    """``pulse``: the watermark that says this watchman, and what he stands in, is alive while ``is_alive`` says so."""

    def __init__(self, pulse: str, *, is_alive: Callable[[], bool] = lambda: True) -> None:
        self.pulse = pulse
        self.is_alive = is_alive
        self.every = float(settings.WATCH_SECONDS)
        self.patience = max(settings.WATCH_SILENCE_SECONDS / 2, LONGEST_LOOK)
        self._since: datetime | None = None
        self._looked = time.monotonic()
        self._stop = threading.Event()

    def start(self) -> threading.Thread:
        """Watch until the process ends."""
        thread = threading.Thread(target=self._run, name=self.pulse, daemon=True)
        thread.start()
        return thread

    def stop(self) -> None:
        """No more looks."""
        self._stop.set()

    def _run(self) -> None:
        while not self._stop.wait(self.every):
            self.look_with_patience()

    def look_with_patience(self) -> None:
        """A database that neither answers nor refuses holds the look up, but not the alarm."""
        look = threading.Thread(target=self._look_once, name=f"{self.pulse}.look", daemon=True)
        look.start()
        look.join(self.patience)
        while look.is_alive() and not self._stop.is_set():
            alarms.settle_without_database([HANGS], timezone.now())
            look.join(self.every)

    def _look_once(self) -> None:
        try:
            self.look(timezone.now())
        except Exception:  # a watchman does not fall over
            log.exception("a look of the watch failed", watchman=self.pulse)
        finally:
            connections.close_all()

    def look(self, now: datetime) -> None:
        """One look around."""
        woke = time.monotonic()
        if self._since is None or woke - self._looked > max(ASLEEP * self.every, 30):
            self._since = now
        self._looked = woke
        try:
            if self.is_alive():
                pulses.beat(self.pulse, now=now)
            alarms.remember_recipients()
            probes.look_at_smtp(now)
            signs = examine(now, since=self._since)
            alarms.settle(signs, now)
            alarms.forget_files(now)
        except AWAY:
            log.exception("the watch cannot write to the database", watchman=self.pulse)
            alarms.settle_without_database(_signs_without_writing(now, self._since), now)
            self._since = None  # once it is back, the others' heartbeats are as old as the trouble


def _signs_without_writing(now: datetime, since: datetime) -> list[Sign]:
    """What can still be seen; that nothing can be written is a trouble of its own."""
    try:
        signs = examine(now, since=since)
    except AWAY:
        signs = []
    known = {sign.key for sign in signs if sign.is_alarm}
    if known & {"database", "disk"}:
        return [sign for sign in signs if sign.key in known]
    todo = "检查数据库是否只读、磁盘是否写满。"
    return [bad("database", "数据库", "not writable", "数据库不能写入", todo), *signs]


def watch(pulse: str, *, is_alive: Callable[[], bool] = lambda: True) -> None:
    """Put a watchman into this process, unless the settings say no."""
    if settings.WATCH:
        Watchman(pulse, is_alive=is_alive).start()
